/**
 * Sealing: how a login travels through a browser that may read nothing of it
 * and change nothing in it. AES-256-GCM, with the slot that a value is for in
 * its associated data, so that a value from one slot is noise in every other.
 *
 * @module
 */
import {
  CodecError,
  decodeFields,
  encodeFields,
  fromBase64url,
  toBase64url,
} from "./codec.ts";
import type { KeyRing } from "./key-ring.ts";

/** The places where a sealed value may stand. */
export type Slot =
  | "cookie"
  | "flow_id"
  | "state"
  | "relay"
  | "check"
  | "device"
  | "page"
  | "secret";

/** What a sealed value held, and the version of the key it was under. */
export interface Unsealed {
  fields: (string | undefined)[];
  keyVersion: number;
}

/**
 * A value that this home did not seal for this slot. What was wrong with it
 * is not said: whoever asks learns the same from every kind of noise.
 */
export class UnsealError extends Error {
  readonly name = "UnsealError";

  readonly code = "sealed";

  constructor() {
    super("not a value that was sealed here for this slot");
  }
}

/**
 * Seals fields for a slot, under the active key.
 *
 * @param iv 12 fresh random bytes, never used twice with one key.
 * @see https://nvlpubs.nist.gov/nistpubs/Legacy/SP/nistspecialpublication800-38d.pdf section 8.2.2
 */
export async function seal(
  keys: KeyRing,
  slot: Slot,
  fields: (string | undefined)[],
  iv: Uint8Array<ArrayBuffer>
): Promise<string> {
  if (iv.length !== ivSize) throw new RangeError("a vector has 12 bytes");
  const head = headOf(keys.active.version);
  const text = await keys.active.encrypt(
    iv,
    associatedData(slot, head),
    encodeFields(fields)
  );
  const sealed = new Uint8Array(headSize + ivSize + text.length);
  sealed.set(head);
  sealed.set(iv, headSize);
  sealed.set(text, headSize + ivSize);
  return toBase64url(sealed);
}

/**
 * Opens a value that was sealed for this slot. How old it is, and whether it
 * belongs to the browser that brings it, is not decided here.
 *
 * @throws {UnsealError} for anything else.
 */
export async function unseal(
  keys: KeyRing,
  slot: Slot,
  sealed: string
): Promise<Unsealed> {
  if (sealed.length > sealedSize) throw new UnsealError();
  try {
    const bytes = fromBase64url(sealed);
    const head = bytes.subarray(0, headSize);
    const keyVersion = new DataView(bytes.buffer).getUint16(1);
    const key = keys.get(keyVersion);
    if (bytes[0] !== format || key === undefined) throw new UnsealError();
    const text = await key.decrypt(
      bytes.subarray(headSize, headSize + ivSize),
      associatedData(slot, head),
      bytes.subarray(headSize + ivSize)
    );
    if (text === undefined) throw new UnsealError();
    return { fields: decodeFields(text), keyVersion };
  } catch (error) {
    if (isNoise(error)) throw new UnsealError();
    throw error;
  }
}

const format = 1;
const headSize = 3;
const ivSize = 12;

/** More text than any slot of ours holds is not even decoded. */
const sealedSize = 8192;

function headOf(keyVersion: number): Uint8Array {
  const head = new Uint8Array(headSize);
  head[0] = format;
  new DataView(head.buffer).setUint16(1, keyVersion);
  return head;
}

function associatedData(slot: Slot, head: Uint8Array): Uint8Array<ArrayBuffer> {
  const name = encodeFields(["ha-external-login", slot]);
  const data = new Uint8Array(head.length + name.length);
  data.set(head);
  data.set(name, head.length);
  return data;
}

/** What is too short to hold a head is a `RangeError`. */
function isNoise(error: unknown): boolean {
  return (
    error instanceof UnsealError ||
    error instanceof CodecError ||
    error instanceof RangeError
  );
}
