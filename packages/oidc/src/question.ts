import { calculatePKCECodeChallenge } from "oauth4webapi";
import { metadataOf } from "./discovery.ts";
import { warmKeySet } from "./key-set.ts";
import type { Provider } from "./provider.ts";

/** What a person is sent to the provider with. The caller draws the secrets. */
export interface Question {
  redirectUri: string;
  state: string;
  nonce: string;
  codeVerifier: string;

  /** `login` asks for a fresh sign-in, `none` for an answer without a page. */
  prompt?: string;

  /** Seconds since the person last signed in there, at most. */
  maxAge?: number;
}

/**
 * Origin of the page that asks people who they are, which may be another than
 * the issuer's.
 *
 * @throws {OidcError} `metadata` or `unreachable`.
 */
export async function authorizationOrigin(provider: Provider): Promise<string> {
  const metadata = await metadataOf(provider);
  return new URL(metadata.authorization_endpoint).origin;
}

/**
 * Where a person goes to be asked who they are: code flow with PKCE S256,
 * sent whether the provider announces it or not. The provider's keys are
 * fetched meanwhile, so that the answer need not wait for them.
 *
 * @throws {OidcError} `metadata` or `unreachable`.
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest Core §3.1.2.1}
 */
export async function ask(
  provider: Provider,
  question: Question
): Promise<URL> {
  const metadata = await metadataOf(provider);
  warmKeySet(provider);
  const url = new URL(metadata.authorization_endpoint);
  // `set`, so that a query of the endpoint's own cannot speak for us.
  const parameters = url.searchParams;
  parameters.set("client_id", provider.settings.clientId);
  parameters.set("response_type", "code");
  parameters.set("redirect_uri", question.redirectUri);
  parameters.set("scope", provider.settings.scopes.join(" "));
  parameters.set("state", question.state);
  parameters.set("nonce", question.nonce);
  parameters.set(
    "code_challenge",
    await calculatePKCECodeChallenge(question.codeVerifier)
  );
  parameters.set("code_challenge_method", "S256");
  if (question.prompt !== undefined) parameters.set("prompt", question.prompt);
  if (question.maxAge !== undefined) {
    parameters.set("max_age", String(question.maxAge));
  }
  return url;
}
