import { OidcError } from "../error.ts";
import { tokenTolerance } from "../limits.ts";
import type { Evidence } from "./evidence.ts";

/** Already valid, if it says since when. */
export function checkNbf({ claims: { nbf }, now }: Evidence): void {
  if (nbf === undefined) return;
  if (typeof nbf === "number" && nbf <= now + tokenTolerance) return;
  throw new OidcError("id_token.nbf", `"nbf" is to come or not a time`, {
    expected: now,
    received: nbf,
  });
}
