import { encodeFields, toBase64url } from "./codec.ts";
import type { Key } from "./key-ring.ts";

/** What is derived from a login's id instead of being carried or kept. */
export type Derived = "nonce" | "code_verifier" | "handoff" | "ticket";

/**
 * The nonce, PKCE verifier, hand-off code or ticket of a login: 256 bits as 43
 * base64url characters. They are in no URL, cookie or store before they are
 * used, and come out the same after a restart.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc7636#section-4.1
 * @see https://openid.net/specs/openid-connect-core-1_0.html#NonceNotes
 */
export async function derive(
  key: Key,
  what: Derived,
  id: string
): Promise<string> {
  const info = encodeFields(["ha-external-login", what, id]);
  return toBase64url(await key.derive(info));
}
