import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { get } from "node:http";
import { after, before, describe, it } from "node:test";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { startProvider, type RunningProvider } from "../src/provider.ts";

const redirectUri = "http://localhost:8130/callback";
const verifier = "v".repeat(43);
const challenge = createHash("sha256").update(verifier).digest("base64url");

let provider: RunningProvider;

before(async () => {
  provider = await startProvider({ redirectUris: [redirectUri] });
});

after(() => provider.stop());

/** A browser that follows redirects within the provider. */
function openBrowser() {
  const jar = new Map<string, string>();
  const keep = (response: Response) => {
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    }
  };
  return async function go(
    url: string | URL,
    body?: URLSearchParams
  ): Promise<{ url: URL; response: Response }> {
    let here = new URL(url);
    let form = body;
    for (;;) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`);
      const response: Response = await fetch(here, {
        redirect: "manual",
        headers: { cookie: cookie.join("; ") },
        ...(form && { method: "POST", body: form }),
      });
      keep(response);
      const location = response.headers.get("location");
      if (location === null) return { url: here, response };
      here = new URL(location, here);
      if (here.origin !== provider.issuer) return { url: here, response };
      form = undefined;
    }
  };
}

function question(more: Record<string, string> = {}): URL {
  const url = new URL(`${provider.issuer}/auth`);
  url.search = new URLSearchParams({
    client_id: provider.client.id,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid profile email groups",
    state: "a-state",
    nonce: "a-nonce",
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...more,
  }).toString();
  return url;
}

async function signIn(login: string, password: string) {
  const go = openBrowser();
  const form = await go(question());
  const answer = await go(form.url, new URLSearchParams({ login, password }));
  return { go, ...answer };
}

async function exchange(callback: URL): Promise<Record<string, unknown>> {
  const { id, secret } = provider.client;
  const response = await fetch(`${provider.issuer}/token`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
    },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: callback.searchParams.get("code") ?? "",
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }),
  });
  assert.equal(response.status, 200);
  return (await response.json()) as Record<string, unknown>;
}

// Lost: the one provider that a newcomer has, and every test that signs in.
describe("startProvider", () => {
  it("shows one form with login, password and one button", async () => {
    const { response } = await openBrowser()(question());
    const html = await response.text();
    assert.equal(html.match(/<input name="login"/g)?.length, 1);
    assert.equal(html.match(/<input name="password"/g)?.length, 1);
    assert.equal(html.match(/type="submit"/g)?.length, 1);
  });

  it("vouches for a person with what the home needs to know", async () => {
    const { url } = await signIn("robin", "open-sesame");
    assert.equal(url.searchParams.get("state"), "a-state");
    assert.equal(url.searchParams.get("iss"), provider.issuer);
    const tokens = await exchange(url);
    const idToken = String(tokens.id_token);
    const claims = decodeJwt(idToken);
    assert.equal(decodeProtectedHeader(idToken).alg, "RS256");
    assert.equal(claims.name, "Robin Vale");
    assert.equal(claims.preferred_username, "robin");
    assert.equal(claims.email, "robin@example.org");
    assert.deepEqual(claims.groups, ["family"]);
    assert.equal(claims.nonce, "a-nonce");
  });

  it("remembers who is signed in, until they sign out", async () => {
    const { go } = await signIn("avery", "open-sesame");
    const again = await go(question());
    assert.ok(again.url.searchParams.has("code"));
    await go(`${provider.issuer}/sign-out`, new URLSearchParams());
    const afterwards = await go(question());
    assert.match(await afterwards.response.text(), /name="login"/);
  });

  it("lets another person take over where the question is who it is", async () => {
    const { go } = await signIn("jules", "open-sesame");
    const form = await go(question({ prompt: "login" }));
    const robin = new URLSearchParams({
      login: "robin",
      password: "open-sesame",
    });
    const { url } = await go(form.url, robin);
    const tokens = await exchange(url);
    assert.equal(decodeJwt(String(tokens.id_token)).name, "Robin Vale");
    // And not for once only.
    const again = await exchange((await go(question())).url);
    assert.equal(decodeJwt(String(again.id_token)).name, "Robin Vale");
  });

  it("says that login or password is wrong, and not which", async () => {
    for (const [login, password] of [
      ["robin", "wrong"],
      ["nobody", "open-sesame"],
    ] as const) {
      const { response } = await signIn(login, password);
      assert.match(await response.text(), /Login or password is wrong/);
    }
  });

  it("writes what was typed as text", async () => {
    const { response } = await signIn('"><script>', "x");
    assert.doesNotMatch(await response.text(), /<script>/);
  });

  it("tells the client that a person cancelled", async () => {
    const go = openBrowser();
    const form = await go(question());
    const { url } = await go(`${form.url.href}/cancel`);
    assert.equal(url.searchParams.get("error"), "access_denied");
  });

  it("answers nobody without PKCE", async () => {
    const bare = question();
    bare.searchParams.delete("code_challenge");
    bare.searchParams.delete("code_challenge_method");
    const { url } = await openBrowser()(bare);
    assert.equal(url.searchParams.get("error"), "invalid_request");
  });

  it("sends nobody to an address that it does not know", async () => {
    const { url, response } = await openBrowser()(
      question({ redirect_uri: "http://localhost:8130/other" })
    );
    assert.equal(url.origin, provider.issuer);
    assert.equal(response.status, 400);
  });

  it("lists what came in without what was in the query", async () => {
    const before = provider.requests().length;
    await visit(question());
    await fetch(`${provider.issuer}/.well-known/openid-configuration`);
    assert.deepEqual(provider.requests().slice(before), [
      { method: "GET", path: "/auth", navigation: true },
      {
        method: "GET",
        path: "/.well-known/openid-configuration",
        navigation: false,
      },
    ]);
  });
});

/** Asks as a browser does when a person follows a link; `fetch` may not. */
function visit(url: URL): Promise<unknown> {
  const headers = { "sec-fetch-mode": "navigate" };
  return new Promise((resolve, reject) => {
    get(url, { headers }, (response) =>
      response.resume().on("end", resolve)
    ).once("error", reject);
  });
}
