import { decodeJwt, decodeProtectedHeader } from "jose";
import { OidcError } from "./error.ts";

/**
 * An ID token taken apart. Nothing in it is believed yet.
 *
 * @throws {OidcError} `id_token.form` unless it is a plain signed JWT.
 */
export function parseIdToken(idToken: string): {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
} {
  if (idToken.split(".").length === 5) {
    throw new OidcError(
      "id_token.form",
      "the ID token is encrypted; take the encryption key off at the provider"
    );
  }
  let parsed;
  try {
    const header = decodeProtectedHeader(idToken);
    parsed = { header: { ...header }, claims: decodeJwt(idToken) };
  } catch {
    // Without a cause: it would show the token.
    throw new OidcError("id_token.form", "the ID token is not a JWT");
  }
  if (parsed.header.crit !== undefined) {
    throw new OidcError("id_token.form", `the ID token has a "crit" header`);
  }
  return parsed;
}
