import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import {
  UnreachableError,
  type Connection,
} from "@ha-external-login/home-assistant";
import { createMemoryStore } from "../../../../test/support/memory-store.ts";
import {
  asEntry,
  entryKey,
  readCached,
  readEntry,
  writeEntry,
  type Entry,
} from "../../src/people/people-map.ts";
import type { ServiceUser } from "../../src/people/service-user.ts";

const entry: Entry = {
  key: `x-${"a".repeat(32)}`,
  user_id: "u1",
  group: "system-users",
  local_only: false,
  provider: "example-id",
  name: "Alex Example",
};

// Lost: who is who. A wrong entry is a login as somebody else.
describe("the map of who is who", () => {
  let store: ReturnType<typeof createMemoryStore>;
  let data: Map<string, unknown>;
  let isAway: boolean;
  let service: ServiceUser;

  beforeEach(() => {
    store = createMemoryStore();
    data = new Map();
    isAway = false;
    const call = async ({ type, key, value }: Record<string, unknown>) => {
      if (isAway) throw new UnreachableError("x");
      if (type === "frontend/get_user_data") {
        return { value: data.get(String(key)) ?? null };
      }
      data.set(String(key), value);
      return null;
    };
    service = {
      use: (work) => work({ call } as unknown as Connection),
      close() {},
    };
  });

  it("is kept at Home Assistant, one entry per identity, and cached", async () => {
    await writeEntry(store, service, "id1", entry);
    assert.deepEqual([...data], [[entryKey("id1"), entry]]);
    assert.deepEqual(await readCached(store, "id1"), entry);
    assert.deepEqual(await readEntry(store, service, "id1"), entry);
    assert.equal(await readCached(store, "id2"), undefined);
    assert.equal(await readEntry(store, service, "id2"), undefined);
  });

  it("is written at Home Assistant first, or not at all", async () => {
    isAway = true;
    const write = writeEntry(store, service, "id1", entry);
    await assert.rejects(write, UnreachableError);
    assert.equal(await readCached(store, "id1"), undefined);
  });

  it("follows Home Assistant where the cache says otherwise", async () => {
    await writeEntry(store, service, "id1", entry);
    const { user_id: _gone, ...allowed } = entry;
    data.set(entryKey("id1"), allowed);
    assert.deepEqual(await readEntry(store, service, "id1"), allowed);
    assert.deepEqual(await readCached(store, "id1"), allowed);
    data.clear();
    assert.equal(await readEntry(store, service, "id1"), undefined);
    assert.equal(await readCached(store, "id1"), undefined);
  });

  it("F23: takes a broken cache for none", async () => {
    for (const text of ["", "{", "null", "[]", '{"key":"x"}']) {
      await store.set("person", "id1", text);
      assert.equal(await readCached(store, "id1"), undefined, text);
    }
  });
});

// Lost: that what somebody else wrote there makes no username, and no role.
describe("asEntry", () => {
  it("takes an entry of ours, with a user or without", () => {
    assert.deepEqual(asEntry(entry), entry);
    const { user_id: _none, ...begun } = entry;
    assert.deepEqual(asEntry(begun), begun);
  });

  it("takes nothing else", () => {
    const bent: Record<string, unknown>[] = [
      { key: "external-login-service" },
      { key: "x-short" },
      { key: `x-${"A".repeat(32)}` },
      { key: `x-${"a".repeat(32)}\n` },
      { key: undefined },
      { user_id: 7 },
      { user_id: null },
      { group: "admins" },
      { group: "toString" },
      { group: undefined },
      { local_only: "false" },
      { provider: null },
      { name: undefined },
    ];
    for (const change of bent) {
      const value = { ...entry, ...change };
      assert.equal(asEntry(value), undefined, JSON.stringify(change));
    }
    for (const value of [null, undefined, "x", 7, []]) {
      assert.equal(asEntry(value), undefined);
    }
  });
});
