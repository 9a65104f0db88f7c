import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { identityOf, keyOf } from "../../src/people/identity.ts";

// Lost: that two people are two people.
describe("identityOf", () => {
  it("A116: tells any two pairs apart", async () => {
    const pairs = [
      ["https://a", "b|c"],
      ["https://a|b", "c"],
      ["https://a", "bc"],
      ["https://ab", "c"],
      ["https://a/", "b|c"],
      ["https://a", "b\u0000c"],
      ["https://a\u0000b", "c"],
      ["https://a", ""],
      ["", "https://a"],
      ["https://a", "é"],
      ["https://a", "e\u0301"],
      ["https://a", "B|C"],
      ["https://a", "b|c "],
    ] as [issuer: string, subject: string][];
    const names = await Promise.all(
      pairs.map(([issuer, subject]) => identityOf(issuer, subject))
    );
    assert.equal(new Set(names).size, pairs.length);
    for (const name of names) assert.match(name, /^[\w-]{43}$/);
  });

  it("A116: depends on nothing but the pair", async () => {
    // Home Assistant holds the map by these names, for ever.
    assert.equal(
      await identityOf("https://id.example.org", "person-1"),
      await identityOf("https://id.example.org", "person-1")
    );
    assert.equal(
      await identityOf("https://id.example.org", "person-1"),
      "RsJN7auaDUUwFxLu8l-QTlPrgykd1zK9_8FWiW9JwEM"
    );
  });
});

// Lost: a username at Home Assistant that nobody can guess.
describe("keyOf", () => {
  it("spells 160 bits, each of which counts", () => {
    const zero = keyOf(new Uint8Array(20));
    assert.equal(zero, `x-${"a".repeat(32)}`);
    assert.equal(keyOf(new Uint8Array(20).fill(255)), `x-${"7".repeat(32)}`);
    const keys = new Set([zero]);
    for (let bit = 0; bit < 160; bit += 1) {
      const bytes = new Uint8Array(20);
      bytes[Math.floor(bit / 8)] = 2 ** (bit % 8);
      keys.add(keyOf(bytes));
    }
    assert.equal(keys.size, 161);
  });

  it("is base32 as others spell it", () => {
    const bytes = new TextEncoder().encode("foobarfoobarfoobarfo");
    assert.equal(keyOf(bytes), "x-mzxw6ytbojtg633cmfzgm33pmjqxeztp");
  });
});
