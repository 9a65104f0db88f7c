import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createProvider } from "../src/index.ts";
import {
  believes,
  failureOf,
  honestSettings,
  login,
  refuses,
  startWorld,
} from "./support.ts";

const world = await startWorld();
const { liar } = world;

// If this is lost, a code is sent twice, follows a redirect to a stranger, or
// half an answer counts as a whole one. `refuses` counts the requests.
describe("requestTokens", () => {
  for (const [what, lie] of [
    ["400", { status: 400, body: '{"error":"invalid_request"}' }],
    ["400 without JSON", { status: 400, body: "no" }],
    ["400 with null", { status: 400, body: "null" }],
    ["401", { status: 401, body: '{"error":"invalid_client"}' }],
    ["500 with HTML", { status: 500, body: "<html>" }],
    ["204", { status: 204, body: "" }],
  ] as const) {
    it(`N40: refuses ${what}`, async () => {
      await refuses(world, { token: lie }, "token.http");
    });
  }

  for (const status of [302, 303, 307]) {
    it(`N40: follows no ${status}`, async () => {
      const headers = { location: `${liar.issuer}/elsewhere` };
      await refuses(world, { token: { status, headers } }, "token.http");
      assert.equal(liar.count("/elsewhere"), 0);
    });
  }

  for (const [what, lie] of [
    ["HTML", { body: "<html>", headers: { "content-type": "text/html" } }],
    ["JSON declared as HTML", { headers: { "content-type": "text/html" } }],
    ["half JSON", { body: '{"access_token":"x","id_to' }],
    ["a list", { body: "[]" }],
    ["nothing", { body: "" }],
  ] as const) {
    it(`N40: refuses ${what}`, async () => {
      await refuses(world, { token: lie }, "token.form");
    });
  }

  for (const json of [
    { access_token: undefined },
    { access_token: "" },
    { access_token: 7 },
    { token_type: undefined },
    { token_type: "mac" },
    { id_token: undefined },
    { id_token: 7 },
    { expires_in: -1 },
    { expires_in: "soon" },
    { refresh_token: 7 },
    { scope: ["openid"] },
  ]) {
    const [[name, value] = []] = Object.entries(json);
    it(`N41: refuses "${name}" ${JSON.stringify(value)}`, async () => {
      await refuses(world, { token: { json } }, "token.form");
    });
  }

  it("N41: believes an answer without life time, and a bearer in any case", async () => {
    const json = { expires_in: undefined, token_type: "bEaReR" };
    await believes(world, { token: { json } });
  });

  it("N51: tells a code that was used before from other refusals", async () => {
    const body = JSON.stringify({
      error: "invalid_grant",
      error_description: "used",
    });
    const lie = { status: 400, body };
    const error = await refuses(world, { token: lie }, "token.invalid_grant");
    assert.equal(error.detail, "invalid_grant: used");
  });

  it("N39: sends verifier and challenge to a provider that knows neither", async () => {
    const json = { code_challenge_methods_supported: undefined };
    await believes(world, { ignorePkce: true, metadata: { json } });
  });

  // Whoever reads the log learns the secret with which codes are redeemed.
  it("N53: keeps our secret, code and verifier out of what an error echoes", async () => {
    const sent: string[] = [];
    const provider = createProvider(
      {
        now: () => world.now,
        fetch: async (url, init) => {
          if (!url.endsWith("/token")) return fetch(url, init);
          const { authorization = "" } = init.headers as Record<string, string>;
          const body = init.body as URLSearchParams;
          sent.push(
            authorization.slice("Basic ".length),
            body.get("code") ?? "?",
            body.get("code_verifier") ?? "?",
            liar.clientSecret
          );
          const words = `you sent ${sent.join(", ")}`;
          return Response.json(
            { error: "invalid_client", error_description: words },
            { status: 401, headers: { "x-secret": liar.clientSecret } }
          );
        },
      },
      honestSettings(liar)
    );
    const error = await failureOf(login(world, provider));
    assert.equal(sent.length, 4);
    for (const secret of sent) {
      assert.equal(JSON.stringify(error).includes(secret), false);
      assert.equal(`${error.message} ${error.detail}`.includes(secret), false);
    }
    assert.match(error.message, /"client_secret_basic"/);
    assert.match(error.detail ?? "", /^invalid_client: you sent \[secret\]/);
  });

  it("sends no secret as a public client", async () => {
    let sent: RequestInit = {};
    const provider = createProvider(
      {
        now: () => world.now,
        fetch: (url, init) => {
          if (url.endsWith("/token")) sent = init;
          return fetch(url, init);
        },
      },
      {
        ...honestSettings(liar),
        clientAuthentication: "none",
        clientSecret: undefined,
      }
    );
    await failureOf(login(world, provider));
    assert.equal("authorization" in (sent.headers as object), false);
    const body = sent.body as URLSearchParams;
    assert.equal(body.get("client_id"), liar.clientId);
    assert.equal(body.has("client_secret"), false);
  });
});
