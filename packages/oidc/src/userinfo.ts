import { userInfoRequest } from "oauth4webapi";
import type { Metadata } from "./discovery.ts";
import { OidcError } from "./error.ts";
import { clientOf, requestOptions } from "./library.ts";
import { readJson } from "./network.ts";
import type { Provider } from "./provider.ts";

/**
 * What the provider tells about `subject` beside the ID token. Plain JSON
 * only, and only about the same person.
 *
 * @throws {OidcError} `userinfo.*`
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse Core §5.3.2}
 */
export async function userinfo(
  provider: Provider,
  metadata: Metadata,
  accessToken: string,
  subject: string
): Promise<Record<string, unknown>> {
  const response = await userInfoRequest(
    metadata,
    clientOf(provider),
    accessToken,
    requestOptions(provider, "userinfo")
  );
  if (response.status === 401) {
    throw new OidcError("userinfo.sub", "userinfo knows nobody by this token");
  }
  const claims = await readJson(response, "userinfo");
  if (claims.sub !== subject) {
    throw new OidcError("userinfo.sub", "userinfo speaks of somebody else");
  }
  return claims;
}
