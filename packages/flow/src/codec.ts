/**
 * Fields as bytes: each is preceded by its length, so that no choice of
 * content moves the border between two of them, and every sequence of fields
 * has exactly one spelling.
 *
 * @module
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Text or bytes that no sealed value of ours can hold, or that none held. */
export class CodecError extends Error {
  readonly name = "CodecError";

  readonly code = "codec";
}

/**
 * Encodes fields, in order. `undefined` and the empty string are different.
 *
 * @throws {CodecError} for text that is not well-formed Unicode, which would
 * come back as other text, and for more than 65,534 bytes in a field.
 */
export function encodeFields(
  fields: (string | undefined)[]
): Uint8Array<ArrayBuffer> {
  const encoded = fields.map(encodeField);
  const size = encoded.reduce((sum, bytes) => sum + 2 + bytes.length, 0);
  const result = new Uint8Array(size);
  const view = new DataView(result.buffer);
  let offset = 0;
  for (const [index, bytes] of encoded.entries()) {
    const absent = fields[index] === undefined;
    view.setUint16(offset, absent ? absentLength : bytes.length);
    result.set(bytes, offset + 2);
    offset += 2 + bytes.length;
  }
  return result;
}

/**
 * The fields that {@link encodeFields} made these bytes from.
 *
 * @throws {CodecError} for any bytes that it did not make.
 */
export function decodeFields(bytes: Uint8Array): (string | undefined)[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: (string | undefined)[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    if (offset + 2 > bytes.length) throw new CodecError("a length is cut");
    const length = view.getUint16(offset);
    offset += 2;
    if (length === absentLength) {
      fields.push(undefined);
    } else {
      if (offset + length > bytes.length) throw new CodecError("text is cut");
      fields.push(decodeText(bytes.subarray(offset, offset + length)));
      offset += length;
    }
  }
  return fields;
}

/** Bytes as base64url without padding (RFC 4648 §5). */
export function toBase64url(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += chunkSize) {
    const chunk = bytes.subarray(at, at + chunkSize);
    // Not by spreading, which asks an iterator for each byte.
    binary += Reflect.apply(String.fromCharCode, null, chunk);
  }
  return btoa(binary)
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/**
 * The bytes of a base64url text, if it is the one spelling of them.
 *
 * @throws {CodecError} for padding, other alphabets, white space, and unused
 * bits that are not zero: each would be a second spelling of one value.
 */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new CodecError("not base64url");
  const over = text.length % 4;
  const last = alphabet.indexOf(text.at(-1) ?? "A");
  const isCanonical =
    over === 0 ||
    (over === 2 && last % 16 === 0) ||
    (over === 3 && last % 4 === 0);
  if (!isCanonical) throw new CodecError("not canonical");
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = binary.charCodeAt(at);
  }
  return bytes;
}

/** Arguments that a call may have without running out of stack. */
const chunkSize = 8192;

const alphabet =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const absentLength = 0xffff;

function encodeField(field: string | undefined): Uint8Array {
  if (field === undefined) return new Uint8Array();
  const bytes = encoder.encode(field);
  if (bytes.length >= absentLength) throw new CodecError("a field is too long");
  // TextEncoder turns a lone surrogate into U+FFFD without a word.
  if (decoder.decode(bytes) !== field) throw new CodecError("not well-formed");
  return bytes;
}

function decodeText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (_error) {
    throw new CodecError("not UTF-8");
  }
}
