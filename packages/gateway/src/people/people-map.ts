/**
 * The map of who is who, kept by Home Assistant in the service user's own
 * data, one entry per identity, so that its backups hold it. Our store is a
 * cache of it: losing that loses nobody.
 *
 * @module
 */
import { getUserData, setUserData } from "@ha-external-login/home-assistant";
import type { Store } from "@ha-external-login/flow";
import { groups, type Group } from "../options.ts";
import type { ServiceUser } from "./service-user.ts";

/** What is known of an identity. */
export interface Entry {
  /** Username that its tickets are for. */
  key: string;
  /** Absent until the user was made; taken out to allow it again. */
  user_id?: string;
  /** Role that was applied last. */
  group: Group;
  local_only: boolean;
  /** For an administrator who reads the list; nothing is matched by them. */
  provider: string;
  name: string;
}

/** Key of an identity's entry in the service user's data. */
export function entryKey(identity: string): string {
  return `external_login:${identity}`;
}

/** The entry that the cache holds. It may be behind Home Assistant's. */
export async function readCached(
  store: Store,
  identity: string
): Promise<Entry | undefined> {
  const text = await store.get("person", identity);
  if (text === undefined) return undefined;
  try {
    return asEntry(JSON.parse(text));
  } catch (_error) {
    // Home Assistant holds the map; this is a cache of it.
    return undefined;
  }
}

/** The entry that Home Assistant holds, and the cache from now on. */
export async function readEntry(
  store: Store,
  service: ServiceUser,
  identity: string
): Promise<Entry | undefined> {
  const entry = asEntry(
    await service.use((connection) =>
      getUserData(connection, entryKey(identity))
    )
  );
  if (entry === undefined) await store.delete("person", identity);
  else await store.set("person", identity, JSON.stringify(entry));
  return entry;
}

/** Writes an entry, at Home Assistant first. */
export async function writeEntry(
  store: Store,
  service: ServiceUser,
  identity: string,
  entry: Entry
): Promise<void> {
  await service.use((connection) =>
    setUserData(connection, entryKey(identity), entry)
  );
  await store.set("person", identity, JSON.stringify(entry));
}

/** An entry of ours, or nothing: what else stands there was not made here. */
export function asEntry(value: unknown): Entry | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const entry = value as Partial<Entry>;
  const isOurs =
    typeof entry.key === "string" &&
    /^x-[a-z2-7]{32}$/.test(entry.key) &&
    (entry.user_id === undefined || typeof entry.user_id === "string") &&
    groups.some((group) => group === entry.group) &&
    typeof entry.local_only === "boolean" &&
    typeof entry.provider === "string" &&
    typeof entry.name === "string";
  return isOurs ? (entry as Entry) : undefined;
}
