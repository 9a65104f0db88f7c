/**
 * What the native half of a plugin is made of.
 *
 * @module
 */

/** What the page gave along with a call. */
export type CallOptions = Record<string, unknown>;

/** A plugin's methods, each a promise to the page. */
export type Methods = Record<string, (options: CallOptions) => unknown>;

/**
 * Tells every listener of a plugin's event. Retained, it waits for the first
 * listener if there is none.
 */
export type Notify = (
  plugin: string,
  event: string,
  data?: unknown,
  retain?: "retain"
) => void;

/** A call that native code rejects, with the code that the page sees. */
export class NativeError extends Error {
  readonly name = "NativeError";

  readonly code?: string;

  constructor(message: string, code?: string) {
    super(message);
    if (code !== undefined) this.code = code;
  }
}
