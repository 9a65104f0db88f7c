import { OidcError } from "../error.ts";
import type { Evidence } from "./evidence.ts";
import { halfHash } from "./half-hash.ts";

/**
 * Made for the code that we handed in, if it says so.
 *
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#HybridIDToken Core §3.3.2.11}
 */
export async function checkCHash(evidence: Evidence): Promise<void> {
  const { claims, code, header } = evidence;
  if (claims.c_hash === undefined) return;
  if (claims.c_hash === (await halfHash(code, header.alg))) return;
  throw new OidcError("id_token.c_hash", `"c_hash" is not that of the code`);
}
