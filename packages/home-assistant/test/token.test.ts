import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { exchangeCode, refreshTokens, revokeToken } from "../src/index.ts";
import { answering, view } from "./fakes.ts";

const client_id = "https://gateway.example/";

const tokens = {
  access_token: "access",
  token_type: "Bearer",
  expires_in: 1800,
  refresh_token: "refresh",
  ha_auth_provider: "command_line",
};

// These calls carry the keys of a home: they go in a body, to one path, and
// nothing of them may come out in an error.
describe("exchangeCode", () => {
  it("sends a form with exactly the keys of the grant", async () => {
    const ha = answering(() => view(tokens));
    const code = "c".repeat(32);
    assert.deepEqual(await exchangeCode(ha, { code, client_id }), tokens);
    const [{ url, init } = assert.fail()] = ha.asked;
    assert.equal(url, "http://ha.test/auth/token");
    assert.deepEqual(Object.fromEntries(init.body as URLSearchParams), {
      grant_type: "authorization_code",
      code,
      client_id,
    });
    assert.deepEqual(init.headers, {});
  });

  it("keeps the words for people and the word for machines", async () => {
    const body = {
      error: "invalid_grant",
      error_description: "Sign in again",
    };
    const ha = answering(() => view(body, 400));
    await assert.rejects(exchangeCode(ha, { code: "secret", client_id }), {
      code: "refused",
      answer: "Sign in again",
      reason: "invalid_grant",
    });
  });

  it("names no code and no token in an error", async () => {
    const answers = [
      view({ access_token: "secret-a", refresh_token: "secret-r" }),
      view({ error: "invalid_request" }, 400),
    ];
    for (const answer of answers) {
      const ha = answering(() => answer);
      const error = await exchangeCode(ha, {
        code: "secret-c",
        client_id,
        code_verifier: "secret-v",
      }).catch((reason: unknown) => reason);
      assert.ok(error instanceof Error);
      const { message, stack, cause } = error;
      assert.doesNotMatch(JSON.stringify([message, stack, cause]), /secret/);
    }
  });
});

describe("refreshTokens", () => {
  it("asks for an access token, and believes nothing less", async () => {
    const ha = answering(() => view(tokens));
    await refreshTokens(ha, { refresh_token: "refresh", client_id });
    const { body } = ha.asked[0]?.init ?? {};
    assert.deepEqual(Object.fromEntries(body as URLSearchParams), {
      grant_type: "refresh_token",
      refresh_token: "refresh",
      client_id,
    });
    const other = answering(() => view({ ...tokens, expires_in: "1800" }));
    await assert.rejects(
      refreshTokens(other, { refresh_token: "refresh", client_id }),
      { code: "malformed_answer" }
    );
  });
});

describe("revokeToken", () => {
  it("sends the token in a body", async () => {
    const ha = answering(() => view(""));
    await revokeToken(ha, "refresh");
    const [{ url, init } = assert.fail()] = ha.asked;
    assert.equal(url, "http://ha.test/auth/revoke");
    assert.equal(String(init.body as URLSearchParams), "token=refresh");
  });
});
