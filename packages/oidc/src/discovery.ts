import {
  discoveryRequest,
  processDiscoveryResponse,
  type AuthorizationServer,
} from "oauth4webapi";
import { OidcError } from "./error.ts";
import { requestOptions } from "./library.ts";
import { readJson } from "./network.ts";
import { allowsHttp, type Provider } from "./provider.ts";
import { quote } from "./quote.ts";

/** What a provider says about itself, as far as it is used. */
export interface Metadata extends AuthorizationServer {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly jwks_uri: string;
}

/** What is known of a provider, and when to ask again. */
export interface Discovery {
  metadata?: Metadata;
  /** Unix seconds before which nobody asks again. */
  askAgainAt: number;
  /** Failures in a row. */
  failures: number;
  failure?: unknown;
  loading?: Promise<Metadata>;
}

const day = 24 * 60 * 60;
const longestPause = 60;

/**
 * Makes sure that a provider's metadata are there. Once they are, this never
 * waits: they are renewed in the background, and the old ones stay in use
 * while a renewal fails. A provider that failed is left alone for 1 s, then
 * for twice as long up to 60 s; the same error is thrown meanwhile.
 *
 * @throws {OidcError} `metadata` or `unreachable` while there are none.
 */
export async function discover(provider: Provider): Promise<void> {
  await metadataOf(provider);
}

/** @throws {OidcError} as {@link discover} does. */
export async function metadataOf(provider: Provider): Promise<Metadata> {
  const { discovery, runtime } = provider;
  const due = runtime.now() >= discovery.askAgainAt;
  if (discovery.metadata !== undefined) {
    // A failure is kept in `discovery`, where the next one asks again.
    if (due) load(provider).catch(() => undefined);
    return discovery.metadata;
  }
  if (!due && discovery.loading === undefined) throw discovery.failure;
  return load(provider);
}

/**
 * What is known already, without asking.
 *
 * @throws {OidcError} `unreachable` if nothing is.
 */
export function knownMetadata(provider: Provider): Metadata {
  const { metadata } = provider.discovery;
  if (metadata === undefined) {
    throw new OidcError(
      "unreachable",
      `nothing is known yet of "${provider.settings.name}"`
    );
  }
  return metadata;
}

/** The provider answers otherwise than it said: ask again at the next turn. */
export function distrustMetadata(provider: Provider): void {
  const { discovery, runtime } = provider;
  discovery.askAgainAt = Math.min(discovery.askAgainAt, runtime.now());
}

function load(provider: Provider): Promise<Metadata> {
  const { discovery, runtime } = provider;
  discovery.loading ??= ask(provider)
    .then((metadata) => {
      discovery.metadata = metadata;
      discovery.askAgainAt = runtime.now() + day;
      discovery.failures = 0;
      discovery.failure = undefined;
      return metadata;
    })
    .catch((error: unknown) => {
      const pause = Math.min(2 ** discovery.failures, longestPause);
      discovery.askAgainAt = runtime.now() + pause;
      discovery.failures += 1;
      discovery.failure = error;
      throw error;
    })
    .finally(() => {
      discovery.loading = undefined;
    });
  return discovery.loading;
}

/**
 * @see {@link https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation Discovery §4.3}
 */
async function ask(provider: Provider): Promise<Metadata> {
  const issuer = new URL(provider.settings.issuer);
  const response = await discoveryRequest(
    issuer,
    requestOptions(provider, "metadata")
  );
  const body = await readJson(response, "metadata");
  checkIssuer(provider, body.issuer);
  const metadata = await processDiscoveryResponse(issuer, response);
  checkEndpoint(provider, metadata, "authorization_endpoint");
  checkEndpoint(provider, metadata, "token_endpoint");
  checkEndpoint(provider, metadata, "jwks_uri");
  if (metadata.userinfo_endpoint !== undefined) {
    checkEndpoint(provider, metadata, "userinfo_endpoint");
  }
  return metadata as Metadata;
}

/** Byte for byte: the library would let a trailing slash pass here. */
function checkIssuer(provider: Provider, issuer: unknown): void {
  if (issuer === provider.settings.issuer) return;
  const theirs = typeof issuer === "string" ? quote(issuer) : undefined;
  throw new OidcError(
    "metadata",
    theirs === undefined
      ? `"${provider.settings.name}" does not say who it is`
      : `"${provider.settings.name}" calls itself otherwise; if that is ` +
          `right, the exact line is: issuer: ${theirs}`,
    { expected: provider.settings.issuer, received: issuer }
  );
}

type EndpointName =
  | "authorization_endpoint"
  | "token_endpoint"
  | "jwks_uri"
  | "userinfo_endpoint";

function checkEndpoint(
  provider: Provider,
  metadata: AuthorizationServer,
  name: EndpointName
): void {
  const value: unknown = metadata[name];
  if (typeof value !== "string" || !URL.canParse(value)) {
    throw new OidcError("metadata", `"${name}" is not a URL`);
  }
  const url = new URL(value);
  if (url.protocol !== "https:" && !(isHttp(url) && allowed(provider, url))) {
    throw new OidcError("metadata", `"${name}" is not https`, {
      expected: "https:",
      received: url.protocol,
    });
  }
  if (url.hash !== "") {
    throw new OidcError("metadata", `"${name}" has a fragment`);
  }
}

function isHttp(url: URL): boolean {
  return url.protocol === "http:";
}

function allowed(provider: Provider, url: URL): boolean {
  return allowsHttp(provider.settings, url);
}
