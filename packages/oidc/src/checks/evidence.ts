import type { Provider } from "../provider.ts";

/** An ID token, parsed and not believed, and what it is held against. */
export interface Evidence {
  provider: Provider;

  /** Unix seconds; the same for every check. */
  now: number;

  /** As it came. */
  idToken: string;
  header: Record<string, unknown>;
  claims: Record<string, unknown>;

  /** What came beside it. */
  accessToken: unknown;
  code: string;
  state: string;

  /** What was asked. */
  nonce: string;
  maxAge: number | undefined;
}

/**
 * One way in which an ID token may be wrong.
 *
 * @throws {OidcError} when it is.
 */
export type Check = (evidence: Evidence) => void | Promise<void>;
