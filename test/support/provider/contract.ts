/**
 * What an honest provider does, as far as we rely on it. The same list runs
 * against the provider that can lie and against a real one: a double that
 * drifts from the real thing makes every other test worthless.
 *
 * @module
 */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";

/** A provider with one confidential client and one person. */
export interface ProviderUnderTest {
  issuer: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;

  /**
   * A browser that signs in whatever it takes.
   *
   * @returns where it is sent in the end.
   * @throws if it is sent nowhere.
   */
  authorize(url: URL): Promise<URL>;
}

export interface ContractCase {
  name: string;
  run(provider: ProviderUnderTest): Promise<void>;
}

export const contract: readonly ContractCase[] = [
  {
    name: "publishes metadata with its exact issuer, as JSON",
    run: async ({ issuer }) => {
      const response = await fetch(metadataUrl(issuer));
      assert.equal(response.status, 200);
      assert.match(typeOf(response), /^application\/json/);
      const metadata = (await response.json()) as Record<string, unknown>;
      assert.equal(metadata.issuer, issuer);
      assert.equal(
        metadata.authorization_response_iss_parameter_supported,
        true
      );
    },
  },
  {
    name: "publishes only the public part of its keys",
    run: async (provider) => {
      const response = await fetch(await endpoint(provider, "jwks_uri"));
      assert.match(typeOf(response), /^application\/(jwk-set\+)?json/);
      const { keys } = (await response.json()) as {
        keys: Record<string, unknown>[];
      };
      assert.ok(keys.length > 0);
      for (const key of keys) assert.equal("d" in key, false);
    },
  },
  {
    name: "answers with code, state and iss, each once",
    run: async (provider) => {
      const { callback, asked } = await signIn(provider);
      assert.equal(
        `${callback.origin}${callback.pathname}`,
        provider.redirectUri
      );
      assert.equal(callback.searchParams.getAll("code").length, 1);
      assert.deepEqual(callback.searchParams.getAll("state"), [asked.state]);
      assert.deepEqual(callback.searchParams.getAll("iss"), [provider.issuer]);
    },
  },
  {
    name: "sends nobody to a redirect URI of another client",
    run: async (provider) => {
      const url = await question(provider, draw());
      url.searchParams.set("client_id", "somebody-else");
      await assert.rejects(provider.authorize(url));
    },
  },
  {
    name: "gives a bearer token and an ID token for a code",
    run: async (provider) => {
      const { response, body } = await exchange(provider);
      assert.equal(response.status, 200);
      assert.match(typeOf(response), /^application\/json/);
      assert.equal(String(body.token_type).toLowerCase(), "bearer");
      assert.equal(typeof body.access_token, "string");
      assert.equal(typeof body.expires_in, "number");
      assert.equal(typeof body.id_token, "string");
    },
  },
  {
    name: "signs an ID token about this login with a published key",
    run: async (provider) => {
      const { body, asked } = await exchange(provider);
      const idToken = String(body.id_token);
      const keys = createRemoteJWKSet(
        new URL(await endpoint(provider, "jwks_uri"))
      );
      const { payload } = await jwtVerify(idToken, keys, {
        issuer: provider.issuer,
        audience: provider.clientId,
        requiredClaims: ["sub", "iat", "exp"],
      });
      assert.equal(payload.nonce, asked.nonce);
      assert.equal(typeof decodeProtectedHeader(idToken).kid, "string");
    },
  },
  {
    name: "says when the person signed in if a max age is asked",
    run: async (provider) => {
      const { body } = await exchange(provider, { max_age: "300" });
      const { auth_time } = claimsOf(String(body.id_token));
      assert.equal(typeof auth_time, "number");
    },
  },
  {
    name: "takes a code once",
    run: async (provider) => {
      const { callback, asked } = await signIn(provider);
      assert.equal((await redeem(provider, callback, asked)).status, 200);
      await assertError(await redeem(provider, callback, asked), 400);
    },
  },
  {
    name: "takes no code with another verifier",
    run: async (provider) => {
      const { callback, asked } = await signIn(provider);
      const response = await redeem(provider, callback, {
        ...asked,
        codeVerifier: draw().codeVerifier,
      });
      await assertError(response, 400);
    },
  },
  {
    name: "takes no code with another redirect URI",
    run: async (provider) => {
      const { callback, asked } = await signIn(provider);
      const response = await redeem(
        { ...provider, redirectUri: `${provider.redirectUri}/other` },
        callback,
        asked
      );
      await assertError(response, 400);
    },
  },
  {
    name: "takes no code from a client with another secret",
    run: async (provider) => {
      const { callback, asked } = await signIn(provider);
      const response = await redeem(
        { ...provider, clientSecret: "wrong" },
        callback,
        asked
      );
      await assertError(response, 401, "invalid_client");
    },
  },
  {
    name: "tells more of the same person at userinfo",
    run: async (provider) => {
      const { body } = await exchange(provider);
      const response = await fetch(
        await endpoint(provider, "userinfo_endpoint"),
        { headers: { authorization: `Bearer ${String(body.access_token)}` } }
      );
      assert.equal(response.status, 200);
      const claims = (await response.json()) as Record<string, unknown>;
      assert.equal(claims.sub, claimsOf(String(body.id_token)).sub);
      assert.deepEqual(claims.groups, ["family"]);
    },
  },
  {
    name: "tells nothing at userinfo to whoever has no token",
    run: async (provider) => {
      const response = await fetch(
        await endpoint(provider, "userinfo_endpoint"),
        { headers: { authorization: "Bearer wrong" } }
      );
      assert.equal(response.status, 401);
      assert.ok(response.headers.has("www-authenticate"));
    },
  },
];

