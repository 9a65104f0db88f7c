import { OidcError } from "../error.ts";
import type { Evidence } from "./evidence.ts";
import { halfHash } from "./half-hash.ts";

/**
 * The access token is the one it came with, if it says so.
 *
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowTokenValidation Core §3.1.3.8}
 */
export async function checkAtHash(evidence: Evidence): Promise<void> {
  const { accessToken, claims, header } = evidence;
  if (claims.at_hash === undefined) return;
  const expected = await halfHash(String(accessToken), header.alg);
  if (claims.at_hash === expected) return;
  throw new OidcError(
    "id_token.at_hash",
    `"at_hash" is not that of the access token`
  );
}
