import { OidcError } from "../error.ts";
import type { Evidence } from "./evidence.ts";

const allowed = ["RS256", "PS256", "ES256", "ES384", "EdDSA"];

/** Whether we believe signatures of this kind from anybody. */
export function isAllowed(alg: unknown): alg is string {
  return typeof alg === "string" && allowed.includes(alg);
}

/**
 * Signed in a way we believe, whatever the provider's metadata offer.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8725#section-3.1 RFC 8725 §3.1}
 */
export function checkAlg({ header }: Evidence): void {
  if (isAllowed(header.alg)) return;
  throw new OidcError(
    "id_token.alg",
    `"alg" is not one we believe; choose a signing key at the provider that ` +
      `makes it one of ${allowed.join(", ")}`,
    { expected: allowed, received: header.alg }
  );
}
