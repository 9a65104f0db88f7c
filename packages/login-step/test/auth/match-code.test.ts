import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findCode } from "../../src/auth/match-code.ts";

// Lost without this: people whose keyboard, voice or clipboard adds something,
// and tries that are spent on what cannot be a code.
describe("findCode", () => {
  for (const text of [
    "BCDF-GHJK",
    "bcdfghjk",
    "Bcdf ghjk",
    "  b c d f - g h j k  ",
    "B-C-D-F-G-H-J-K",
    "BCDF–GHJK",
    "BCDF‐GHJK.",
    "ＢＣＤＦ－ＧＨＪＫ",
    "bcdf\u00a0ghjk",
    "BCDF\u200bGHJK",
    "BCDF\nGHJK",
    "Your code: BCDF-GHJK",
    "BCDF-GHJK Copy",
    "Ihr Code ist „bcdf ghjk“, gültig für 119 Sekunden",
  ]) {
    it(`M42: finds the code in ${JSON.stringify(text)}`, () => {
      assert.equal(findCode(text), "BCDF-GHJK");
    });
  }

  for (const text of [
    "",
    "BCDF-GHJ",
    "BCDF-GHJKL",
    "BCDF-GHJA",
    "BCDF-GHJ0",
    "BCDF-GHJ1",
    "8CDF-GHJK",
    "0BCDF-GHJK",
    "123456",
    "ВСDF-GHJK",
    "a code of eight letters",
  ]) {
    it(`M42: finds none in ${JSON.stringify(text)}`, () => {
      assert.equal(findCode(text), undefined);
    });
  }

  it("is done with a long text at once", () => {
    assert.equal(findCode("B A ".repeat(100_000)), undefined);
    assert.equal(findCode(`BCDFGHJ${"-".repeat(100_000)}`), undefined);
  });
});
