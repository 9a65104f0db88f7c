/**
 * Bodies from outside: bounded, JSON, and of the shape that is asked for, or
 * nothing.
 *
 * @module
 */

/** A body that is not what the route takes. The words are Home Assistant's. */
export class BodyError extends Error {
  readonly name = "BodyError";

  readonly code = "body";
}

/** An object of a JSON body; each key is there once and is its own. */
export type Body = ReadonlyMap<string, unknown>;

/**
 * Reads a JSON object, as UTF-8 and nothing else: another charset would let
 * two servers read two bodies in the same bytes.
 *
 * @throws {BodyError}
 */
export async function readBody(request: Request): Promise<Body> {
  let value: unknown;
  try {
    const bytes = await request.arrayBuffer();
    value = JSON.parse(
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
    );
  } catch (_error) {
    throw new BodyError("Invalid JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new BodyError("Message format incorrect: expected a dictionary");
  }
  if (isDeep(value, depth)) throw new BodyError("Invalid JSON.");
  return new Map(Object.entries(value));
}

/**
 * The same where no page asks: a foreign one may send any text without being
 * asked for leave, but nothing that calls itself JSON.
 *
 * @throws {BodyError}
 */
export async function readJson(request: Request): Promise<Body> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json *(;|$)/i.test(type)) {
    throw new BodyError("Invalid JSON.");
  }
  return readBody(request);
}

/** Levels of a body. It may be written again, and writing takes a stack. */
const depth = 32;

function isDeep(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((one) => isDeep(one, levels - 1));
}

/** @throws {BodyError} for a key that is none of these. */
export function refuseOthers(body: Body, keys: readonly string[]): void {
  for (const key of body.keys()) {
    if (!keys.includes(key)) {
      const shown = key.replaceAll(/[^\w-]/g, "?").slice(0, 40);
      throw new BodyError(
        `Message format incorrect: not a valid option at '${shown}'`
      );
    }
  }
}

/** @throws {BodyError} unless the key holds a string. */
export function textOf(body: Body, key: string): string {
  const value = body.get(key);
  if (value === undefined) {
    throw new BodyError(
      `Message format incorrect: required key not provided at '${key}'`
    );
  }
  return asText(value, key);
}

/** @throws {BodyError} if the key is there and holds no string. */
export function optionalText(body: Body, key: string): string | undefined {
  return body.has(key) ? asText(body.get(key), key) : undefined;
}

/** @throws {BodyError} unless the key holds `true` or `false`. */
export function flagOf(body: Body, key: string): boolean {
  const value = body.get(key);
  if (typeof value !== "boolean") {
    throw new BodyError(`Message format incorrect: expected bool at '${key}'`);
  }
  return value;
}

function asText(value: unknown, key: string): string {
  // Half a character has no bytes, so nothing of ours could carry it.
  if (typeof value !== "string" || /\p{Cs}/u.test(value)) {
    throw new BodyError(`Message format incorrect: expected str at '${key}'`);
  }
  return value;
}
