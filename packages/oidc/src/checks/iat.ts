import { OidcError } from "../error.ts";
import { issueTimeTolerance } from "../limits.ts";
import type { Evidence } from "./evidence.ts";

/** Made just now: it came straight from the token endpoint. */
export function checkIat({ claims: { iat }, now }: Evidence): void {
  if (typeof iat !== "number") {
    throw new OidcError("id_token.iat", `"iat" is not a time`);
  }
  const apart = Math.abs(iat - now);
  if (apart <= issueTimeTolerance) return;
  throw new OidcError("id_token.iat", `the clocks differ by ${apart} s`, {
    expected: now,
    received: iat,
  });
}
