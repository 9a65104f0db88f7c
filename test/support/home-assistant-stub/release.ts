/** What differs between the releases that the stand-in can be. */
export interface Release {
  /** Login flows take `code_challenge` and its method. */
  knowsPkce: boolean;
  /** Login flows take `response_type`. */
  knowsResponseType: boolean;
  /** An unknown handler is 404, not 500. */
  namesUnknownHandlers: boolean;
  /** Two posts to one flow: the second is 409, and does not take the code. */
  refusesConcurrentPosts: boolean;
  /** The second code of a credential without user is refused, not a user. */
  refusesSecondUser: boolean;
  /** A verifier without challenge is refused, not ignored. */
  refusesIdleVerifier: boolean;
  /** Bodies of login and token views are at most 64 KiB. */
  limitsBodies: boolean;
  /** A key that comes twice in a token request is refused. */
  refusesDoubledKeys: boolean;
  /** A public address is a client id only where it is asked; not any port. */
  comparesAddresses: boolean;
  /** The owner cannot be deleted. */
  keepsOwner: boolean;
  /** Deleting a user closes their websockets. */
  closesDeletedSockets: boolean;
  /** The websocket has `http/config`. */
  hasHttpConfig: boolean;
  /** Words for a key that is not known, and for one that is missing. */
  unknownKey(key: string): string;
  missingKey(key: string): string;
  wrongValue(expected: string, key: string): string;
}

/** The release of a version such as `2026.11.0`. */
export function releaseOf(version: string): Release {
  const [year = 0, month = 0] = version.split(".").map(Number);
  const since = (first: number) => year > 2026 || month >= first;
  const at = (key: string) => (since(9) ? `at '${key}'` : `@ data['${key}']`);
  return {
    knowsPkce: since(10),
    knowsResponseType: since(11),
    namesUnknownHandlers: since(11),
    refusesConcurrentPosts: since(11),
    refusesSecondUser: since(11),
    refusesIdleVerifier: since(10),
    limitsBodies: since(11),
    refusesDoubledKeys: since(11),
    comparesAddresses: since(11),
    keepsOwner: since(11),
    closesDeletedSockets: since(11),
    hasHttpConfig: since(8),
    unknownKey: (key) =>
      `${since(9) ? "not a valid option" : "extra keys not allowed"} ${at(key)}`,
    missingKey: (key) => `required key not provided ${at(key)}`,
    wrongValue: (expected, key) => `expected ${expected} ${at(key)}`,
  };
}
