import { OidcError } from "../error.ts";
import type { Evidence } from "./evidence.ts";

/** Asked for by us, if it says by whom. */
export function checkAzp({ provider, claims: { azp } }: Evidence): void {
  const expected = provider.settings.clientId;
  if (azp === undefined || azp === expected) return;
  throw new OidcError("id_token.azp", `"azp" is another client`, {
    expected,
    received: azp,
  });
}
