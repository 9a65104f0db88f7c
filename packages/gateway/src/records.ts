/**
 * What is kept of a login that came back in another browser, until the one
 * that started proves that it is theirs.
 *
 * @module
 */
import { toBase64url, type Vouched } from "@ha-external-login/flow";

/** A login that came back, and the key that its code is derived from. */
export interface VouchedRecord {
  login: Vouched;
  keyVersion: number;
}

/** How a secret of 256 bits is found without being kept. */
export async function secretHash(secret: string): Promise<string> {
  const bytes = new TextEncoder().encode(secret);
  return toBase64url(
    new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
  );
}
