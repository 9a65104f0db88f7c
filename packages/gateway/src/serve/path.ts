/**
 * The path of a raw request target, percent-decoded once, as Home Assistant
 * decodes it before it looks for a route. Whatever two servers could read
 * differently has no path here.
 *
 * @returns `undefined` for a target that can't be decided: the server answers
 * 400 instead of passing it on.
 */
export function pathOf(target: string): string | undefined {
  if (!target.startsWith("/")) return undefined;
  const raw = target.split(/[?#]/, 1)[0] ?? "";
  let path: string;
  try {
    path = decodeURIComponent(raw);
  } catch (_error) {
    return undefined;
  }
  return undecidable.test(path) || encodedSeparator.test(raw)
    ? undefined
    : path;
}

/** Control characters, backslashes, and segments that climb. */
// eslint-disable-next-line no-control-regex -- these are what is refused
const undecidable = /[\u0000-\u001f\u007f\\]|(^|\/)\.\.?(;[^/]*)?(\/|$)/;

/** A separator that one server would see and another would not. */
const encodedSeparator = /%2f|%5c|%00/i;
