/**
 * Reads an address that is nothing but scheme, host and port.
 *
 * @returns it as browsers spell it, or `undefined`.
 */
export function originOf(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined;
  const bare = /^[a-z]+:\/\/[^/?#\\@\s]+\/?$/i.test(address);
  return bare ? url.origin : undefined;
}

/** Whether an origin never leaves this machine. */
export function isLoopback(origin: string): boolean {
  return isLoopbackHost(new URL(origin).hostname);
}

/** The same for a host as it is listened on. */
export function isLoopbackHost(host: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/.test(
    host
  );
}
