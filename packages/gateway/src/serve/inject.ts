/**
 * A page of Home Assistant with `tag` as the first thing in its head, so that
 * our script runs before any of the page's own. Every other byte stays as it
 * was: the page is not decoded, so it cannot come back different. A page that
 * holds the tag already, or has no head that we find, comes back as it is.
 */
export function injectScript(
  page: Uint8Array<ArrayBuffer>,
  tag: string
): Uint8Array<ArrayBuffer> {
  const script = new TextEncoder().encode(tag);
  const text = latin1(page);
  const at = headEnd.exec(text)?.[0].length;
  if (at === undefined || text.includes(latin1(script))) return page;

  const injected = new Uint8Array(page.length + script.length);
  injected.set(page.subarray(0, at));
  injected.set(script, at);
  injected.set(page.subarray(at), at + script.length);
  return injected;
}

/**
 * All that may stand before a page's head, and the head's own tag. Each
 * comment ends at its first end, or a page of comments would take for ever.
 */
const headEnd =
  /^(?:\u00ef\u00bb\u00bf)?(?:\s|<!--(?:(?!-->)[^])*-->|<!doctype[^>]*>|<html(?=[\s>/])(?:[^>"']|"[^"]*"|'[^']*')*>)*<head(?=[\s>/])(?:[^>"']|"[^"]*"|'[^']*')*>/i;

/** One character per byte, so that places in the text are places in the bytes. */
function latin1(bytes: Uint8Array): string {
  // Not TextDecoder: its "latin1" is windows-1252, and the step from there to
  // a place in the bytes would need a proof.
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) {
    text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  }
  return text;
}
