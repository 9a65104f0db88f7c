import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { GuardMovedError, mutations, takeAway } from "./mutations.ts";
import { projectRows, root } from "./rows.ts";

const mutation = {
  rule: "S1",
  why: "w",
  file: "f.ts",
  find: "if (bad) throw e;",
  replace: "",
  tests: ["t"],
};

// Lost: that a guard which moved is noticed before the mutation run, which
// nobody waits for every time.
describe("mutations", () => {
  it("stand where their lines say, once each", () => {
    for (const one of mutations) {
      const source = readFileSync(join(root, one.file), "utf8");
      assert.notEqual(takeAway(source, one), source, one.why);
    }
  });

  it("name rules of the catalogue, and tests that are there", () => {
    const rules = new Set(projectRows().map(({ id }) => id));
    for (const { rule, tests, why } of mutations) {
      assert.ok(rules.has(rule), rule);
      assert.notEqual(tests.length, 0, why);
      for (const file of tests) assert.ok(existsSync(join(root, file)), file);
    }
  });
});

// Lost: that exactly one guard goes, and no other text with it.
describe("takeAway", () => {
  it("takes away what stands there once, as plain text", () => {
    assert.equal(takeAway("a; if (bad) throw e; b;", mutation), "a;  b;");
    assert.equal(
      takeAway("x(y)", { ...mutation, find: "(y)", replace: "$&$1" }),
      "x$&$1"
    );
  });

  it("refuses a guard that is not there, and one that is there twice", () => {
    for (const source of ["", "if (bad) throw f;", mutation.find.repeat(2)]) {
      assert.throws(() => takeAway(source, mutation), GuardMovedError);
    }
  });
});
