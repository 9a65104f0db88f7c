import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { ask } from "../src/index.ts";
import { drawn, redirectUri, startWorld } from "./support.ts";

const world = await startWorld();
const { liar } = world;

const question = { redirectUri, ...drawn };

// If this is lost, an answer comes back that nothing ties to this login.
describe("ask", () => {
  it("N39: asks for a code with state, nonce and an S256 challenge", async () => {
    const challenge = createHash("sha256")
      .update(drawn.codeVerifier)
      .digest("base64url");
    const url = await ask(world.provider(), question);
    assert.equal(`${url.origin}${url.pathname}`, `${liar.issuer}/authorize`);
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      client_id: liar.clientId,
      response_type: "code",
      redirect_uri: redirectUri,
      scope: "openid profile",
      state: drawn.state,
      nonce: drawn.nonce,
      code_challenge: challenge,
      code_challenge_method: "S256",
    });
  });

  it("never carries the verifier or the secret", async () => {
    const { href } = await ask(world.provider(), question);
    assert.equal(href.includes(drawn.codeVerifier), false);
    assert.equal(href.includes(liar.clientSecret), false);
  });

  it("passes on what is asked beyond that", async () => {
    const more = { prompt: "login", maxAge: 0 };
    const url = await ask(world.provider(), { ...question, ...more });
    assert.equal(url.searchParams.get("prompt"), "login");
    assert.equal(url.searchParams.get("max_age"), "0");
  });

  // The provider's address names another client, so that the code is for it.
  it("N68: speaks louder than the address's own query", async () => {
    const authorization_endpoint = `${liar.issuer}/authorize?client_id=other&state=x&state=y&tenant=1`;
    liar.lie({ metadata: { json: { authorization_endpoint } } });
    const { searchParams } = await ask(world.provider(), question);
    assert.deepEqual(searchParams.getAll("client_id"), [liar.clientId]);
    assert.deepEqual(searchParams.getAll("state"), [drawn.state]);
    assert.deepEqual(searchParams.getAll("tenant"), ["1"]);
  });
});
