/**
 * The link with which a person comes back. Compared as text, because the URL
 * parsers of Android, iOS and the web view read schemes, slashes, escapes and
 * doubled keys each in their own way: whatever is not spelled as the gateway
 * spells it is no link.
 *
 * @module
 */

/** What came back, as yet from anybody: any app can open any link. */
export type Link =
  | { code: string; state: string; iss: string }
  | { error: string; state: string; iss: string };

/** What each value can look like; none can hold markup or a script. */
const shapes = {
  code: /^[\w.~-]{1,512}$/,
  error: /^[a-z_]{1,64}$/,
  state: /^[\w.~-]{1,512}$/,
  iss: /^https?:\/\/[a-z0-9.:[\]-]{1,280}$/,
};

type Key = keyof typeof shapes;

/** Whether a text is meant for a sign-in at all; an app has other links. */
export function isLink(link: string, text: string): boolean {
  return text.startsWith(`${link}?`);
}

/**
 * The link in a text, or nothing: exactly `code`, `state` and `iss`, or
 * `error`, `state` and `iss`, once each, in any order.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9207#section-2.4
 */
export function readLink(link: string, text: string): Link | undefined {
  if (!isLink(link, text)) return undefined;
  const values = new Map<Key, string>();
  for (const part of text.slice(link.length + 1).split("&")) {
    const equals = part.indexOf("=");
    const key = part.slice(0, Math.max(equals, 0));
    const value = decode(part.slice(equals + 1));
    if (!isKey(key) || values.has(key) || value === undefined) return undefined;
    if (!shapes[key].test(value)) return undefined;
    values.set(key, value);
  }
  const { code, error, state, iss } = Object.fromEntries(values);
  if (state === undefined || iss === undefined) return undefined;
  if ((code === undefined) === (error === undefined)) return undefined;
  return code === undefined
    ? { error: error!, state, iss }
    : { code, state, iss };
}

function isKey(text: string): text is Key {
  return Object.hasOwn(shapes, text);
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (_err) {
    return undefined;
  }
}
