import { OidcError } from "../error.ts";
import type { Evidence } from "./evidence.ts";

/** Made by this provider, byte for byte. */
export function checkIss({ provider, claims }: Evidence): void {
  const expected = provider.settings.issuer;
  if (claims.iss === expected) return;
  throw new OidcError("id_token.iss", `"iss" is another issuer`, {
    expected,
    received: claims.iss,
  });
}
