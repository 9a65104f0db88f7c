/**
 * Everything an ID token has to withstand, in order: what costs nothing
 * first, the signature last. The first that fails says why.
 *
 * @module
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation Core §3.1.3.7}
 */
import { checkAlg } from "./alg.ts";
import { checkAtHash } from "./at-hash.ts";
import { checkAud } from "./aud.ts";
import { checkAuthTime } from "./auth-time.ts";
import { checkAzp } from "./azp.ts";
import { checkCHash } from "./c-hash.ts";
import type { Check } from "./evidence.ts";
import { checkExp } from "./exp.ts";
import { checkIat } from "./iat.ts";
import { checkIss } from "./iss.ts";
import { checkNbf } from "./nbf.ts";
import { checkNonce } from "./nonce.ts";
import { checkSHash } from "./s-hash.ts";
import { checkSignature } from "./signature.ts";
import { checkSub } from "./sub.ts";
import { checkTyp } from "./typ.ts";

export const checks: readonly Check[] = [
  checkAlg,
  checkTyp,
  checkIss,
  checkAud,
  checkAzp,
  checkSub,
  checkExp,
  checkIat,
  checkNbf,
  checkNonce,
  checkAuthTime,
  checkAtHash,
  checkCHash,
  checkSHash,
  checkSignature,
];
