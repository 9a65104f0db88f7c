import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Reopening } from "../src/reopening.ts";

describe("Reopening", () => {
  it("shows again what the app's icon destroyed", () => {
    let now = 0;
    const reopening = new Reopening(() => now);
    reopening.closed();
    now = 0.4;
    assert.equal(reopening.resumed(), true);
  });

  it("leaves closed what the person closed: the app is in front first", () => {
    let now = 0;
    const reopening = new Reopening(() => now);
    assert.equal(reopening.resumed(), false);
    now = 0.2;
    reopening.closed();
    now = 5;
    assert.equal(reopening.resumed(), false);
  });

  it("never holds anybody: a second close soon after is meant", () => {
    let now = 0;
    const reopening = new Reopening(() => now);
    reopening.closed();
    assert.equal(reopening.resumed(), true);
    now = 3;
    reopening.closed();
    assert.equal(reopening.resumed(), false);
  });
});
