import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createTally } from "../../src/match/tally.ts";

// Lost: a count that a flood makes forget, or that a flood makes grow.
describe("createTally", () => {
  it("counts by key, each over one span from its first", () => {
    const tally = createTally(60, 10);
    assert.equal(tally.get("a", 0), 0);
    assert.equal(tally.add("a", 0), 1);
    assert.equal(tally.add("a", 59), 2);
    assert.equal(tally.add("b", 59), 1);
    assert.equal(tally.get("a", 60), 0);
    assert.equal(tally.add("a", 60), 1);
  });

  it("takes counts back, and never below none", () => {
    const tally = createTally(60, 10);
    tally.add("a", 0);
    tally.add("a", 0);
    tally.remove("a", 0);
    assert.equal(tally.get("a", 0), 1);
    tally.remove("a", 0);
    tally.remove("a", 0);
    tally.remove("unknown", 0);
    assert.equal(tally.add("a", 0), 1);
  });

  it("S11: forgets the oldest key when it is full, and only that", () => {
    const tally = createTally(60, 3);
    for (const key of ["a", "b", "c", "b", "d"]) tally.add(key, 0);
    assert.deepEqual(
      ["a", "b", "c", "d"].map((key) => tally.get(key, 0)),
      [0, 2, 1, 1]
    );
    for (let at = 0; at < 100; at += 1) {
      tally.add(`${at}`, 0);
      assert.equal(tally.get(`${at - 3}`, 0), 0);
      if (at > 1) assert.equal(tally.get(`${at - 2}`, 0), 1);
    }
    // What ended by itself makes room, and its place in the order is gone.
    for (const key of ["97", "x", "y", "z"]) tally.add(key, 60);
    assert.deepEqual(
      ["97", "x", "y", "z"].map((key) => tally.get(key, 60)),
      [0, 1, 1, 1]
    );
  });
});
