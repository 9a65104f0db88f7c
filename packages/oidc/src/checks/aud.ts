import { OidcError } from "../error.ts";
import type { Evidence } from "./evidence.ts";

/**
 * Made for us, and for nobody else unless the provider is known to do so and
 * says that it was us who asked.
 *
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation Core §3.1.3.7(3–5)}
 */
export function checkAud({ provider, claims }: Evidence): void {
  const { clientId, allowOtherAudiences } = provider.settings;
  const audiences = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  const others =
    audiences.length > 1 &&
    !(allowOtherAudiences === true && claims.azp === clientId);
  if (audiences.includes(clientId) && !others) return;
  throw new OidcError("id_token.aud", `"aud" is not us alone`, {
    expected: clientId,
    received: claims.aud,
  });
}
