import { OidcError } from "../error.ts";
import type { Evidence } from "./evidence.ts";

/**
 * Names somebody: 1 to 255 printable ASCII characters.
 *
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#IDToken Core §2}
 */
export function checkSub({ claims: { sub } }: Evidence): void {
  if (typeof sub === "string" && /^[ -~]{1,255}$/.test(sub)) return;
  throw new OidcError(
    "id_token.sub",
    `"sub" is not 1 to 255 printable ASCII characters`
  );
}
