/**
 * What has to be remembered, and only that: nothing before a provider has
 * vouched for somebody, then single-use records, and the cache of who is who.
 *
 * @module
 */

/** Kinds of single-use record; one is never taken for another. */
export type PendingKind =
  | "answered"
  | "resume"
  /** Mark of a login that came back to be asked for a code, by its id. */
  | "spent"
  /** A login that came back in another browser, by its id. */
  | "vouched"
  /** Until when its code is one, once that was shown. */
  | "code"
  /** Id of a login whose code any page may type, by the code's keyed hash. */
  | "device_code"
  /** Id of the last such login of a person. */
  | "device_of"
  /** Mark of a login that took too many wrong codes, by its id. */
  | "stopped"
  /** Mark of a login that its person says is not theirs, by its id. */
  | "declined"
  /** Id of the login whose page the right code was typed into, by its id. */
  | "typed"
  /** An answered login that waits for *Continue as …?*, by its id. */
  | "confirm"
  /** A login whose code is in a link to an app, by its id. */
  | "handoff"
  /** Id of such a login, by the code's hash. */
  | "handoff_code"
  /** Hash of the first verifier that came with the code, by the login's id. */
  | "verifier"
  /** Id of such a login, for whoever holds the ticket, by the ticket's hash. */
  | "ticket";

/** Kinds of record that stay. */
export type LastingKind = "person" | "secret";

/**
 * The one place where single use is decided. Every method is atomic, also
 * between processes that share the store. Times are Unix seconds.
 *
 * An implementation throws {@link StoreUnusableError} when it cannot give the
 * truth; a login is then refused, never guessed.
 */
export interface Store {
  /**
   * Marks a login's id as used, until `expiresAt`.
   *
   * @returns `false` if it already was.
   */
  consume(id: string, expiresAt: number): Promise<boolean>;

  /**
   * Puts a record that can be taken once, until `expiresAt`.
   *
   * @returns `false` if one is there already, which then stays as it is.
   */
  put(
    kind: PendingKind,
    key: string,
    value: string,
    expiresAt: number
  ): Promise<boolean>;

  /** Reads such a record and leaves it where it is. */
  peek(
    kind: PendingKind,
    key: string,
    now: number
  ): Promise<string | undefined>;

  /** Takes a record out. A second call finds nothing; nor does a late one. */
  take(
    kind: PendingKind,
    key: string,
    now: number
  ): Promise<string | undefined>;

  /**
   * Counts, from the first time until `expiresAt`.
   *
   * @returns how many it is by now.
   */
  count(key: string, expiresAt: number): Promise<number>;

  /** Reads a record that stays. */
  get(kind: LastingKind, key: string): Promise<string | undefined>;

  /** Writes a record that stays. */
  set(kind: LastingKind, key: string, value: string): Promise<void>;

  /** Forgets a record that stays. */
  delete(kind: LastingKind, key: string): Promise<void>;

  /**
   * Takes a lock that ends by itself at `expiresAt`.
   *
   * @returns a function that releases it, or `undefined` if another holds it.
   */
  lock(
    name: string,
    now: number,
    expiresAt: number
  ): Promise<(() => Promise<void>) | undefined>;

  /** Removes what has expired. */
  sweep(now: number): Promise<void>;

  close(): Promise<void>;
}

/** The store cannot be read or written: a login is refused. */
export class StoreUnusableError extends Error {
  readonly name = "StoreUnusableError";

  readonly code = "store_unusable";
}
