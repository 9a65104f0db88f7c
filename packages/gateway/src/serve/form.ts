/**
 * What a form of a page of ours posts: text, and each key once.
 *
 * @module
 */
import { BodyError } from "./body.ts";

/**
 * Reads a form.
 *
 * @throws {BodyError} for another type, a key that is twice there, and text
 * that is none.
 */
export async function readForm(
  request: Request
): Promise<ReadonlyMap<string, string>> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/x-www-form-urlencoded(;|$)/i.test(type)) {
    throw new BodyError("Not a form");
  }
  const bytes = await request.arrayBuffer();
  const form = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(decode(bytes))) {
    if (form.has(key)) throw new BodyError("A field is twice there");
    form.set(key, value);
  }
  return form;
}

function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (_error) {
    throw new BodyError("Not text");
  }
}
