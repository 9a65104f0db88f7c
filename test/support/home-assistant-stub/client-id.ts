import { isIP } from "node:net";

import type { Asker } from "./address.ts";
import { isLocal } from "./address.ts";
import type { Home } from "./home.ts";

/** Apps whose client id and redirect URI differ. */
const apps: Record<string, string> = {
  "https://home-assistant.io/iOS": "homeassistant://auth-callback",
  "https://home-assistant.io/android": "homeassistant://auth-callback",
};

/** Whether a client id has a form that Home Assistant takes. */
export function isClientId(
  { release }: Home,
  asker: Asker,
  clientId: string
): boolean {
  const url = URL.parse(clientId);
  if (!url || !/^https?:$/.test(url.protocol)) return false;
  if (/\/\.{1,2}(\/|$)/.test(clientId.replace(/[?#].*$/s, ""))) return false;
  if (url.hash || clientId.includes("#")) return false;
  if (url.username || url.password) return false;
  const name = url.hostname.replace(/^\[|\]$/g, "");
  if (!isIP(name) || isLocal(name)) return true;
  if (!release.comparesAddresses) return /:\d+(\/|$)/.test(clientId);
  return url.protocol === `${asker.scheme}:` && url.host === asker.host;
}

/** Whether a code may go to a redirect URI. Nothing is looked up outside. */
export function isRedirectUri(clientId: string, redirectUri: string): boolean {
  if (apps[clientId] === redirectUri) return true;
  const client = URL.parse(clientId);
  const redirect = URL.parse(redirectUri);
  return (
    client !== null &&
    redirect !== null &&
    client.protocol === redirect.protocol &&
    client.host === redirect.host
  );
}
