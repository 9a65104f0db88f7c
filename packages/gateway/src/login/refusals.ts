/**
 * Why a callback ends in a page of ours, and what that page may use.
 *
 * @module
 */
import type { External } from "@ha-external-login/flow";
import type { OidcError } from "@ha-external-login/oidc";
import type { Refusal } from "../serve/answers.ts";

/** A callback that ends here, with the one reason that came first. */
export class CallbackError extends Error {
  readonly name = "CallbackError";

  readonly code = "callback";

  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.cause);
    this.refusal = refusal;
  }
}

/** A provider that was asked and is not believed. */
export function refusalOf(error: OidcError, facts: Partial<Refusal>): Refusal {
  const difference = differenceOf(error);
  return {
    ...facts,
    cause: error.reason,
    detail: error.detail ?? error.message,
    ...(difference !== undefined && { difference }),
  };
}

/** How far the clocks are apart, where the time of issue tells. */
function differenceOf({ reason, cause }: OidcError): number | undefined {
  if (reason !== "id_token.iat" && reason !== "id_token.nbf") return undefined;
  const { expected, received } = (cause ?? {}) as Record<string, unknown>;
  return typeof expected === "number" && typeof received === "number"
    ? Math.abs(received - expected)
    : undefined;
}

/** What the page of a refusal may use of the login that it ends. */
export function knownOf(
  provider: string,
  login: External | undefined
): Partial<Refusal> {
  if (login === undefined) return { provider };
  const { request, leaving } = login;
  const { state, language } = leaving;
  return { provider, request, state, language };
}
