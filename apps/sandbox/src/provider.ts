/**
 * An OpenID provider on loopback: oidc-provider with a sign-in form of its
 * own, some people, one client, and no consent screen.
 *
 * @module
 */
import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";
import { createMemory } from "./memory.ts";
import { page, pageHeaders } from "./page.ts";
import { people as usualPeople, type Person } from "./people.ts";
import { createSignIn } from "./sign-in.ts";

/** What to start. */
export interface ProviderOptions {
  /** Where the one client may be sent back to, exactly. */
  redirectUris: string[];
  name?: string;

  /** Another site than Home Assistant's for a browser: `127.0.0.1` beside `localhost`. */
  host?: string;

  /** Any free one if absent. */
  port?: number;

  /** Where people find it, if what stands before it speaks https for it. */
  issuer?: string;
  people?: Person[];
}

/** One request, as the provider saw it. */
export interface ProviderRequest {
  method: string;

  /** Without the query, which holds what is secret. */
  path: string;

  /** Whether a browser came by, and not a program or a part of a page. */
  navigation: boolean;
}

/** A provider that is listening. */
export interface RunningProvider {
  name: string;
  issuer: string;
  client: { id: string; secret: string };
  people: Person[];

  /** All requests so far, oldest first. */
  requests(): ProviderRequest[];
  stop(): Promise<void>;
}

export async function startProvider(
  options: ProviderOptions
): Promise<RunningProvider> {
  const { name = "Example ID", people = usualPeople } = options;
  const client = {
    id: "home-assistant",
    secret: randomBytes(32).toString("base64url"),
  };
  const seen: ProviderRequest[] = [];
  const server = createServer();
  server.on("request", (request) => seen.push(describe(request)));
  const host = options.host ?? "127.0.0.1";
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const issuer = options.issuer ?? `http://${host}:${port}`;

  const provider = new Provider(
    issuer,
    configuration(name, people, client, options.redirectUris)
  );
  provider.proxy = options.issuer !== undefined;
  const signIn = createSignIn(provider, { name, people });
  const oidc = provider.callback();
  server.on("request", async (request, response) => {
    if (!(await signIn.handle(request, response))) oidc(request, response);
  });

  return {
    name,
    issuer,
    client,
    people,
    requests: () => [...seen],
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function describe(request: IncomingMessage): ProviderRequest {
  const { method = "GET", url = "/", headers } = request;
  return {
    method,
    path: url.replace(/[?#].*/s, ""),
    navigation: headers["sec-fetch-mode"] === "navigate",
  };
}

const scopes = ["openid", "profile", "email", "groups"];

function configuration(
  name: string,
  people: Person[],
  client: RunningProvider["client"],
  redirectUris: string[]
): unknown {
  return {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        client_name: "Home Assistant",
        redirect_uris: redirectUris,
        response_types: ["code"],
        grant_types: ["authorization_code"],
        token_endpoint_auth_method: "client_secret_basic",
      },
    ],
    adapter: createMemory(),
    jwks: { keys: [signingKey()] },
    cookies: { keys: [randomBytes(32).toString("base64url")] },
    pkce: { required: () => true },
    scopes,
    claims: {
      openid: ["sub"],
      profile: ["name", "preferred_username"],
      email: ["email", "email_verified"],
      groups: ["groups"],
    },
    // Claims of scopes in the ID token, as most providers can be told to.
    conformIdTokenClaims: false,
    findAccount: (_context: unknown, sub: string) => account(people, sub),
    loadExistingGrant: grantEverything,
    interactions: {
      url: (_context: unknown, { uid }: { uid: string }) =>
        `/interaction/${uid}`,
    },
    features: { devInteractions: { enabled: false } },
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 60,
      Grant: 86_400,
      IdToken: 3600,
      Interaction: 3600,
      Session: 86_400,
    },
    renderError: (
      context: { body: unknown; set(headers: object): void },
      { error }: { error: string }
    ) => {
      context.set(pageHeaders);
      const text = `<p>The request was refused: ${error.replace(/\W/g, " ")}.</p>`;
      context.body = page(name, "This did not work", text);
    },
  };
}

function signingKey(): unknown {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = privateKey.export({ format: "jwk" });
  return { ...key, kid: randomUUID(), use: "sig", alg: "RS256" };
}

function account(people: Person[], sub: string): unknown {
  const person = people.find((one) => one.sub === sub);
  if (!person) return undefined;
  return {
    accountId: sub,
    claims: () => ({
      sub,
      name: person.name,
      preferred_username: person.login,
      email: person.email,
      email_verified: true,
      groups: person.groups,
    }),
  };
}

/** Nobody is asked for consent: the client is the home's own. */
async function grantEverything(context: {
  oidc: {
    provider: Provider;
    client: { clientId: string };
    session: { accountId: string };
  };
}): Promise<unknown> {
  const { provider, client, session } = context.oidc;
  const grant = new provider.Grant({
    accountId: session.accountId,
    clientId: client.clientId,
  });
  grant.addOIDCScope(scopes.join(" "));
  await grant.save();
  return grant;
}
