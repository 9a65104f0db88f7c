import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { codeHash, codeOf, foldCode, formatCode } from "../src/index.ts";
import { id, ring } from "./fixtures.ts";

const alphabet = "BCDFGHJKLMNPQRSTVWXZ";

// Lost: that the browser that signed in and the page that asks mean one code.
describe("codeOf", () => {
  it("is always the same for one key, login and draw, and another else", async () => {
    const [key, other] = [(await ring(1)).active, (await ring(2)).active];
    const code = await codeOf(key, id, 0);
    assert.equal(await codeOf(key, id, 0), code);
    const others = await Promise.all([
      codeOf(key, id, 1),
      codeOf(key, id.toLowerCase(), 0),
      codeOf(other, id, 0),
    ]);
    assert.equal(new Set([code, ...others]).size, 4);
  });

  it("uses every letter about as often, at every place", async () => {
    const { active } = await ring(1);
    const codes = await Promise.all(
      Array.from({ length: 4000 }, (_, draw) => codeOf(active, id, draw))
    );
    for (let place = 0; place < 8; place += 1) {
      for (const letter of alphabet) {
        const count = codes.filter((code) => code[place] === letter).length;
        // 200 expected; six standard deviations are 83.
        assert.ok(count > 117 && count < 283, `${letter} ${place}: ${count}`);
      }
    }
  });

  it("is found by a hash that is another under another key", async () => {
    const [key, other] = [(await ring(1)).active, (await ring(2)).active];
    const hash = await codeHash(key, "BCDFGHJK");
    assert.equal(await codeHash(key, "BCDFGHJK"), hash);
    assert.notEqual(await codeHash(other, "BCDFGHJK"), hash);
    assert.notEqual(await codeHash(key, "BCDFGHJL"), hash);
  });
});

describe("foldCode", () => {
  const letters = fc.string({
    unit: fc.constantFrom(...alphabet),
    minLength: 8,
    maxLength: 8,
  });

  it("M42: takes any case, width, space and dash", () => {
    for (const typed of [
      "BCDF-GHJK",
      "bcdf-ghjk",
      "  bcdf ghjk ",
      "b c d f g h j k",
      "BCDF\u2013GHJK",
      "BCDF\u2011GHJK",
      "BCDF\u00a0GHJK",
      "\uff22\uff23\uff24\uff26\uff0d\uff27\uff28\uff2a\uff2b",
      "B. C. D. F. G. H. J. K.",
      "\u2068bcdfghjk\u2069",
    ]) {
      assert.equal(foldCode(typed), "BCDFGHJK", typed);
    }
  });

  it("M42: takes nothing that has another shape", () => {
    for (const typed of [
      "",
      "BCDF-GHJ",
      "BCDF-GHJKL",
      "BCDF-GHJ0",
      "BCDF-GHJI",
      "ACDF-GHJK",
      "12345678",
      "\u0412CDFGHJK",
      "BCDFGHJK".repeat(9),
      `${"-".repeat(80)}BCDFGHJK`,
    ]) {
      assert.equal(foldCode(typed), undefined, typed);
    }
  });

  it("Z15: maps no two codes to one, and each to itself", () => {
    fc.assert(
      fc.property(letters, fc.boolean(), (code, lower) => {
        const shown = formatCode(code);
        assert.equal(foldCode(lower ? shown.toLowerCase() : shown), code);
      }),
      { seed: 15, numRuns: 1000 }
    );
  });

  it("Z15: gives a code or nothing, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (typed) => {
        const code = foldCode(typed);
        if (code !== undefined) assert.match(code, /^[B-DF-HJ-NP-TV-XZ]{8}$/);
      }),
      { seed: 15, numRuns: 2000 }
    );
  });
});
