/**
 * A phone that isn't there: behind its address a browser's window counts as
 * the login page of an official app. It calls itself what the app does, and
 * keeps to the app's rules: other hosts open in the "system browser", which is
 * another window, and the app's own scheme ends the login.
 *
 * Made for a sandbox alone: the gateway knows nothing of it.
 *
 * @module
 */
import {
  createServer,
  request as ask,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { page, pageHeaders, style } from "./page.ts";

/** An app in the version that somebody chose. */
interface App {
  title: string;
  clientId: string;
  userAgent: string;
}

const android = (version: string): App => ({
  title: `Android ${version}`,
  clientId: "https://home-assistant.io/android",
  userAgent: `Mozilla/5.0 (Linux; Android 16; wv) AppleWebKit/537.36 Home Assistant/${version} (Android 16; Sandbox)`,
});

const ios = (version: string): App => ({
  title: `iOS ${version}`,
  clientId: "https://home-assistant.io/iOS",
  userAgent: `Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Home Assistant/${version} (io.robbie.HomeAssistant; build:1; iOS 26.0.0) Mobile/HomeAssistant, like Safari`,
});

/** Two that open a browser, and two that are too old to. */
const apps: Record<string, App> = {
  "android-2026.8.3": android("2026.8.3"),
  "ios-2026.7.3": ios("2026.7.3"),
  "android-2025.12.1": android("2025.12.1"),
  "ios-2026.6.0": ios("2026.6.0"),
};

/** A phone that is listening. */
export interface Phone {
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts a phone in front of a gateway of this machine, whose configuration
 * has the phone's address among its own.
 */
export async function startPhone(
  port: number,
  gatewayPort: number
): Promise<Phone> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const app = apps[pathname.slice("/phone/".length)];
    if (pathname === "/") front(response);
    else if (pathname === "/style.css") send(response, "text/css", style);
    else if (pathname === "/phone.js") send(response, "text/javascript", rules);
    else if (pathname.startsWith("/phone/") && app) open(response, pathname);
    else pass(request, response, gatewayPort);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://localhost:${port}`,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function send(response: ServerResponse, type: string, text: string): void {
  response.writeHead(200, { "content-type": type }).end(text);
}

function front(response: ServerResponse): void {
  const links = Object.entries(apps).map(
    ([id, { title }]) => `<p><a href="/phone/${id}">${title}</a></p>`
  );
  const text = `<p>This window becomes the login page of Home Assistant's app. What the app opens in the system browser opens in another window.</p>${links.join("")}`;
  response.writeHead(200, pageHeaders).end(page("Phone", "Which app?", text));
}

function open(response: ServerResponse, pathname: string): void {
  const id = pathname.slice("/phone/".length);
  const query = new URLSearchParams({
    response_type: "code",
    client_id: apps[id]?.clientId ?? "",
    redirect_uri: "homeassistant://auth-callback",
  });
  response
    .writeHead(303, {
      location: `/auth/authorize?${query}`,
      "set-cookie": `sandbox-phone=${id}; Path=/; HttpOnly; SameSite=Lax`,
    })
    .end();
}

/** Everything else is the gateway's, which sees the app's browser. */
function pass(
  request: IncomingMessage,
  response: ServerResponse,
  port: number
): void {
  const { cookie = "" } = request.headers;
  const id = /(?:^|; )sandbox-phone=([\w.-]+)/.exec(cookie)?.[1] ?? "";
  const app = Object.hasOwn(apps, id) ? apps[id] : undefined;
  const headers = {
    ...request.headers,
    "accept-encoding": "identity",
    ...(app && { "user-agent": app.userAgent }),
  };
  const { method, url: path } = request;
  const asked = ask({ port, method, path, headers }, (answer) => {
    const isPage = path?.startsWith("/auth/authorize") === true;
    if (!isPage || app === undefined) {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      return;
    }
    void withRules(answer, response);
  });
  asked.once("error", () => response.writeHead(502).end());
  request.pipe(asked);
}

async function withRules(
  answer: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  let html = "";
  for await (const chunk of answer.setEncoding("utf8")) html += chunk;
  const { "content-length": _length, ...headers } = answer.headers;
  response.writeHead(answer.statusCode ?? 502, headers);
  response.end(
    html.replace("<head>", '<head><script src="/phone.js"></script>')
  );
}

/** What an app does with an address, as far as a page can do it. */
const rules = `
addEventListener("click", (event) => {
  const link = event.composedPath().find((node) => node.tagName === "A");
  if (!link || new URL(link.href).host === location.host) return;
  event.preventDefault();
  window.open(link.href, "system-browser", "noopener");
}, true);
window.navigation?.addEventListener("navigate", (event) => {
  if (!event.destination.url.startsWith("homeassistant:")) return;
  event.preventDefault();
  const code = new URL(event.destination.url).searchParams.has("code");
  document.body.innerHTML = "<main style='padding:3em;font:16px sans-serif'></main>";
  document.querySelector("main").textContent = code
    ? "The app has Home Assistant's code: it is signed in. Look at the notification in Home Assistant."
    : "The app was given no code.";
});
`;
