import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createKeyRing } from "../src/index.ts";
import { bytes, ring } from "./fixtures.ts";

// Lost: that a ring which could not open its own seals is refused at start,
// and not found out by the first person who comes back from the provider.
describe("createKeyRing", () => {
  it("seals with the first and knows all of them", async () => {
    const keys = await ring(7, 3);
    assert.equal(keys.active.version, 7);
    assert.equal(keys.get(7), keys.active);
    assert.equal(keys.get(3)?.version, 3);
    assert.equal(keys.get(4), undefined);
  });

  it("refuses a ring without a secret", async () => {
    await assert.rejects(createKeyRing([]), RangeError);
  });

  it("refuses a secret that is not 32 bytes long", async () => {
    for (const length of [0, 16, 31, 33, 64]) {
      await assert.rejects(
        createKeyRing([{ version: 1, bytes: bytes(length) }]),
        RangeError
      );
    }
  });

  it("refuses a version that no sealed value can name", async () => {
    for (const version of [0, -1, 1.5, 65_536, Number.NaN, Infinity]) {
      await assert.rejects(
        createKeyRing([{ version, bytes: bytes(32) }]),
        RangeError,
        String(version)
      );
    }
    assert.equal((await ring(65_535)).active.version, 65_535);
  });

  it("refuses a version that is there twice", async () => {
    await assert.rejects(ring(1, 2, 1), RangeError);
  });

  it("keeps secrets that cannot be read from a key again", async () => {
    const { active } = await ring(1);
    const shown = Object.values(active).filter(
      (it) => typeof it !== "function"
    );
    assert.deepEqual(shown, [1]);
  });
});
