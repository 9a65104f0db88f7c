import { OidcError } from "../error.ts";
import { tokenTolerance } from "../limits.ts";
import type { Evidence } from "./evidence.ts";

/** Not yet past. How long it lasts moves none of our own lifetimes. */
export function checkExp({ claims: { exp }, now }: Evidence): void {
  if (typeof exp === "number" && exp > now - tokenTolerance) return;
  throw new OidcError("id_token.exp", `"exp" is past or not a time`, {
    expected: now,
    received: exp,
  });
}
