import { OidcError } from "../error.ts";
import type { Evidence } from "./evidence.ts";

/** Made for this very login. */
export function checkNonce({ claims, nonce }: Evidence): void {
  if (claims.nonce === nonce) return;
  throw new OidcError("id_token.nonce", `"nonce" is not the one we sent`);
}
