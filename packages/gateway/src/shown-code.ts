import {
  codeHash,
  codeLife,
  codeOf,
  type Vouched,
} from "@ha-external-login/flow";
import type { Context } from "./context.ts";
import { secretHash, type VouchedRecord } from "./records.ts";

/** A shown code: until when it is one, and which draw it was. */
export interface CodeRecord extends VouchedRecord {
  until: number;
  draw: number;
}

/**
 * Shows the code of a login, always the same one. Where any page may type it,
 * it is found by its hash, so two live ones are never alike; and the newer
 * login of a person ends the older.
 *
 * @returns `undefined` once there is no such login any more.
 */
export async function showCode(
  context: Context,
  id: string
): Promise<{ code: string; until: number } | undefined> {
  const { keys, options } = context;
  const { store, runtime } = options;
  const now = runtime.now();
  const shown = await store.peek("code", id, now);
  if (shown !== undefined) return codeIn(context, shown);
  const text = await store.peek("vouched", id, now);
  if (text === undefined) return undefined;
  const { login, keyVersion } = JSON.parse(text) as VouchedRecord;
  const key = keys.get(keyVersion);
  if (key === undefined) return undefined;
  const until = now + codeLife;
  let draw = 0;
  if (login.back.way === "device") {
    await replaceOlder(context, login, until);
    while (!(await findable(context, await codeOf(key, id, draw), id, until))) {
      draw += 1;
    }
  }
  const value: CodeRecord = { login, keyVersion, until, draw };
  await store.put("code", id, JSON.stringify(value), until);
  await store.take("vouched", id, now);
  const kept = await store.peek("code", id, now);
  return kept === undefined ? undefined : codeIn(context, kept);
}

async function codeIn(
  { keys }: Context,
  text: string
): Promise<{ code: string; until: number } | undefined> {
  const { login, keyVersion, until, draw } = JSON.parse(text) as CodeRecord;
  const key = keys.get(keyVersion);
  return key && { code: await codeOf(key, login.id, draw), until };
}

/** One live code of a person's, the newest, that any page may type. */
async function replaceOlder(
  { options: { store, runtime } }: Context,
  { id, person: { issuer, subject } }: Vouched,
  until: number
): Promise<void> {
  const now = runtime.now();
  const person = await secretHash(JSON.stringify([issuer, subject]));
  const older = await store.take("device_of", person, now);
  if (older !== undefined && older !== id) await store.take("code", older, now);
  await store.put("device_of", person, id, until);
}

/** @returns `false` if a live code of another login is the same. */
async function findable(
  { keys, options: { store, runtime } }: Context,
  code: string,
  id: string,
  until: number
): Promise<boolean> {
  const hash = await codeHash(keys.active, code);
  if (await store.put("device_code", hash, id, until)) return true;
  return (await store.peek("device_code", hash, runtime.now())) === id;
}
