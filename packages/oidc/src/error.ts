import { quote } from "./quote.ts";

/** Codes a provider may send as `error`; any other counts as `other`. */
export const providerErrors = [
  "access_denied",
  "account_selection_required",
  "consent_required",
  "insufficient_user_authentication",
  "interaction_required",
  "invalid_request",
  "invalid_request_object",
  "invalid_request_uri",
  "invalid_scope",
  "login_required",
  "registration_not_supported",
  "request_not_supported",
  "request_uri_not_supported",
  "server_error",
  "temporarily_unavailable",
  "unauthorized_client",
  "unmet_authentication_requirements",
  "unsupported_response_type",
] as const;

/** What a provider said instead of a code. */
export type ProviderError = (typeof providerErrors)[number] | "other";

/** Why a provider was not believed: what a person reads is keyed by this. */
export type OidcReason =
  | "callback.form"
  | "state"
  | "iss"
  | `error.${ProviderError}`
  | `token.${"timeout" | "http" | "form" | "size" | "invalid_grant"}`
  | `id_token.${IdTokenReason}`
  | "jwks"
  | `jwks.${"private" | "weak" | "size" | "timeout"}`
  | "metadata"
  | "metadata.size"
  | "unreachable"
  | "tls"
  | `userinfo.${"sub" | "timeout" | "http" | "form" | "size"}`;

/** What is wrong with an ID token. */
export type IdTokenReason =
  | "alg"
  | "at_hash"
  | "aud"
  | "auth_time"
  | "azp"
  | "c_hash"
  | "exp"
  | "form"
  | "iat"
  | "iss"
  | "kid"
  | "nbf"
  | "nonce"
  | "signature"
  | "sub"
  | "typ";

/**
 * A provider that was asked and is not believed. The message is for
 * operators; it holds no secret, token, code or claim that names a person.
 */
export class OidcError extends Error {
  readonly name = "OidcError";

  readonly code = "provider_not_believed";

  readonly reason: OidcReason;

  /** The provider's own words: escaped, cut, without secrets; for the log. */
  readonly detail?: string;

  constructor(
    reason: OidcReason,
    message: string,
    facts: { expected?: unknown; received?: unknown; detail?: string } = {}
  ) {
    const { expected, received, detail } = facts;
    super(message, {
      cause:
        expected === undefined
          ? undefined
          : { expected, received: printable(received) },
    });
    this.reason = reason;
    if (detail !== undefined) this.detail = detail;
  }
}

/** What a provider sent is text of a stranger, wherever it is printed. */
function printable(received: unknown): unknown {
  if (typeof received === "number" || received === undefined) return received;
  if (typeof received === "string") return quote(received);
  return quote(JSON.stringify(received));
}

/** Settings that cannot work, whatever the provider says. */
export class InvalidSettingsError extends Error {
  readonly name = "InvalidSettingsError";

  readonly code = "invalid_settings";
}
