/**
 * An OpenID provider that tells the truth until it is told to lie: one knob
 * per lie, a log of what it was asked, and nobody to type a password.
 *
 * Signs in whoever is `person`, at once. One client, confidential. It checks
 * what an honest provider checks: client, redirect URI, code, PKCE.
 *
 * @module
 */
import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { text } from "node:stream/consumers";
import { send, type Honest } from "./answer.ts";
import { makeIdToken, patch } from "./id-token.ts";
import {
  borrowKey,
  makeWeakKey,
  releaseKeys,
  type SigningKey,
} from "./keys.ts";
import type { Lies } from "./lies.ts";

/** Who signs in, and what is told of them. */
export interface Person {
  sub: string;
  /** Claims in the ID token and in userinfo alike. */
  claims: Record<string, unknown>;
  /** Claims in userinfo only. */
  userinfo: Record<string, unknown>;
}

/** One request as it came in; for counting. */
export interface LoggedRequest {
  method: string;
  path: string;
  /** Unix seconds, by the provider's clock. */
  time: number;
}

export interface LyingProviderOptions {
  /** Unix seconds; the machine's clock unless given. */
  now?: () => number;
  clientId?: string;
  clientSecret?: string;
  person?: Person;
}

export interface LyingProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  person: Person;
  readonly requests: LoggedRequest[];

  /** Lies so from now on, and about nothing else. */
  lie(lies: Lies): void;

  /** Signs with a new key from now on, and publishes only that. */
  rotateKeys(): Promise<void>;

  /** The published form of the key that signs. */
  readonly jwk: SigningKey["jwk"];

  /** What a browser would do: asks, signs in, and is sent back to this URL. */
  authorize(url: URL): Promise<URL>;

  /** How often one endpoint was asked since the start. */
  count(path: string): number;

  stop(): Promise<void>;
}

interface Code {
  code: string;
  state: string;
  nonce: string | null;
  challenge: string | null;
  redirectUri: string | null;
  asksAuthTime: boolean;
  /** Who had signed in when it was made. */
  person: Person;
}

const honestAlg = "ES256";

