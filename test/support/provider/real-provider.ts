import { randomBytes } from "node:crypto";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { ProviderUnderTest } from "./contract.ts";

/** The part of oidc-provider that is used here; it comes without types. */
interface OidcProvider {
  callback(): RequestListener;
  interactionDetails(
    request: IncomingMessage,
    response: ServerResponse
  ): Promise<{ prompt: { name: string }; session?: { accountId: string } }>;
  interactionFinished(
    request: IncomingMessage,
    response: ServerResponse,
    result: unknown
  ): Promise<void>;
  Grant: new (of: { accountId: string; clientId: string }) => {
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  };
}

type OidcProviderClass = new (
  issuer: string,
  configuration: unknown
) => OidcProvider;

/**
 * A real OpenID provider (oidc-provider) in which a person signs in without
 * being asked anything; for {@link contract} only.
 */
export async function startRealProvider(): Promise<
  ProviderUnderTest & { stop(): Promise<void> }
> {
  const clientId = "home-assistant";
  const clientSecret = randomBytes(24).toString("base64url");
  const redirectUri = "https://home.example.org/callback/example-id";
  let listener: RequestListener = (_request, response) => response.end();
  const server = createServer((request, response) =>
    listener(request, response)
  );
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  // By a variable, because there are no types to be found for the name.
  const name = "oidc-provider";
  const module = (await import(name)) as { default: OidcProviderClass };
  const provider = new module.default(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        response_types: ["code"],
        grant_types: ["authorization_code"],
        token_endpoint_auth_method: "client_secret_basic",
      },
    ],
    claims: { openid: ["sub"], profile: ["name"], groups: ["groups"] },
    scopes: ["openid", "profile", "groups"],
    findAccount: (_context: unknown, accountId: string) => ({
      accountId,
      claims: () => ({
        sub: accountId,
        name: "Alex Example",
        groups: ["family"],
      }),
    }),
    interactions: {
      url: (_context: unknown, { uid }: { uid: string }) =>
        `/interaction/${uid}`,
    },
    ttl: {
      AccessToken: 600,
      Grant: 600,
      IdToken: 600,
      Interaction: 600,
      Session: 600,
    },
    renderError: (context: { body: unknown }) => {
      context.body = "refused";
    },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: [randomBytes(24).toString("base64url")] },
  });
  const oidc = provider.callback();
  listener = (request, response) => {
    if (request.url?.startsWith("/interaction/")) {
      void signIn(provider, clientId, request, response);
    } else {
      oidc(request, response);
    }
  };

  return {
    issuer,
    clientId,
    clientSecret,
    redirectUri,
    authorize: (url) => walk(url, issuer),
    stop: async () => {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function signIn(
  provider: OidcProvider,
  clientId: string,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const details = await provider.interactionDetails(request, response);
  if (details.prompt.name === "login") {
    await provider.interactionFinished(request, response, {
      login: { accountId: "person-1" },
    });
    return;
  }
  const accountId = details.session?.accountId ?? "";
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope("openid profile groups");
  await provider.interactionFinished(request, response, {
    consent: { grantId: await grant.save() },
  });
}

/** Follows redirects as a browser with an empty jar, until it leaves. */
async function walk(url: URL, issuer: string): Promise<URL> {
  const jar = new Map<string, string>();
  let here = url;
  for (let steps = 0; steps < 10; steps += 1) {
    const cookie = [...jar].map(([key, value]) => `${key}=${value}`).join("; ");
    const response = await fetch(here, {
      redirect: "manual",
      headers: cookie === "" ? {} : { cookie },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, key, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (key !== undefined && value !== undefined) jar.set(key, value);
    }
    const location = response.headers.get("location");
    if (location === null) throw new Error(`answered ${response.status}`);
    here = new URL(location, here);
    if (here.origin !== new URL(issuer).origin) return here;
  }
  throw new Error("walked in circles");
}
