/** Printable ASCII from one slash on, with no fragment. */
const originForm = /^\/(?!\/)[\x21\x22\x24-\x7e]*$/;

/** With matrix parameters too, which some servers take off first. */
const dotSegment = /\/\.{1,2}(?:;[^/]*)?(?=\/|$)/;

/** Where a second reading could make a difference to who answers. */
const guarded = /^\/(?:auth|\.well-known)(?![\w-])/i;

/** What a path needs there, once it is decoded. */
const unambiguous = /^\/[\w\-.~!$&'()*+,;=:@/]*$/;

/**
 * The path of a request target, percent-decoded once, as Home Assistant reads
 * it. Bytes beyond ASCII stay apart: no route has any.
 *
 * @returns `undefined` if two readers could disagree about it: absolute form,
 * `//` in front, a fragment, backslashes, dot segments, and below `/auth` and
 * `/.well-known` also escaped slashes and half escapes.
 */
export function readPath(target: string): string | undefined {
  if (!originForm.test(target)) return undefined;
  const query = target.indexOf("?");
  const raw = query === -1 ? target : target.slice(0, query);
  if (raw.includes("\\")) return undefined;
  const path = raw.includes("%") ? decodeOnce(raw) : raw;
  if (path.startsWith("//") || dotSegment.test(path)) return undefined;
  if (!guarded.test(path)) return path;
  return unambiguous.test(path) && !/%2f/i.test(raw) ? path : undefined;
}

/** Half escapes stay as they are, and the rules above refuse them. */
function decodeOnce(raw: string): string {
  return raw.replace(/%[0-9a-f]{2}/gi, (escape) =>
    String.fromCharCode(parseInt(escape.slice(1), 16))
  );
}
