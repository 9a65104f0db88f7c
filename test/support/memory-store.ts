import { StoreUnusableError, type Store } from "@ha-external-login/flow";

/** A store that lasts as long as a test, for one process. */
export function createMemoryStore(recordsCount = 100_000): Store {
  const shortLived = new Map<string, { value: string; expiresAt: number }>();
  const lasting = new Map<string, string>();
  const locks = new Map<string, { expiresAt: number }>();

  function add(id: string, value: string, expiresAt: number): boolean {
    if (shortLived.has(id)) return false;
    if (shortLived.size >= recordsCount) {
      throw new StoreUnusableError("the store holds as many records as it may");
    }
    shortLived.set(id, { value, expiresAt });
    return true;
  }

  return {
    async consume(id, expiresAt) {
      return add(recordId("consumed", id), "", expiresAt);
    },
    async put(kind, key, value, expiresAt) {
      return add(recordId(kind, key), value, expiresAt);
    },
    async peek(kind, key, now) {
      const found = shortLived.get(recordId(kind, key));
      return found && found.expiresAt > now ? found.value : undefined;
    },
    async count(key, expiresAt) {
      const record = recordId("count", key);
      const found = shortLived.get(record);
      if (found === undefined) {
        add(record, "1", expiresAt);
        return 1;
      }
      found.value = String(Number(found.value) + 1);
      return Number(found.value);
    },
    async take(kind, key, now) {
      const record = recordId(kind, key);
      const found = shortLived.get(record);
      shortLived.delete(record);
      return found && found.expiresAt > now ? found.value : undefined;
    },
    async get(kind, key) {
      return lasting.get(recordId(kind, key));
    },
    async set(kind, key, value) {
      lasting.set(recordId(kind, key), value);
    },
    async delete(kind, key) {
      lasting.delete(recordId(kind, key));
    },
    async lock(name, now, expiresAt) {
      const held = locks.get(name);
      if (held && held.expiresAt > now) return undefined;
      const mine = { expiresAt };
      locks.set(name, mine);
      return async () => {
        if (locks.get(name) === mine) locks.delete(name);
      };
    },
    async sweep(now) {
      for (const records of [shortLived, locks]) {
        for (const [id, { expiresAt }] of records) {
          if (expiresAt <= now) records.delete(id);
        }
      }
    },
    async close() {},
  };
}

function recordId(kind: string, key: string): string {
  return `${kind} ${key}`;
}
