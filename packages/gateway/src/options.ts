/**
 * Everything a gateway is given. The command line reads it from a file; a
 * test writes it down.
 *
 * @module
 */
import type { KeyRing, Store } from "@ha-external-login/flow";
import type { ProviderSettings } from "@ha-external-login/oidc";
import type { Runtime } from "./runtime.ts";

/** Home Assistant's groups that a person may be put in, highest first. */
export const groups = [
  "system-admin",
  "system-users",
  "system-read-only",
] as const;

/** A Home Assistant group id. */
export type Group = (typeof groups)[number];

/** How a person of one provider becomes a person of the home. */
export interface PeopleRules {
  /** Claim paths, the first that is there counts: `realm_access.roles`. */
  claims: { name: string[]; groups: string[] };

  /** Provider groups that lead to a group, compared byte for byte. */
  roles: Partial<Record<Group, string[]>>;

  /** Group of whoever is in none of `roles`; `deny` lets nobody in. */
  defaultRole: Group | "deny";

  /** Provider groups whose people may log in from the local network only. */
  localOnly: string[];

  /** When the role is applied to somebody who already has a user. */
  sync: "every-login" | "first-login";
}

/** Whether, and where, a code that a person carries lets them in. */
export interface MatchRules {
  /** In the official apps, on second devices too, or nowhere. */
  use: "apps" | "devices" | "off";

  /** What is done if the asking screen is in another network. */
  network: "warn" | "same" | "off";
}

/** One provider, and what its answers mean here. */
export interface ProviderOptions {
  /** Path segment, handler and key of everything: `[a-z0-9-]{1,40}`. */
  id: string;
  settings: ProviderSettings;
  people: PeopleRules;
  match: MatchRules;
}

/** An app that people may be sent back into by a link. */
export interface AppOptions {
  /** As the page names it that asks whether to open it. */
  name: string;
  /** `io.github.example.app:/auth-callback`, or an https address it claims. */
  link: string;
  /** For the file by which Android lets an app claim an address. */
  android?: { package: string; certificates: string[] };
  /** For the file by which iOS does: `TEAMID.io.github.example.app`. */
  ios?: { appId: string };
}

/** The two keys with which a ticket is made; see `ticket.ts`. */
export interface BridgeKeys {
  /** 32 bytes each, as 64 lower-case hex digits. */
  inner: string;
  outer: string;
}

/** A file that a browser may keep: its name holds a hash of its content. */
export interface Asset {
  /** `login.3f2a9c.js` */
  name: string;
  type: string;
  body: Uint8Array;
}

/** What a gateway is made of. */
export interface GatewayOptions {
  runtime: Runtime;
  store: Store;
  /** Seals logins; derives nonces and verifiers. */
  keys: KeyRing;
  bridgeKeys: BridgeKeys;
  /** `https://home.example.org`, then any others; no path, no slash. */
  origins: [string, ...string[]];
  /** Where Home Assistant itself answers: `http://127.0.0.1:8123`. */
  homeAssistant: string;
  /** Address that Home Assistant sees the gateway come from, if known. */
  ownAddress?: string;
  /** Id of the `command_line` provider in Home Assistant's configuration. */
  ticketProvider: string;
  providers: ProviderOptions[];
  /** Apps that may take part in *link*; none turns it off. */
  apps: AppOptions[];
  /** Which step the login page shows before anybody chooses. */
  first: "password" | "external";
  /** `login.js` and its languages, the style sheets of our pages. */
  assets: Asset[];
  log: Log;
}

/** Where events go: one line each, with no secret in it. */
export interface Log {
  info(event: string, facts?: Record<string, unknown>): void;
  warn(event: string, facts?: Record<string, unknown>): void;
  error(event: string, facts?: Record<string, unknown>): void;
}
