/**
 * What is kept of a login that came back in another browser, until the one
 * that started proves that it is theirs.
 *
 * @module
 */
import { toBase64url, type Vouched } from "@ha-external-login/flow";
import type { Context } from "../context.ts";

/** A login that came back, and the key that its code is derived from. */
export interface VouchedRecord {
  login: Vouched;
  keyVersion: number;
}

/** A login that came back for a code, and was neither stopped nor declined. */
export async function readVouched(
  context: Context,
  id: string
): Promise<VouchedRecord | undefined> {
  const { store, runtime } = context.options;
  const text = await store.peek("vouched", id, runtime.now());
  if (text === undefined || (await isBurnt(context, id))) return undefined;
  return JSON.parse(text) as VouchedRecord;
}

/** Whether a login took too many wrong codes, or its person said no. */
export async function isBurnt(
  { options: { store, runtime } }: Context,
  id: string
): Promise<boolean> {
  const now = runtime.now();
  return (
    (await store.peek("stopped", id, now)) !== undefined ||
    (await store.peek("declined", id, now)) !== undefined
  );
}

/** How a secret of 256 bits is found without being kept. */
export async function secretHash(secret: string): Promise<string> {
  const bytes = new TextEncoder().encode(secret);
  return toBase64url(
    new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
  );
}
