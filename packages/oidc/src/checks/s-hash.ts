import { OidcError } from "../error.ts";
import type { Evidence } from "./evidence.ts";
import { halfHash } from "./half-hash.ts";

/**
 * Made for the state that we sent, if it says so. Counts as `c_hash`: both
 * tie the token to the callback.
 *
 * @see {@link https://openid.net/specs/openid-financial-api-part-2-1_0.html#id-token-as-detached-signature FAPI 1.0 §5.1.1}
 */
export async function checkSHash(evidence: Evidence): Promise<void> {
  const { claims, header, state } = evidence;
  if (claims.s_hash === undefined) return;
  if (claims.s_hash === (await halfHash(state, header.alg))) return;
  throw new OidcError("id_token.c_hash", `"s_hash" is not that of the state`);
}
