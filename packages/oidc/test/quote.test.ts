import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { quote } from "../src/quote.ts";

// If this is lost, a provider writes lines of its own into our log, or our
// secrets.
describe("quote", () => {
  it("N38: leaves printable ASCII and escapes the rest", () => {
    assert.equal(quote('It\'s 100 % "fine".'), 'It\'s 100 % "fine".');
    assert.equal(quote("a\nb"), "a\\u{a}b");
    assert.equal(quote("\u001b[31m"), "\\u{1b}[31m");
    assert.equal(quote("\u202eé😀"), "\\u{202e}\\u{e9}\\u{1f600}");
    assert.equal(quote("<b>&\\"), "\\u{3c}b\\u{3e}\\u{26}\\u{5c}");
  });

  it("N38: cuts at 200 characters and never inside an escape", () => {
    assert.equal(quote("x".repeat(1_000))?.length, 200);
    const cut = quote(`${"x".repeat(198)}é`);
    assert.equal(cut, "x".repeat(198));
  });

  it("N53: takes secrets out before it cuts", () => {
    const secret = "s".repeat(10);
    assert.equal(
      quote(`${secret}-${secret}`, [secret, ""]),
      "[secret]-[secret]"
    );
    const late = `${"x".repeat(195)}${secret}`;
    assert.equal(quote(late, [secret])?.includes("ss"), false);
  });

  it("says nothing of nothing", () => {
    assert.equal(quote(""), undefined);
    assert.equal(quote(null), undefined);
    assert.equal(quote(undefined), undefined);
  });
});
