/**
 * The code of a login that came back in another browser: drawn when somebody
 * presses for it, and always the same one.
 *
 * @module
 */
import {
  codeHash,
  codeLife,
  codeOf,
  loginLife,
  type Key,
  type Vouched,
} from "@ha-external-login/flow";
import type { Context } from "../context.ts";
import {
  readVouched,
  secretHash,
  type VouchedRecord,
} from "../login/records.ts";

/** A code, and until when it is one. */
export interface Shown {
  code: string;
  until: number;
}

/** What is kept of it: not the code. */
interface CodeRecord {
  until: number;
  draw: number;
}

/** Draws until a code is found that no other login has: two are a wonder. */
const mostDraws = 8;

/**
 * Shows the code of a login. Where any page may type it, it is found by its
 * hash, so two live ones are never alike; and the newer login of a person ends
 * the older.
 *
 * @returns `undefined` once the login or its code is over.
 */
export async function showCode(
  context: Context,
  id: string
): Promise<Shown | undefined> {
  const record = await readVouched(context, id);
  if (record === undefined || !(await isOpen(context, record))) {
    return undefined;
  }
  const shown =
    (await readShown(context, record)) ?? (await draw(context, record));
  if (shown === undefined || context.options.runtime.now() >= shown.until) {
    return undefined;
  }
  return (await isLatest(context, record.login)) ? shown : undefined;
}

/** Whether the code of a login may still be shown: not typed, and not late. */
export async function isOpen(
  context: Context,
  record: VouchedRecord
): Promise<boolean> {
  const { store, runtime } = context.options;
  const now = runtime.now();
  const typed = await store.peek("typed", record.login.id, now);
  if (typed !== undefined) return false;
  const shown = await readShown(context, record);
  return shown === undefined || now < shown.until;
}

/** The code that was shown of this login; it may be too late for it. */
export async function readShown(
  { keys, options: { store, runtime } }: Context,
  { login, keyVersion }: VouchedRecord
): Promise<Shown | undefined> {
  const text = await store.peek("code", login.id, runtime.now());
  const key = keys.get(keyVersion);
  if (text === undefined || key === undefined) return undefined;
  const { until, draw: number } = JSON.parse(text) as CodeRecord;
  return { code: await codeOf(key, login.id, number), until };
}

/** Whether no newer login of the same person shows a code for any page. */
export async function isLatest(
  { options: { store, runtime } }: Context,
  login: Vouched
): Promise<boolean> {
  if (login.back.way !== "device") return true;
  const key = await personOf(login);
  return (await store.peek("device_of", key, runtime.now())) === login.id;
}

async function draw(
  context: Context,
  record: VouchedRecord
): Promise<Shown | undefined> {
  const { keys, options } = context;
  const { store, runtime } = options;
  const { login, keyVersion } = record;
  const key = keys.get(keyVersion);
  if (key === undefined) return undefined;
  const end = login.startedAt + loginLife;
  const until = Math.min(runtime.now() + codeLife, end);
  const number =
    login.back.way === "device"
      ? await drawFindable(context, login, key, until)
      : 0;
  if (number === undefined) return undefined;
  const value: CodeRecord = { until, draw: number };
  await store.put("code", login.id, JSON.stringify(value), end);
  return readShown(context, record);
}

/** @returns a draw that differs from every live code that any page may type. */
async function drawFindable(
  context: Context,
  login: Vouched,
  key: Key,
  until: number
): Promise<number | undefined> {
  const { keys, options } = context;
  const { store, runtime } = options;
  for (let number = 0; number < mostDraws; number += 1) {
    const code = await codeOf(key, login.id, number);
    const hash = await codeHash(keys.active, code);
    const isFree = await store.put("device_code", hash, login.id, until);
    const holder = await store.peek("device_code", hash, runtime.now());
    if (isFree || holder === login.id) {
      await replaceOlder(context, login, until);
      return number;
    }
  }
  return undefined;
}

/** One live code of a person's, the newest, that any page may type. */
async function replaceOlder(
  { options: { store, runtime } }: Context,
  login: Vouched,
  until: number
): Promise<void> {
  const key = await personOf(login);
  // Two at once: whichever is put last stays, and the other is no code.
  for (let tries = 0; tries < mostDraws; tries += 1) {
    await store.take("device_of", key, runtime.now());
    if (await store.put("device_of", key, login.id, until)) return;
  }
}

function personOf({ person: { issuer, subject } }: Vouched): Promise<string> {
  return secretHash(JSON.stringify([issuer, subject]));
}
