import type { Discovery } from "./discovery.ts";
import { InvalidSettingsError } from "./error.ts";
import type { KeySetCache } from "./key-set.ts";

/** Clock and network, given by the caller. */
export interface OidcRuntime {
  /** Unix time in whole seconds. */
  now(): number;

  /**
   * The network. Never follows redirects, and ends when `init.signal` does,
   * in the middle of a body too.
   */
  fetch(url: string, init: RequestInit): Promise<Response>;
}

/** How one provider is asked. */
export interface ProviderSettings {
  /** What people call it: `Example ID`. */
  name: string;

  /** Byte for byte as the provider writes it. */
  issuer: string;

  clientId: string;

  /** Absent for a public client. */
  clientSecret?: string;

  clientAuthentication: "client_secret_basic" | "client_secret_post" | "none";

  /** `openid` among them. */
  scopes: string[];

  /** Top-level claims; userinfo is asked only when one of them is missing. */
  neededClaims: string[];

  /**
   * The provider lists other audiences beside us (Zitadel: every application
   * of the project). Believed only when `azp` is us.
   */
  allowOtherAudiences?: boolean;

  /** An http issuer that is not loopback, and its http endpoints. */
  insecureHttp?: boolean;
}

/** A provider with what is known of it. Opaque to callers. */
export interface Provider {
  readonly runtime: OidcRuntime;
  readonly settings: ProviderSettings;
  readonly discovery: Discovery;
  readonly keySet: KeySetCache;
}

/**
 * A provider that nobody has asked anything yet.
 *
 * @throws {InvalidSettingsError} for settings that cannot work.
 */
export function createProvider(
  runtime: OidcRuntime,
  settings: ProviderSettings
): Provider {
  checkIssuer(settings);
  checkClient(settings);
  return {
    runtime,
    settings,
    discovery: { askAgainAt: -Infinity, failures: 0 },
    keySet: { loadedAt: -Infinity, forcedAt: -Infinity },
  };
}

/** Whether http may be spoken to `url`: never below an https issuer. */
export function allowsHttp(settings: ProviderSettings, url: URL): boolean {
  if (!settings.issuer.startsWith("http:")) return false;
  return settings.insecureHttp === true || isLoopback(url);
}

/** @see {@link https://www.rfc-editor.org/rfc/rfc8414#section-2 RFC 8414 §2} */
function checkIssuer(settings: ProviderSettings): void {
  const { issuer } = settings;
  if (!URL.canParse(issuer) || /[?#]/.test(issuer)) {
    throw new InvalidSettingsError(
      `"issuer" of "${settings.name}" must be a URL without query or fragment`
    );
  }
  if (/[{}]|%7b/i.test(issuer)) {
    throw new InvalidSettingsError(
      `"issuer" of "${settings.name}" is a template; write your own tenant's`
    );
  }
  const url = new URL(issuer);
  if (url.username !== "" || url.password !== "") {
    throw new InvalidSettingsError(
      `"issuer" of "${settings.name}" must not hold credentials`
    );
  }
  if (url.protocol !== "https:" && !allowsHttp(settings, url)) {
    throw new InvalidSettingsError(
      `"issuer" of "${settings.name}" must be https; http away from loopback ` +
        `needs "insecureHttp"`
    );
  }
}

function checkClient(settings: ProviderSettings): void {
  const isPublic = settings.clientAuthentication === "none";
  if (isPublic !== (settings.clientSecret === undefined)) {
    throw new InvalidSettingsError(
      `"${settings.name}": "${settings.clientAuthentication}" goes ` +
        `${isPublic ? "without" : "with"} a client secret`
    );
  }
  if (settings.clientId === "" || settings.clientSecret === "") {
    throw new InvalidSettingsError(
      `"${settings.name}": client id and secret must not be empty`
    );
  }
  if (!settings.scopes.includes("openid")) {
    throw new InvalidSettingsError(
      `"scopes" of "${settings.name}" must hold "openid"`
    );
  }
}

function isLoopback(url: URL): boolean {
  return (
    url.hostname === "localhost" ||
    url.hostname === "[::1]" ||
    /^127(\.\d{1,3}){3}$/.test(url.hostname)
  );
}