/** Starts one on a free loopback port. Its keys are its own until it stops. */
export async function startLyingProvider(
  options: LyingProviderOptions = {}
): Promise<LyingProvider> {
  const now = options.now ?? (() => Math.floor(Date.now() / 1000));
  const clientId = options.clientId ?? "home-assistant";
  const clientSecret = options.clientSecret ?? "correct-horse_battery~staple";
  const borrowed: SigningKey[] = [];
  const borrow = async (alg: string) => {
    const key = await borrowKey(alg);
    borrowed.push(key);
    return key;
  };
  const byAlg = new Map<string, SigningKey>();
  const keyFor = async (alg: string) => {
    const key = byAlg.get(alg) ?? (await borrow(alg));
    byAlg.set(alg, key);
    return key;
  };
  let other: SigningKey | undefined;
  let weak: SigningKey | undefined;
  await keyFor(honestAlg);

  let lies: Lies = {};
  const codes = new Map<string, Code>();
  const people = new Map<string, Person>();
  const requests: LoggedRequest[] = [];
  const sockets = new Set<Socket>();

  function metadata(): Honest {
    return {
      json: {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256", honestAlg],
        token_endpoint_auth_methods_supported: [
          "client_secret_basic",
          "client_secret_post",
        ],
        code_challenge_methods_supported: ["S256"],
        authorization_response_iss_parameter_supported: true,
      },
    };
  }

  function authorize(query: URLSearchParams): Honest {
    const redirectUri = query.get("redirect_uri");
    if (query.get("client_id") !== clientId || redirectUri === null) {
      return { status: 400, json: { error: "invalid_request" } };
    }
    const code = token();
    codes.set(code, {
      code,
      state: query.get("state") ?? "",
      nonce: query.get("nonce"),
      challenge: query.get("code_challenge"),
      redirectUri,
      asksAuthTime: query.has("max_age"),
      person: provider.person,
    });
    const honest = {
      code,
      state: query.get("state") ?? undefined,
      iss: issuer,
    };
    const back = new URLSearchParams();
    for (const [name, value] of Object.entries(patch(honest, lies.callback))) {
      for (const one of [value].flat()) back.append(name, String(one));
    }
    const separator = lies.responseMode === "fragment" ? "#" : "?";
    return {
      status: 302,
      headers: { location: `${redirectUri}${separator}${back}` },
    };
  }

  async function exchange(request: IncomingMessage): Promise<Honest> {
    const body = new URLSearchParams(await text(request));
    if (!isClient(request, body)) {
      return {
        status: 401,
        headers: { "www-authenticate": 'Basic realm="token"' },
        json: { error: "invalid_client" },
      };
    }
    const code = codes.get(body.get("code") ?? "");
    codes.delete(body.get("code") ?? "");
    if (
      body.get("grant_type") !== "authorization_code" ||
      code === undefined ||
      code.redirectUri !== body.get("redirect_uri") ||
      !(lies.ignorePkce || verifies(code.challenge, body.get("code_verifier")))
    ) {
      return { status: 400, json: { error: "invalid_grant" } };
    }
    const accessToken = token();
    people.set(accessToken, code.person);
    return {
      json: {
        access_token: accessToken,
        token_type: "Bearer",
        expires_in: 3600,
        id_token: await idToken(code, accessToken),
      },
    };
  }

  async function idToken(code: Code, accessToken: string): Promise<string> {
    const lie = lies.idToken ?? {};
    return makeIdToken(
      {
        key: await keyFor(lie.alg ?? honestAlg),
        otherKey: async () => (other ??= await borrow(lie.alg ?? honestAlg)),
        weakKey: async () => (weak ??= await makeWeakKey("weak")),
        clientSecret,
        facts: { code: code.code, state: code.state, accessToken },
        claims: {
          ...code.person.claims,
          iss: issuer,
          sub: code.person.sub,
          aud: clientId,
          iat: now(),
          exp: now() + 300,
          nonce: code.nonce ?? undefined,
          auth_time: code.asksAuthTime ? now() : undefined,
        },
      },
      lie
    );
  }

  function jwks(): Honest {
    const honest = [...byAlg.values(), ...(weak ? [weak] : [])].map(
      (key) => key.jwk
    );
    return { json: { keys: lies.jwks?.keys?.(honest) ?? honest } };
  }

  function userinfo(request: IncomingMessage): Honest {
    const [, bearer = ""] = (request.headers.authorization ?? "").split(" ");
    const person = people.get(bearer);
    if (person === undefined) {
      return {
        status: 401,
        headers: { "www-authenticate": 'Bearer error="invalid_token"' },
        json: { error: "invalid_token" },
      };
    }
    const { sub, claims, userinfo: more } = person;
    return { json: { ...claims, ...more, sub } };
  }

  /** Form-decodes Basic, as RFC 6749 §2.3.1 has it. */
  function isClient(request: IncomingMessage, body: URLSearchParams): boolean {
    const [scheme, credentials = ""] = (
      request.headers.authorization ?? ""
    ).split(" ");
    if (scheme !== "Basic") {
      return (
        body.get("client_id") === clientId &&
        body.get("client_secret") === clientSecret
      );
    }
    const [id, secret] = Buffer.from(credentials, "base64")
      .toString()
      .split(":")
      .map((part) => new URLSearchParams(`it=${part}`).get("it"));
    return id === clientId && secret === clientSecret;
  }

  const server = createServer(async (request, response) => {
    const method = request.method ?? "GET";
    const { pathname, searchParams } = new URL(request.url ?? "/", issuer);
    requests.push({ method, path: pathname, time: now() });
    switch (`${method} ${pathname}`) {
      case "GET /.well-known/openid-configuration":
        return send(response, metadata(), lies.metadata);
      case "GET /authorize":
        return send(response, authorize(searchParams));
      case "POST /token":
        return send(response, await exchange(request), lies.token);
      case "GET /jwks":
        return send(response, jwks(), lies.jwks);
      case "GET /userinfo":
        return send(response, userinfo(request), lies.userinfo);
      default:
        return send(response, { status: 404 });
    }
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;

  const provider: LyingProvider = {
    issuer,
    clientId,
    clientSecret,
    person: options.person ?? {
      sub: "person-1",
      claims: { name: "Alex Example", groups: ["family"] },
      userinfo: {},
    },
    requests,
    lie: (next) => {
      lies = next;
    },
    rotateKeys: async () => {
      byAlg.delete(honestAlg);
      await keyFor(honestAlg);
    },
    get jwk() {
      return byAlg.get(honestAlg)!.jwk;
    },
    authorize: async (url) => {
      const response = await fetch(url, { redirect: "manual" });
      const location = response.headers.get("location");
      if (location === null) {
        throw new Error(`authorize answered ${response.status}`);
      }
      return new URL(location);
    },
    count: (path) => requests.filter((it) => it.path === path).length,
    stop: async () => {
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
      releaseKeys(borrowed);
    },
  };
  return provider;
}

function token(): string {
  return randomBytes(16).toString("base64url");
}

/** A code asked for without a challenge needs no verifier. */
function verifies(challenge: string | null, verifier: string | null): boolean {
  if (challenge === null) return verifier === null;
  return (
    createHash("sha256")
      .update(verifier ?? "")
      .digest("base64url") === challenge
  );
}
