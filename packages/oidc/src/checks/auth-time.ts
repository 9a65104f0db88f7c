import { OidcError } from "../error.ts";
import { issueTimeTolerance, tokenTolerance } from "../limits.ts";
import type { Evidence } from "./evidence.ts";

/**
 * The person signed in as recently as was asked.
 *
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation Core §3.1.3.7(13)}
 */
export function checkAuthTime({ claims, maxAge, now }: Evidence): void {
  const { auth_time } = claims;
  if (auth_time === undefined && maxAge === undefined) return;
  if (typeof auth_time !== "number" || auth_time < 0) {
    throw new OidcError("id_token.auth_time", `"auth_time" is not a time`);
  }
  if (maxAge === undefined) return;
  const tooOld = auth_time + maxAge < now - tokenTolerance;
  if (!tooOld && auth_time <= now + issueTimeTolerance) return;
  throw new OidcError(
    "id_token.auth_time",
    `"auth_time" is not within the last ${maxAge} s`,
    { expected: now - maxAge, received: auth_time }
  );
}
