import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clockSkew, consumedLife, loginLife } from "../src/index.ts";

// Lost: the arithmetic between limits that are only right together.
describe("limits", () => {
  it("A42: remembers a used id for longer than any replica opens its seal", () => {
    // V's callback is used, then E sends it again when its record is swept.
    // One replica used it with a clock that was behind, another sweeps with
    // one that is ahead, a third still opens the seal with one behind again.
    assert.equal(loginLife, 15 * 60);
    assert.equal(clockSkew, 60);
    assert.ok(consumedLife > loginLife + 2 * clockSkew);
    for (const using of [-clockSkew, 0]) {
      for (const sweeping of [0, clockSkew]) {
        for (const opening of [-clockSkew, 0]) {
          if (sweeping - using > clockSkew) continue;
          const usedAt = using;
          const sweptAt = usedAt + consumedLife;
          const realTime = sweptAt - sweeping;
          const age = realTime + opening;
          assert.ok(age > loginLife, `${using} ${sweeping} ${opening}`);
        }
      }
    }
  });
});
