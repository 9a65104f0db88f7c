import {
  currentVersion,
  olderVersion,
} from "../../support/home-assistant/provision.ts";
import type { Hops } from "../../support/hops.ts";
import type { BrowserName } from "../../support/needs.ts";

/** A release and a browser that a login is walked through with. */
export interface Run {
  version: string;
  browser: BrowserName;
  /** What a login may cost, somebody being known at the provider. */
  hops: Hops;
}

const atProvider = { providerCalls: 1, providerVisits: 1, browserVisits: 1 };

/** The page keeps a nonce in its tab, so the tab is looked for. */
const withNonce: Hops = {
  navigations: 5,
  redirects: 1,
  pages: 3,
  blanks: 1,
  clicks: 1,
  ...atProvider,
};

/** Any tab can redeem the code: straight on. */
const withoutNonce: Hops = {
  navigations: 5,
  redirects: 2,
  pages: 3,
  blanks: 0,
  clicks: 1,
  ...atProvider,
};

/** A login with Home Assistant's own password: what it is held against. */
export const passwordHops: Hops = {
  navigations: 3,
  redirects: 0,
  pages: 3,
  blanks: 0,
  clicks: 1,
  providerCalls: 0,
  providerVisits: 0,
  browserVisits: 0,
};

export const currentInChromium: Run = {
  version: currentVersion,
  browser: "chromium",
  hops: withNonce,
};

export const currentInFirefox: Run = {
  version: currentVersion,
  browser: "firefox",
  hops: withNonce,
};

export const olderInChromium: Run = {
  version: olderVersion,
  browser: "chromium",
  hops: withoutNonce,
};
