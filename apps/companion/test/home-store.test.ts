import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createHomeStore } from "../src/home-store.ts";
import type { Home } from "../src/homes.ts";

function memory(entries: Record<string, string> = {}): Storage {
  const map = new Map(Object.entries(entries));
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
  } as unknown as Storage;
}

const home: Home = {
  origin: "https://home.example.org",
  name: "Willow House",
  providers: [{ id: "example", name: "Example ID" }],
  session: "in",
};

describe("createHomeStore", () => {
  it("gives back what it was given", () => {
    const store = createHomeStore(memory());
    assert.deepEqual(store.read(), []);
    store.write([home]);
    assert.deepEqual(store.read(), [home]);
    store.writeLast(home.origin);
    assert.equal(store.readLast(), home.origin);
  });

  // What an older version or half a write left must not keep the app shut.
  it("leaves out what is not a home", () => {
    const broken = [
      null,
      1,
      "x",
      {},
      { ...home, origin: "https://home.example.org/path" },
      { ...home, origin: "nonsense" },
      { ...home, name: 1 },
      { ...home, session: "maybe" },
      { ...home, providers: [{ id: 1, name: "x" }] },
      { ...home, providers: undefined },
    ];
    const homes = JSON.stringify([...broken, home]);
    assert.deepEqual(createHomeStore(memory({ homes })).read(), [home]);
    for (const text of ["{", "{}", "null", '"x"']) {
      assert.deepEqual(createHomeStore(memory({ homes: text })).read(), []);
    }
  });
});
