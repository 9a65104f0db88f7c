import { OidcError } from "../error.ts";
import type { Evidence } from "./evidence.ts";

/**
 * An ID token, and no other kind of JWT under the same key.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8725#section-3.11 RFC 8725 §3.11}
 */
export function checkTyp({ header: { typ } }: Evidence): void {
  if (typ === undefined) return;
  if (typeof typ === "string" && typ.toUpperCase() === "JWT") return;
  throw new OidcError("id_token.typ", `"typ" names another kind of token`, {
    expected: "JWT",
    received: typ,
  });
}
