import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  compare,
  describeRows,
  projectRows,
  projectTests,
  readRows,
  readTests,
} from "./rows.ts";

const catalogue = `
| # | Attack | Level | Comes with | Reference |
| --- | --- | --- | --- | --- |
| | **A group** | | | |
| A1 | One \\| two | u | this release | S1 |
| A2 | Three | i | later: match | – |
| A3 | Four | i | this release; its *link* part with it | – |

| Value | Why |
| --- | --- |
| A4 | not a row |

| # | Rule | Comes with |
| --- | --- | --- |
| S1 | A rule. | this release |
`;

// Lost: that a hole in the tests is seen by somebody who didn't look for it.
describe("the catalogue", () => {
  it("has a test for every row of this release", (t) => {
    const comparison = compare(projectRows(), projectTests());
    t.diagnostic(describeRows(comparison));
    assert.deepEqual(
      comparison.owed.map(({ id, title }) => `${id} ${title}`),
      []
    );
  });

  it("has a row for every number that a test carries", () => {
    const { strangers } = compare(projectRows(), projectTests());
    assert.deepEqual(
      strangers.map(({ file, name }) => `${file}: ${name}`),
      []
    );
  });

  it("uses a number once, and says with what each row comes", () => {
    const rows = projectRows();
    const ids = rows.map(({ id }) => id);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      []
    );
    for (const { id, comesWith } of rows) {
      assert.match(comesWith, /^(this release|later: [a-zA-Z]+)(;|$)/, id);
    }
  });

  it("leaves out no number but those it names as free", () => {
    const ids = new Set(projectRows().map(({ id }) => id));
    const free: string[] = [];
    for (const [letter, last] of Object.entries({
      N: 72,
      A: 136,
      M: 57,
      F: 48,
      Z: 22,
      S: 22,
    })) {
      for (let number = 1; number <= last; number += 1) {
        if (!ids.has(`${letter}${number}`)) free.push(`${letter}${number}`);
      }
    }
    assert.deepEqual(free, ["N62", "A118"]);
  });
});

// Lost: a row, or when it is owed, by a slip in a table.
describe("readRows", () => {
  it("reads number, title and what a row comes with", () => {
    assert.deepEqual(readRows(catalogue), [
      { id: "A1", title: "One \\| two", comesWith: "this release" },
      { id: "A2", title: "Three", comesWith: "later: match" },
      {
        id: "A3",
        title: "Four",
        comesWith: "this release; its *link* part with it",
      },
      { id: "A4", title: "not a row", comesWith: "" },
      { id: "S1", title: "A rule.", comesWith: "this release" },
    ]);
  });
});

// Lost: a test that is there and isn't counted, or the reverse.
describe("readTests", () => {
  const rowsIn = (source: string) =>
    readTests("x.test.ts", source).map(({ row }) => row);

  it("reads numbers with and without a letter behind", () => {
    assert.deepEqual(
      rowsIn('it("A49: one", f); it(\n  "A50b: two", f); it(`Z1: ${x}`, f)'),
      ["A49", "A50", "Z1"]
    );
  });

  it("reads several numbers of one test, and names from a list", () => {
    assert.deepEqual(
      rowsIn('it("A49, A50b and F3: x", f); [["N12: y", 1]]; `A6${n}: z`'),
      ["A49", "A50", "F3", "N12", "A6"]
    );
  });

  it("counts no test that is always skipped", () => {
    assert.deepEqual(
      rowsIn('it.skip("A49: x", f); it.todo("A50: x"); it("A51: x", f)'),
      ["A51"]
    );
  });

  it("takes no other number for a row", () => {
    assert.deepEqual(
      rowsIn('it("A49 x", f); it("as A49: x", f); // A49: x\nit("B2: x", f)'),
      []
    );
  });
});

// Lost: the difference between what is owed and what comes later.
describe("compare", () => {
  const rows = readRows(catalogue).filter(({ id }) => id !== "A4");

  it("owes a test for what this release has, wholly or in part", () => {
    const { owed, later } = compare(rows, []);
    assert.deepEqual(
      owed.map(({ id }) => id),
      ["A1", "A3"]
    );
    assert.deepEqual(
      later.map(({ id }) => id),
      ["A2"]
    );
  });

  it("is content with a test for each", () => {
    const tests = readTests("x.test.ts", '"A1: x" "A2: y" "A3a: z"');
    const { owed, later, strangers } = compare(rows, tests);
    assert.deepEqual([owed, later, strangers], [[], [], []]);
  });

  it("names a test whose number is in no row", () => {
    const { strangers } = compare(
      rows,
      readTests("x.test.ts", '"A9: x"; "S1: y"')
    );
    assert.deepEqual(strangers, [
      { row: "A9", file: "x.test.ts", name: "A9: x" },
    ]);
  });
});
