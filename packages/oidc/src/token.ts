import { authorizationCodeGrantRequest } from "oauth4webapi";
import { distrustMetadata, type Metadata } from "./discovery.ts";
import { OidcError } from "./error.ts";
import {
  clientAuthenticationOf,
  clientOf,
  requestOptions,
  secretsOf,
} from "./library.ts";
import { readJson } from "./network.ts";
import type { Provider } from "./provider.ts";
import { quote } from "./quote.ts";

/** A token answer, of which nothing is believed yet. */
export interface Tokens {
  response: Response;
  body: Record<string, unknown>;
  idToken: string;
}

interface Grant {
  callback: URLSearchParams;
  redirectUri: string;
  codeVerifier: string;
}

/**
 * Hands in a code, once: there is no second try, because codes are
 * single-use.
 *
 * @throws {OidcError} `token.*`, `unreachable`, `tls`.
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-5 RFC 6749 §5}
 */
export async function requestTokens(
  provider: Provider,
  metadata: Metadata,
  grant: Grant
): Promise<Tokens> {
  const response = await authorizationCodeGrantRequest(
    metadata,
    clientOf(provider),
    clientAuthenticationOf(provider),
    grant.callback,
    grant.redirectUri,
    grant.codeVerifier,
    requestOptions(provider, "token")
  ).catch((error: unknown) => {
    distrustMetadata(provider);
    throw error;
  });
  if (response.status === 400 || response.status === 401) {
    throw await refusal(provider, metadata, grant, response);
  }
  if (response.status !== 200) distrustMetadata(provider);
  const body = await readJson(response, "token");
  if (typeof body.id_token !== "string") {
    throw new OidcError("token.form", "the token answer has no ID token");
  }
  return { response, body, idToken: body.id_token };
}

/** What an error of the token endpoint means, told apart by its code only. */
async function refusal(
  provider: Provider,
  metadata: Metadata,
  grant: Grant,
  response: Response
): Promise<OidcError> {
  const body: unknown = await response.json().catch(() => undefined);
  const { error, error_description } = (body ?? {}) as Record<string, unknown>;
  const secrets = [
    ...secretsOf(provider, metadata),
    grant.callback.get("code") ?? "",
    grant.codeVerifier,
  ];
  const words = [error, error_description].filter((it) => it !== undefined);
  const detail = quote(words.join(": "), secrets);
  if (error === "invalid_grant") {
    return new OidcError(
      "token.invalid_grant",
      "the provider does not take the code (any more)",
      { detail }
    );
  }
  return new OidcError(
    "token.http",
    `the "token" endpoint answered ${response.status} to client ` +
      `authentication by "${provider.settings.clientAuthentication}"`,
    { detail }
  );
}
