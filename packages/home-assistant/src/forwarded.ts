/**
 * On whose behalf Home Assistant is asked. It sees this address, host and
 * scheme, counts wrong logins against them and decides by them who is local.
 */
export interface Client {
  /** One IP address, without port or brackets. */
  address: string;
  /** The origin the client asked at: `https://home.example.org`. */
  origin: string;
}

/** What an IP address, with or without a zone, is written with. */
const address = /^[0-9A-Za-z.:%_-]+$/;

/**
 * Headers that say for whom a request is, each exactly once. `Host` is there
 * too, because Home Assistant compares the raw one with its own URLs.
 *
 * @throws {TypeError} if the address could be read as more than one.
 */
export function forwardedHeaders(client: Client): Record<string, string> {
  if (!address.test(client.address)) {
    throw new TypeError("A client has one address, without port or brackets");
  }
  const { protocol, host } = new URL(client.origin);
  return {
    host,
    "x-forwarded-for": client.address,
    "x-forwarded-host": host,
    "x-forwarded-proto": protocol.slice(0, -1),
  };
}
