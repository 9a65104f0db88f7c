import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OidcError } from "../src/index.ts";

function received(value: unknown): unknown {
  const error = new OidcError("id_token.iss", "text", {
    expected: "https://id.example.org",
    received: value,
  });
  return (error.cause as { received: unknown }).received;
}

// If this is lost, what a provider writes in a token is written in our log.
describe("OidcError", () => {
  it("holds what was expected, and what came as quoted text", () => {
    assert.equal(received("a\n<b>"), "a\\u{a}\\u{3c}b\\u{3e}");
    assert.equal(received(["a", "\u202e"]), '["a","\\u{202e}"]');
    assert.equal(received(7), 7);
    assert.equal(received(undefined), undefined);
    assert.equal(received(null), "null");
    assert.equal(String(received("x".repeat(1_000))).length, 200);
  });

  it("has no cause where there is nothing to compare", () => {
    assert.equal(new OidcError("jwks", "text").cause, undefined);
  });
});
