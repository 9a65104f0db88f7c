import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { StoreUnusableError, type Store } from "../src/index.ts";

const noon = 1_764_000_000;

/** Keys and values that a careless encoding would mix up or cut. */
const awkward = [
  "",
  " ",
  "a b",
  "a\u0000b",
  "ä",
  "'",
  '"',
  "\ud83d\ude00",
  "%",
];

/**
 * What every store has to keep, whatever it is made of: single use is decided
 * here and nowhere else, so a store that is wrong about it lets somebody in
 * twice.
 *
 * @param open gives an empty store, which the contract closes; it takes so
 * many short-lived records, or the usual number.
 */
export function storeContract(
  name: string,
  open: (recordsCount?: number) => Store
): void {
  describe(`${name} as a store`, () => {
    let store: Store;

    beforeEach(async () => {
      store = open();
    });

    afterEach(async () => {
      await store.close();
    });

    describe("consume", () => {
      it("says yes once for an id", async () => {
        assert.equal(await store.consume("a", noon + 60), true);
        assert.equal(await store.consume("a", noon + 60), false);
        assert.equal(await store.consume("b", noon + 60), true);
      });

      it("says yes to one of fifty at once", async () => {
        const answers = await Promise.all(
          Array.from({ length: 50 }, () => store.consume("a", noon + 60))
        );
        assert.equal(answers.filter(Boolean).length, 1);
      });

      it("remembers until it is swept, not just until the end", async () => {
        await store.consume("a", noon);
        assert.equal(await store.consume("a", noon + 600), false);
        await store.sweep(noon - 1);
        assert.equal(await store.consume("a", noon + 600), false);
        await store.sweep(noon);
        assert.equal(await store.consume("a", noon + 600), true);
      });
    });

    describe("put and take", () => {
      it("gives a record out once", async () => {
        await store.put("answered", "a", "value", noon + 60);
        assert.equal(await store.take("answered", "a", noon), "value");
        assert.equal(await store.take("answered", "a", noon), undefined);
      });

      it("gives a record to one of fifty at once", async () => {
        await store.put("resume", "a", "value", noon + 60);
        const answers = await Promise.all(
          Array.from({ length: 50 }, () => store.take("resume", "a", noon))
        );
        assert.equal(answers.filter((answer) => answer === "value").length, 1);
        assert.equal(answers.filter((answer) => answer != null).length, 1);
      });

      it("gives a late record to nobody", async () => {
        await store.put("answered", "a", "value", noon + 60);
        await store.put("answered", "b", "value", noon + 60);
        assert.equal(await store.take("answered", "a", noon + 59), "value");
        assert.equal(await store.take("answered", "b", noon + 60), undefined);
        assert.equal(await store.take("answered", "b", noon), undefined);
      });

      it("keeps kinds apart, from each other and from consumed ids", async () => {
        await store.put("answered", "a", "value", noon + 60);
        assert.equal(await store.take("resume", "a", noon), undefined);
        assert.equal(await store.consume("a", noon + 60), true);
        assert.equal(await store.take("answered", "a", noon), "value");
      });

      it("keeps the record that is there, and says so", async () => {
        assert.equal(await store.put("answered", "a", "old", noon + 60), true);
        assert.equal(
          await store.put("answered", "a", "new", noon + 120),
          false
        );
        assert.equal(await store.take("answered", "a", noon + 60), undefined);
        assert.equal(await store.put("answered", "a", "new", noon + 120), true);
        assert.equal(await store.take("answered", "a", noon + 90), "new");
      });

      it("puts one of fifty at once", async () => {
        const answers = await Promise.all(
          Array.from({ length: 50 }, (_, index) =>
            store.put("ticket", "a", String(index), noon + 60)
          )
        );
        assert.equal(answers.filter(Boolean).length, 1);
      });

      it("shows a record as often as asked, until its end", async () => {
        await store.put("code", "a", "value", noon + 60);
        assert.equal(await store.peek("code", "a", noon), "value");
        assert.equal(await store.peek("code", "a", noon + 59), "value");
        assert.equal(await store.peek("code", "a", noon + 60), undefined);
        assert.equal(await store.peek("confirm", "a", noon), undefined);
        assert.equal(await store.take("code", "a", noon), "value");
        assert.equal(await store.peek("code", "a", noon), undefined);
      });

      it("returns keys' and values' every character", async () => {
        for (const text of awkward) {
          await store.put("answered", text, `value ${text}`, noon + 60);
        }
        for (const text of awkward) {
          const taken = await store.take("answered", text, noon);
          assert.equal(taken, `value ${text}`);
        }
      });
    });

    describe("count", () => {
      it("counts each key by itself, fifty at once too", async () => {
        assert.equal(await store.count("a", noon + 60), 1);
        assert.equal(await store.count("b", noon + 60), 1);
        const answers = await Promise.all(
          Array.from({ length: 50 }, () => store.count("a", noon + 60))
        );
        assert.deepEqual(
          [...answers].sort((one, other) => one - other),
          Array.from({ length: 50 }, (_, index) => index + 2)
        );
      });

      it("starts anew once its first end has come", async () => {
        await store.count("a", noon + 60);
        await store.count("a", noon + 600);
        await store.sweep(noon + 60);
        assert.equal(await store.count("a", noon + 600), 1);
      });
    });

    describe("get, set and delete", () => {
      it("keeps a record until it is deleted, whatever is swept", async () => {
        await store.set("person", "a", "value");
        await store.sweep(noon * 2);
        assert.equal(await store.get("person", "a"), "value");
        assert.equal(await store.get("person", "a"), "value");
        await store.delete("person", "a");
        assert.equal(await store.get("person", "a"), undefined);
      });

      it("keeps the last value, and kinds apart", async () => {
        await store.set("person", "a", "old");
        await store.set("person", "a", "new");
        await store.set("secret", "a", "other");
        assert.equal(await store.get("person", "a"), "new");
        await store.delete("person", "a");
        await store.delete("person", "a");
        assert.equal(await store.get("secret", "a"), "other");
      });

      it("returns keys' and values' every character", async () => {
        for (const text of awkward) await store.set("person", text, text);
        for (const text of awkward) {
          assert.equal(await store.get("person", text), text);
        }
      });
    });

    describe("lock", () => {
      it("is held by one of fifty at once", async () => {
        const answers = await Promise.all(
          Array.from({ length: 50 }, () => store.lock("a", noon, noon + 10))
        );
        assert.equal(answers.filter(Boolean).length, 1);
      });

      it("is free once released, and others are free all along", async () => {
        const release = await store.lock("a", noon, noon + 10);
        assert.ok(await store.lock("b", noon, noon + 10));
        assert.equal(await store.lock("a", noon, noon + 10), undefined);
        await release?.();
        assert.ok(await store.lock("a", noon, noon + 10));
      });

      it("ends by itself, and its old holder frees it for nobody", async () => {
        const release = await store.lock("a", noon, noon + 10);
        assert.equal(await store.lock("a", noon + 9, noon + 20), undefined);
        assert.ok(await store.lock("a", noon + 10, noon + 20));
        await release?.();
        assert.equal(await store.lock("a", noon + 11, noon + 20), undefined);
      });
    });

    describe("when it is full", () => {
      // An attacker who could push records out would make used ids unused.
      it("F22: refuses new records and forgets none", async () => {
        const small = open(3);
        await small.consume("a", noon + 60);
        await small.put("answered", "a", "value", noon + 60);
        await small.put("resume", "a", "value", noon + 60);
        await assert.rejects(small.consume("b", noon + 60), StoreUnusableError);
        await assert.rejects(
          small.put("answered", "b", "value", noon + 60),
          StoreUnusableError
        );
        assert.equal(await small.consume("a", noon + 60), false);
        assert.equal(await small.take("answered", "a", noon), "value");
        assert.equal(await small.consume("b", noon + 60), true);
        await small.set("person", "a", "value");
        await small.sweep(noon + 60);
        assert.equal(await small.consume("c", noon + 120), true);
        await small.close();
      });
    });
  });
}
