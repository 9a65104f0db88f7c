/**
 * The code in a link to an app: nothing without the app's verifier.
 *
 * @module
 */
import { derive, handoffLife } from "@ha-external-login/flow";
import type { Context } from "./context.ts";
import { secretHash, type VouchedRecord } from "./records.ts";

/** A hand-off: until when its code may be brought first. */
export interface HandoffRecord extends VouchedRecord {
  until: number;
}

/** Seconds for which a hand-off can be asked for again. */
const repeatLife = 60;

/** The hand-off code of a login: always the same, and nowhere kept. */
export async function handoffOf(
  { keys }: Context,
  { login, keyVersion }: VouchedRecord
): Promise<string> {
  const key = keys.get(keyVersion) ?? keys.active;
  return derive(key, "handoff", login.id);
}

/** Keeps a login for whoever brings its code. */
export async function putHandoff(
  context: Context,
  record: VouchedRecord
): Promise<void> {
  const { store } = context.options;
  const until = record.login.vouchedAt + handoffLife;
  const key = await secretHash(await handoffOf(context, record));
  const value: HandoffRecord = { ...record, until };
  await store.put("handoff", key, JSON.stringify(value), until + repeatLife);
}

/** A login whose code can still be brought for the first time. */
export async function liveHandoff(
  context: Context,
  { id, keyVersion }: { id: string; keyVersion: number }
): Promise<string | undefined> {
  const { store, runtime } = context.options;
  const key = context.keys.get(keyVersion);
  if (key === undefined) return undefined;
  const hash = await secretHash(await derive(key, "handoff", id));
  const text = await store.peek("handoff", hash, runtime.now());
  if (text === undefined) return undefined;
  const { until } = JSON.parse(text) as HandoffRecord;
  return runtime.now() < until ? text : undefined;
}
