/** What a person's text says about where a home is. */
export type Address =
  { is: "origin"; origin: string } | { is: "not_https" } | { is: "no_address" };

const loopback = ["localhost", "127.0.0.1", "[::1]"];

/**
 * A home's origin, from what was typed, scanned or asked for. People paste
 * the address of whichever page they have open: the path is dropped.
 *
 * @param insecureLoopback takes http on this very machine, for development
 */
export function readAddress(text: string, insecureLoopback = false): Address {
  const typed = text.trim();
  const named = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed)
    ? typed
    : `https://${typed}`;
  const url = URL.canParse(named) ? new URL(named) : undefined;
  // A name before the host makes one host look like another.
  if (!url?.hostname || url.username !== "" || url.password !== "") {
    return { is: "no_address" };
  }
  if (url.protocol === "https:") return { is: "origin", origin: url.origin };
  if (url.protocol !== "http:") return { is: "no_address" };
  return insecureLoopback && loopback.includes(url.hostname)
    ? { is: "origin", origin: url.origin }
    : { is: "not_https" };
}
