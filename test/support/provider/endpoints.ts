/**
 * What the provider does when it tells the truth, one function per endpoint,
 * and those lies that are not about the form of an answer.
 *
 * @module
 */
import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { Honest } from "./answer.ts";
import { makeIdToken, patch } from "./id-token.ts";
import type { KeyRing } from "./keys.ts";
import type { Lies } from "./lies.ts";

/** Who signs in, and what is told of them. */
export interface Person {
  sub: string;
  /** Claims in the ID token and in userinfo alike. */
  claims: Record<string, unknown>;
  /** Claims in userinfo only. */
  userinfo: Record<string, unknown>;
}

/** A code that was given out and not redeemed. */
interface Code {
  code: string;
  state: string;
  nonce: string | undefined;
  challenge: string | null;
  redirectUri: string;
  asksAuthTime: boolean;
  person: Person;
}

/** A provider as far as its endpoints share it. */
export interface State {
  issuer: string;
  clientId: string;
  clientSecret: string;
  now: () => number;
  person: Person;
  lies: Lies;
  keys: KeyRing;
  codes: Map<string, Code>;
  /** By access token. */
  people: Map<string, Person>;
}

/** The kind of key that signs unless a lie says otherwise. */
export const honestAlg = "ES256";

export function metadata({ issuer }: State): Honest {
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

export function authorize(state: State, query: URLSearchParams): Honest {
  const redirectUri = query.get("redirect_uri");
  if (query.get("client_id") !== state.clientId || redirectUri === null) {
    return { status: 400, json: { error: "invalid_request" } };
  }
  const code = draw();
  state.codes.set(code, {
    code,
    state: query.get("state") ?? "",
    nonce: query.get("nonce") ?? undefined,
    challenge: query.get("code_challenge"),
    redirectUri,
    asksAuthTime: query.has("max_age"),
    person: state.person,
  });
  const honest = {
    code,
    state: query.get("state") ?? undefined,
    iss: state.issuer,
  };
  const { callback, responseMode } = state.lies;
  const back = new URLSearchParams();
  for (const [name, value] of Object.entries(patch(honest, callback))) {
    for (const one of [value].flat()) back.append(name, String(one));
  }
  const separator = responseMode === "fragment" ? "#" : "?";
  return {
    status: 302,
    headers: { location: `${redirectUri}${separator}${back}` },
  };
}

export async function token(
  state: State,
  request: IncomingMessage
): Promise<Honest> {
  const body = new URLSearchParams(await text(request));
  if (!isClient(state, request, body)) {
    return {
      status: 401,
      headers: { "www-authenticate": 'Basic realm="token"' },
      json: { error: "invalid_client" },
    };
  }
  const code = state.codes.get(body.get("code") ?? "");
  state.codes.delete(body.get("code") ?? "");
  if (
    body.get("grant_type") !== "authorization_code" ||
    code === undefined ||
    code.redirectUri !== body.get("redirect_uri") ||
    !(state.lies.ignorePkce || verifies(code, body.get("code_verifier")))
  ) {
    return { status: 400, json: { error: "invalid_grant" } };
  }
  const accessToken = draw();
  state.people.set(accessToken, code.person);
  return {
    json: {
      access_token: accessToken,
      token_type: "Bearer",
      expires_in: 3600,
      id_token: await idToken(state, code, accessToken),
    },
  };
}

export function jwks({ keys, lies }: State): Honest {
  const honest = keys.published();
  return { json: { keys: lies.jwks?.keys?.(honest) ?? honest } };
}

export function userinfo(state: State, request: IncomingMessage): Honest {
  const [, bearer = ""] = authorization(request);
  const person = state.people.get(bearer);
  if (person === undefined) {
    return {
      status: 401,
      headers: { "www-authenticate": 'Bearer error="invalid_token"' },
      json: { error: "invalid_token" },
    };
  }
  return { json: { ...person.claims, ...person.userinfo, sub: person.sub } };
}

async function idToken(
  { issuer, clientId, clientSecret, keys, lies, now }: State,
  { code, state, nonce, asksAuthTime, person }: Code,
  accessToken: string
): Promise<string> {
  const lie = lies.idToken ?? {};
  const alg = lie.alg ?? honestAlg;
  return makeIdToken(
    {
      key: await keys.forAlg(alg),
      otherKey: () => keys.other(alg),
      weakKey: () => keys.weak(),
      clientSecret,
      facts: { code, state, accessToken },
      claims: {
        ...person.claims,
        iss: issuer,
        sub: person.sub,
        aud: clientId,
        iat: now(),
        exp: now() + 300,
        nonce,
        auth_time: asksAuthTime ? now() : undefined,
      },
    },
    lie
  );
}

/** Form-decodes Basic, as RFC 6749 §2.3.1 has it. */
function isClient(
  { clientId, clientSecret }: State,
  request: IncomingMessage,
  body: URLSearchParams
): boolean {
  const [scheme, credentials = ""] = authorization(request);
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

/** A code asked for without a challenge needs no verifier. */
function verifies({ challenge }: Code, verifier: string | null): boolean {
  if (challenge === null) return verifier === null;
  const hash = createHash("sha256").update(verifier ?? "");
  return hash.digest("base64url") === challenge;
}

function authorization(request: IncomingMessage): string[] {
  return (request.headers.authorization ?? "").split(" ");
}

function draw(): string {
  return randomBytes(16).toString("base64url");
}
