import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inWords, isGood, sum } from "../run/counts.ts";
import { chooseStages, stages } from "../run/stages.ts";

const names = (chosen: { name: string }[]) => chosen.map(({ name }) => name);

// Lost: a run that looks green because it left something out.
describe("chooseStages", () => {
  it("is everything where nothing is named", () => {
    assert.deepEqual(chooseStages([]), stages);
  });

  it("keeps its own order", () => {
    assert.deepEqual(names(chooseStages(["e2e", "unit"])), ["unit", "e2e"]);
  });

  it("refuses a stage that there is not", () => {
    assert.throws(() => chooseStages(["unti"]), /"unti".*types, lint/);
  });
});

// Lost: the one line that everybody reads.
describe("counts", () => {
  it("adds up and says so in one line", () => {
    const total = sum([
      { passed: 2, failed: 0, skipped: 1 },
      { passed: 1, failed: 1, skipped: 0 },
    ]);
    assert.equal(inWords(total), "3 passed, 1 failed, 1 skipped");
  });

  it("is not good where nothing was run", () => {
    assert.equal(isGood({ passed: 0, failed: 0, skipped: 7 }), false);
  });

  it("is not good where anything failed", () => {
    assert.equal(isGood({ passed: 9, failed: 1, skipped: 0 }), false);
  });
});
