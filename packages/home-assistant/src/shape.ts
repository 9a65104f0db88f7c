import { MalformedAnswerError } from "./errors.ts";

/** A JSON object, of which nothing is known yet. */
export type JsonObject = Record<string, unknown>;

/** Says whether a value has a shape. */
export type Guard<T> = (value: unknown) => value is T;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isString(value: unknown): value is string {
  return typeof value === "string";
}

export function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}

export function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

export function isNull(value: unknown): value is null {
  return value === null;
}

/** `null`, or the shape. */
export function nullable<T>(guard: Guard<T>): Guard<T | null> {
  return (value): value is T | null => value === null || guard(value);
}

/** Not there at all, or the shape. */
export function optional<T>(guard: Guard<T>): Guard<T | undefined> {
  return (value): value is T | undefined => value === undefined || guard(value);
}

export function isArrayOf<T>(guard: Guard<T>): Guard<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every(guard);
}

/**
 * An object whose named members have their shapes. Other members may be
 * there: Home Assistant adds some with every release.
 */
export function hasShape<T extends object>(shape: {
  [Key in keyof Required<T>]: Guard<T[Key]>;
}): Guard<T> {
  const members = Object.entries(shape) as [string, Guard<unknown>][];
  return (value): value is T =>
    isObject(value) &&
    members.every(([name, guard]) =>
      guard(Object.hasOwn(value, name) ? value[name] : undefined)
    );
}

/**
 * Believes a value only if it has the shape.
 *
 * @throws {MalformedAnswerError} otherwise. It names the question, never the
 *   value, which may hold a token.
 */
export function believe<T>(value: unknown, guard: Guard<T>, what: string): T {
  if (guard(value)) return value;
  throw new MalformedAnswerError(
    `Home Assistant's answer to "${what}" has another shape`
  );
}

/** Parses JSON; `undefined` if it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Home Assistant's words, short and on one line, fit for a log. */
export function quotable(words: string): string {
  const line = words.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return Array.from(line).slice(0, 200).join("");
}
