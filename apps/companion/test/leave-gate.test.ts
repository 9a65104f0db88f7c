import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LeaveGate } from "../src/leave-gate.ts";

describe("LeaveGate", () => {
  // Attack: a dashboard opens the address in a loop, and the person is thrown
  // out into their browser again and again.
  it("M55: lets a page pass once in 30 seconds, or once for each tap", () => {
    let now = 1000;
    const gate = new LeaveGate(() => now);
    assert.equal(gate.pass(), true);
    for (; now < 1030; now += 1) assert.equal(gate.pass(), false);
    assert.equal(gate.pass(), true);
    gate.tapped();
    assert.equal(gate.pass(), true);
    assert.equal(gate.pass(), false);
  });
});
