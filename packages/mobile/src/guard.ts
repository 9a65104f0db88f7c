const loopback = ["localhost", "127.0.0.1", "[::1]"];

/** Something was to be opened or asked that this package never touches. */
export class NotAllowedError extends Error {
  readonly name = "NotAllowedError";

  readonly code = "not_allowed";
}

/** Whether a URL may be opened or asked at all. */
export function isSecure(url: URL, insecureLoopback = false): boolean {
  if (url.protocol === "https:") return true;
  return (
    insecureLoopback &&
    url.protocol === "http:" &&
    loopback.includes(url.hostname)
  );
}

/**
 * An address of a home, from its origin and one of our paths.
 *
 * @throws {NotAllowedError} unless `home` is an https origin as browsers
 * write it: anything else could be read as two different homes.
 */
export function homeUrl(
  home: string,
  path: string,
  insecureLoopback = false
): string {
  const url = URL.canParse(home) ? new URL(home) : undefined;
  if (!url || url.origin !== home || !isSecure(url, insecureLoopback)) {
    throw new NotAllowedError("a home is named by its https origin");
  }
  return `${home}${path}`;
}
