/**
 * The code that a person carries from the browser they signed in with to the
 * screen they started on.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc8628#section-6.1
 * @module
 */
import { encodeFields, toBase64url } from "./codec.ts";
import type { Key } from "./key-ring.ts";

/** No vowels, so no words; nothing that is taken for another letter. */
const alphabet = "BCDFGHJKLMNPQRSTVWXZ";

const length = 8;

/**
 * The code of a login: always the same for one key, login and draw.
 *
 * @param draw raised when another live code came out alike.
 * @returns eight letters, 34.6 bits.
 */
export async function codeOf(
  key: Key,
  id: string,
  draw: number
): Promise<string> {
  const info = ["ha-external-login", "match_code", id, String(draw)];
  const bytes = await key.derive(encodeFields(info));
  // 64 bits for 34.6: what is left of a bias is below one in 2^29.
  let rest = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
  let code = "";
  for (let count = 0; count < length; count += 1) {
    code += alphabet[Number(rest % 20n)];
    rest /= 20n;
  }
  return code;
}

/** How a code is found without being kept: its keyed hash. */
export async function codeHash(key: Key, code: string): Promise<string> {
  const info = encodeFields(["ha-external-login", "match_code_hash", code]);
  return toBase64url(await key.derive(info));
}

/** As it is shown: `BCDF-GHJK`. */
export function formatCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/**
 * The code in what somebody typed, pasted or dictated: any case, full-width
 * letters, spaces and dashes anywhere.
 *
 * @returns `undefined` for what has not the shape of one.
 */
export function foldCode(typed: string): string | undefined {
  if (typed.length > longestTyped) return undefined;
  const code = typed
    .normalize("NFKC")
    .replace(/[\s\p{Dash}\p{Cf}._]/gu, "")
    .toUpperCase();
  return codeShape.test(code) ? code : undefined;
}

const codeShape = new RegExp(`^[${alphabet}]{${length}}$`);

const longestTyped = 64;
