import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  decodeFields,
  fromBase64url,
  seal,
  toBase64url,
  unseal,
  UnsealError,
} from "../src/index.ts";
import { freshIv, id, ring, slots } from "./fixtures.ts";

const fields = [id, undefined, "", "https://home.example.org"];

/** Bytes of version, key version and initialization vector. */
const headSize = 3;
const ivSize = 12;

// Lost: that a value is readable by this home alone and differs every time.
describe("seal", () => {
  it("opens to what was sealed, and says under which key", async () => {
    const keys = await ring(5);
    for (const slot of slots) {
      const sealed = await seal(keys, slot, fields, freshIv());
      assert.match(sealed, /^[A-Za-z0-9_-]+$/);
      assert.deepEqual(await unseal(keys, slot, sealed), {
        fields,
        keyVersion: 5,
      });
    }
  });

  it("shows nothing of the fields", async () => {
    const keys = await ring(1);
    const sealed = fromBase64url(await seal(keys, "state", fields, freshIv()));
    const text = Array.from(sealed, (byte) => String.fromCharCode(byte)).join(
      ""
    );
    assert.ok(!text.includes("home.example"));
    assert.throws(() => decodeFields(sealed.subarray(headSize + ivSize)));
  });

  it("seals the same login differently by another vector", async () => {
    const keys = await ring(1);
    const one = await seal(keys, "state", fields, freshIv());
    const other = await seal(keys, "state", fields, freshIv());
    assert.notEqual(one, other);
  });

  it("refuses a vector that is not 12 bytes long", async () => {
    // A shorter one would leave zeros in its place, a longer one be cut off.
    const keys = await ring(1);
    for (const length of [0, 8, 11, 13, 16]) {
      await assert.rejects(
        seal(keys, "state", fields, new Uint8Array(length)),
        RangeError
      );
    }
  });
});

// Lost: that whoever holds a sealed value can neither bend it nor use it
// elsewhere, and learns nothing from being refused.
describe("unseal", () => {
  it("A38: opens a value in no slot but its own", async () => {
    // E takes a sealed value from one place and brings it to every other.
    const keys = await ring(1);
    for (const made of slots) {
      const sealed = await seal(keys, made, fields, freshIv());
      for (const used of slots) {
        if (used === made) continue;
        await assert.rejects(unseal(keys, used, sealed), UnsealError);
      }
    }
  });

  it("A37: opens nothing that another home sealed", async () => {
    const sealed = await seal(await ring(1), "state", fields, freshIv());
    // The same version number over another secret, and no such version.
    const other = await ring(2);
    const posing = { ...other, get: () => other.active };
    await assert.rejects(unseal(posing, "state", sealed), UnsealError);
    await assert.rejects(unseal(other, "state", sealed), UnsealError);
  });

  it("A37: opens nothing under a key version that it was not sealed with", async () => {
    // E swaps the version for another that this home still knows.
    const keys = await ring(2, 1);
    const bytes = fromBase64url(await seal(keys, "state", fields, freshIv()));
    new DataView(bytes.buffer).setUint16(1, 1);
    await assert.rejects(
      unseal(keys, "state", toBase64url(bytes)),
      UnsealError
    );
  });

  it("A37: binds version and key version even where one key serves two", async () => {
    // Every bit of the head, with a ring that answers to any version.
    const keys = await ring(1);
    const lenient = { ...keys, get: () => keys.active };
    const sealed = await seal(keys, "state", fields, freshIv());
    for (let bit = 0; bit < headSize * 8; bit += 1) {
      await assert.rejects(
        unseal(lenient, "state", flip(sealed, bit)),
        UnsealError
      );
    }
  });

  it("opens what an older key sealed, until that key is gone", async () => {
    const sealed = await seal(await ring(1), "state", fields, freshIv());
    const { keyVersion } = await unseal(await ring(2, 1), "state", sealed);
    assert.equal(keyVersion, 1);
    await assert.rejects(unseal(await ring(2), "state", sealed), UnsealError);
  });

  it("A37: refuses the degenerate alike", async () => {
    const keys = await ring(1);
    const refusals = new Set<string>();
    for (const text of [
      "",
      "A",
      "AQ",
      "AQAB",
      toBase64url(new Uint8Array(headSize + ivSize)),
      toBase64url(new Uint8Array(headSize + ivSize + 16)),
      "A".repeat(8192),
      "A".repeat(1_000_000),
      "%00",
      "\u0000",
      "💥",
    ]) {
      const error = await refusal(unseal(keys, "state", text));
      refusals.add(`${error.name} ${error.message} ${String(error.cause)}`);
    }
    assert.equal(refusals.size, 1);
  });

  it("Z1: opens to the same fields, and to nothing after any change", async () => {
    const keys = await ring(1);
    const slot = fc.constantFrom(...slots);
    const field = fc.option(fc.string({ unit: "binary", maxLength: 60 }), {
      nil: undefined,
    });
    await fc.assert(
      fc.asyncProperty(
        slot,
        fc.array(field, { maxLength: 12 }),
        fc.uint8Array({ minLength: 12, maxLength: 12 }),
        fc.nat(),
        slot,
        async (made, list, iv, at, used) => {
          const sealed = await seal(keys, made, list, Uint8Array.from(iv));
          assert.deepEqual((await unseal(keys, made, sealed)).fields, list);

          const changed = flip(sealed, at % (fromBase64url(sealed).length * 8));
          await assert.rejects(unseal(keys, made, changed), UnsealError);
          const cut = sealed.slice(0, at % sealed.length);
          await assert.rejects(unseal(keys, made, cut), UnsealError);
          if (used !== made) {
            await assert.rejects(unseal(keys, used, sealed), UnsealError);
          }
        }
      ),
      { seed: 4, numRuns: 300 }
    );
  });

  it("Z1: refuses any text with its own refusal and nothing else", async () => {
    const keys = await ring(1);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: "binary", maxLength: 200 }),
          fc.uint8Array({ maxLength: 200 }).map(toBase64url),
          // A right head, so that the rest is reached.
          fc
            .uint8Array({ maxLength: 200 })
            .map((bytes) => toBase64url(Uint8Array.of(1, 0, 1, ...bytes)))
        ),
        fc.constantFrom(...slots),
        async (text, slot) => {
          const error = await refusal(unseal(keys, slot, text));
          assert.ok(error instanceof UnsealError);
        }
      ),
      { seed: 5, numRuns: 1000, examples: [["AQAB", "state"]] }
    );
  });
});

function flip(sealed: string, bit: number): string {
  const bytes = fromBase64url(sealed);
  const index = Math.floor(bit / 8);
  // eslint-disable-next-line no-bitwise -- one bit is what is changed
  bytes[index] = bytes[index]! ^ (1 << (bit % 8));
  return toBase64url(bytes);
}

async function refusal(opening: Promise<unknown>): Promise<Error> {
  try {
    await opening;
  } catch (error) {
    return error as Error;
  }
  throw new assert.AssertionError({ message: "opened" });
}
