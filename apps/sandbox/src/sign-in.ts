import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import { escapeHtml, page, pageHeaders, style } from "./page.ts";
import type { Person } from "./people.ts";

/** The provider's own pages: its form, its front page, its style. */
export interface SignIn {
  /** Answers if the request is for one of them. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

/** Name and people of the provider, and what asks on their behalf. */
export interface SignInOptions {
  name: string;
  people: Person[];
}

/** The cookies in which oidc-provider remembers who is signed in. */
const sessionCookies = ["_session", "_session.sig", "_session.legacy"];

/** The headers by which a browser forgets who is signed in. */
const gone = sessionCookies.map((it) => `${it}=; Path=/; Max-Age=0`);

export function createSignIn(
  provider: Provider,
  options: SignInOptions
): SignIn {
  const { name, people } = options;
  const show = (response: ServerResponse, status: number, html: string) => {
    response.writeHead(status, pageHeaders).end(html);
  };

  const submit = async (request: IncomingMessage, response: ServerResponse) => {
    const details = await provider.interactionDetails(request, response);
    const form = new URLSearchParams(await readBody(request));
    const person = people.find(({ login }) => login === form.get("login"));
    if (!person || !isEqual(person.password, form.get("password") ?? "")) {
      const typed = form.get("login") ?? "";
      show(response, 200, formPage(name, details.uid, typed));
      return;
    }
    if (details.session && details.session.accountId !== person.sub) {
      // Somebody else takes over: left to itself the library asks for ever.
      delete details.session;
      await details.save(details.exp - Math.floor(Date.now() / 1000));
      response.setHeader("set-cookie", gone);
    }
    await provider.interactionFinished(request, response, {
      login: { accountId: person.sub },
    });
  };

  const routes: Record<string, typeof submit> = {
    "GET /": async (_request, response) => {
      show(response, 200, frontPage(name));
    },
    "POST /sign-out": async (_request, response) => {
      response.setHeader("set-cookie", gone);
      show(response, 200, page(name, "You are signed out", ""));
    },
    "GET /style.css": async (_request, response) => {
      response.writeHead(200, { "content-type": "text/css" }).end(style);
    },
    "GET /interaction": async (request, response) => {
      const { uid } = await provider.interactionDetails(request, response);
      show(response, 200, formPage(name, uid));
    },
    "POST /interaction": submit,
    "GET /interaction/cancel": async (request, response) => {
      await provider.interactionFinished(request, response, {
        error: "access_denied",
        error_description: "The person did not want to sign in",
      });
    },
  };

  return {
    async handle(request, response) {
      const { pathname } = new URL(request.url ?? "/", "http://localhost");
      const path = pathname.replace(/^\/interaction\/[\w-]+/, "/interaction");
      const route = routes[`${request.method} ${path}`];
      if (!route) return false;
      try {
        await route(request, response);
      } catch {
        // The interaction is over, or belongs to another browser.
        show(response, 400, page(name, "This sign-in is over", overText));
      }
      return true;
    },
  };
}

const overText = "<p>Go back to where you came from and start again.</p>";

function formPage(name: string, uid: string, typed?: string): string {
  const at = `/interaction/${encodeURIComponent(uid)}`;
  const wrong = typed !== undefined;
  return page(
    name,
    "Sign in",
    `${wrong ? `<p class="bad" role="alert" id="wrong">Login or password is wrong.</p>` : ""}
      <form method="post" action="${at}">
        <label>Login
          <input name="login" autocomplete="username" autocapitalize="none" spellcheck="false" required value="${escapeHtml(typed ?? "")}"${wrong ? ' aria-invalid="true" aria-describedby="wrong"' : " autofocus"}>
        </label>
        <label>Password
          <input name="password" type="password" autocomplete="current-password" required${wrong ? ' aria-invalid="true" aria-describedby="wrong" autofocus' : ""}>
        </label>
        <button type="submit">Sign in</button>
      </form>
      <a href="${at}/cancel">Cancel</a>`
  );
}

function frontPage(name: string): string {
  return page(
    name,
    "An OpenID provider to try things with",
    `<p>Whoever signed in here stays signed in. Sign out to be somebody else.</p>
      <form method="post" action="/sign-out"><button type="submit">Sign out</button></form>`
  );
}

function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const largestForm = 10_000;

async function readBody(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
    if (text.length > largestForm) throw new RangeError("form too large");
  }
  return text;
}