interface Asked {
  state: string;
  nonce: string;
  codeVerifier: string;
}

function draw(): Asked {
  const one = () => randomBytes(32).toString("base64url");
  return { state: one(), nonce: one(), codeVerifier: one() };
}

async function question(
  provider: ProviderUnderTest,
  asked: Asked,
  more: Record<string, string> = {}
): Promise<URL> {
  const url = new URL(await endpoint(provider, "authorization_endpoint"));
  url.search = new URLSearchParams({
    client_id: provider.clientId,
    redirect_uri: provider.redirectUri,
    response_type: "code",
    scope: "openid profile groups",
    state: asked.state,
    nonce: asked.nonce,
    code_challenge: createHash("sha256")
      .update(asked.codeVerifier)
      .digest("base64url"),
    code_challenge_method: "S256",
    ...more,
  }).toString();
  return url;
}

async function signIn(
  provider: ProviderUnderTest,
  more?: Record<string, string>
): Promise<{ callback: URL; asked: Asked }> {
  const asked = draw();
  const url = await question(provider, asked, more);
  return { callback: await provider.authorize(url), asked };
}

async function exchange(
  provider: ProviderUnderTest,
  more?: Record<string, string>
) {
  const { callback, asked } = await signIn(provider, more);
  const response = await redeem(provider, callback, asked);
  const body = (await response.json()) as Record<string, unknown>;
  return { response, body, asked };
}

async function redeem(
  provider: ProviderUnderTest,
  callback: URL,
  asked: Asked
): Promise<Response> {
  const { clientId, clientSecret, redirectUri } = provider;
  const encoded = [clientId, clientSecret].map(encodeURIComponent).join(":");
  return fetch(await endpoint(provider, "token_endpoint"), {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(encoded).toString("base64")}`,
    },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: callback.searchParams.get("code") ?? "",
      redirect_uri: redirectUri,
      code_verifier: asked.codeVerifier,
    }),
  });
}

async function assertError(
  response: Response,
  status: number,
  error = "invalid_grant"
): Promise<void> {
  assert.equal(response.status, status);
  const body = (await response.json()) as Record<string, unknown>;
  assert.equal(body.error, error);
}

async function endpoint(
  { issuer }: ProviderUnderTest,
  name: string
): Promise<string> {
  const response = await fetch(metadataUrl(issuer));
  const metadata = (await response.json()) as Record<string, string>;
  return metadata[name] ?? assert.fail(`no "${name}"`);
}

function metadataUrl(issuer: string): string {
  return `${issuer}/.well-known/openid-configuration`;
}

function typeOf(response: Response): string {
  return response.headers.get("content-type") ?? "";
}

function claimsOf(idToken: string): Record<string, unknown> {
  const [, payload = ""] = idToken.split(".");
  return JSON.parse(Buffer.from(payload, "base64url").toString());
}
