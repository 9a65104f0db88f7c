/**
 * What oauth4webapi is told: our clock, our network, our client.
 *
 * @module
 */
import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  clockSkew,
  clockTolerance,
  customFetch,
  None,
  type AuthorizationServer,
  type Client,
  type ClientAuth,
} from "oauth4webapi";
import { tokenTolerance } from "./limits.ts";
import { call, type Endpoint } from "./network.ts";
import type { Provider } from "./provider.ts";

/** Us, as the library sees us; `alg` is what the ID token must be signed by. */
export function clientOf(provider: Provider, alg?: string): Client {
  // The library has no other way to be told the time than the distance of
  // our clock from the ambient one: the one place that may look at it.
  // eslint-disable-next-line no-restricted-properties
  const ambient = Math.floor(Date.now() / 1000);
  return {
    client_id: provider.settings.clientId,
    id_token_signed_response_alg: alg,
    [clockSkew]: provider.runtime.now() - ambient,
    // Its second may end before it looks; our own check is exact, and first.
    [clockTolerance]: tokenTolerance + 1,
  };
}

/** How we prove who we are: one way per provider, never a second try. */
export function clientAuthenticationOf(provider: Provider): ClientAuth {
  const { clientAuthentication, clientSecret = "" } = provider.settings;
  switch (clientAuthentication) {
    case "client_secret_basic":
      return ClientSecretBasic(clientSecret);
    case "client_secret_post":
      return ClientSecretPost(clientSecret);
    case "none":
      return None();
  }
}

/** Our network for one of the library's requests. */
export function requestOptions(provider: Provider, endpoint: Endpoint) {
  return {
    [customFetch]: (url: string, init: RequestInit) =>
      call(provider, endpoint, url, init),
    // Which http is allowed is decided once, where metadata are read; the
    // library only keeps http away from an https issuer.
    [allowInsecureRequests]: provider.settings.issuer.startsWith("http:"),
  };
}

/** Every form in which our client secret leaves us, to keep it out of logs. */
export function secretsOf(
  provider: Provider,
  metadata: AuthorizationServer
): string[] {
  const { clientSecret } = provider.settings;
  if (clientSecret === undefined) return [];
  const headers = new Headers();
  void ClientSecretBasic(clientSecret)(
    metadata,
    clientOf(provider),
    new URLSearchParams(),
    headers
  );
  const basic = headers.get("authorization")?.slice("Basic ".length) ?? "";
  return [clientSecret, encodeURIComponent(clientSecret), basic];
}
