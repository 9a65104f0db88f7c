/**
 * What a person does in a browser, in the words of a person.
 *
 * @module
 */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Page,
} from "playwright-core";
import {
  startProvider,
  type RunningProvider,
} from "../../apps/sandbox/src/provider.ts";
import { redirectUri, type ProviderOptions } from "@ha-external-login/gateway";
import type { Person } from "../../apps/sandbox/src/people.ts";
import type { HomeAssistantOptions } from "../support/home-assistant/start.ts";
import { freePort } from "../support/port.ts";
import {
  openRealHome,
  type RealHome,
  type RealHomeOptions,
} from "../support/real-home.ts";

/** How long a real Home Assistant's page may take on a busy machine. */
export const patience = 90_000;

/** A real home, and a real provider that its people sign in at. */
export interface OpenHome extends RealHome {
  provider: RunningProvider;
}

/** A home, and who has an account at its provider. */
export interface OpenHomeOptions extends RealHomeOptions {
  people?: Person[];
  /** What Home Assistant holds of the provider's people from the start. */
  seed?: (provider: RunningProvider) => Promise<HomeAssistantOptions>;
}

/** Opens both; the provider lives on another site than the home. */
export async function openHome(
  options: OpenHomeOptions = {}
): Promise<OpenHome> {
  const port = options.port ?? (await freePort());
  const origin =
    options.configuration?.origins?.[0] ?? `http://localhost:${port}`;
  const provider = await startProvider({
    redirectUris: [redirectUri(origin, "example-id")],
    ...(options.people && { people: options.people }),
  });
  let home: RealHome;
  try {
    const seeded = await options.seed?.(provider);
    home = await openRealHome(() => knownAs(provider), {
      ...options,
      homeAssistant: { ...options.homeAssistant, ...seeded },
      port,
    });
  } catch (error) {
    await provider.stop();
    throw error;
  }
  const stopHome = home.stop;
  return Object.assign(home, {
    provider,
    stop: async () => {
      await stopHome();
      await provider.stop();
    },
  });
}

/** The provider as a gateway's configuration would have it. */
export function knownAs(provider: RunningProvider): ProviderOptions {
  return {
    id: "example-id",
    settings: {
      name: provider.name,
      issuer: provider.issuer,
      clientId: provider.client.id,
      clientSecret: provider.client.secret,
      clientAuthentication: "client_secret_basic",
      scopes: ["openid", "profile", "email", "groups"],
      neededClaims: ["groups"],
    },
    people: {
      claims: { name: ["name"], groups: ["groups"] },
      roles: { "system-admin": ["admins"], "system-users": ["family"] },
      defaultRole: "deny",
      localOnly: [],
      sync: "every-login",
    },
    match: { use: "apps", network: "warn" },
  };
}

/** A browser of somebody's own, with patience for a busy machine. */
export async function newContext(
  browser: Browser,
  options: BrowserContextOptions = {}
): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(patience);
  return context;
}

/** Opens the home and waits for its login page. */
export async function openLoginPage(page: Page, url: string): Promise<void> {
  await goHome(page, url);
  await page.locator("input[name=username]").waitFor();
  await entry(page).waitFor();
}

/** To the home, which sends whoever is not in to its login page. */
export async function goHome(page: Page, url: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      // The page goes on before it has loaded whole.
      await page.goto(`${url}/`, { waitUntil: "commit" });
      break;
    } catch (error) {
      // One that has lost its session goes by itself, and may cut us off.
      const isCutOff = /abort|interrupted by another/i.test(String(error));
      if (tries === 5 || !isCutOff) throw error;
      // Whoever goes on at once is cut off by their own last try.
      await sleep(1000);
    }
  }
  await page.waitForURL(/\/auth\/authorize\?/, { waitUntil: "commit" });
}

/** Our entry in Home Assistant's own list. */
export function entry(page: Page) {
  return page.locator("ha-pick-auth-provider").getByText("Example ID");
}

/** Types at the provider, where it asks. */
export async function signInAtProvider(
  page: Page,
  login: string,
  password = "open-sesame"
): Promise<void> {
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill(password);
  await page.locator("button[type=submit]").click({ noWaitAfter: true });
}

/** Types in Home Assistant's own form, and presses its button. */
export async function signInWithPassword(
  page: Page,
  { username, password }: { username: string; password: string }
): Promise<void> {
  await page.locator("input[name=username]").fill(username);
  await page.locator("input[name=password]").fill(password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
}

/** From a fresh login page to the main page, as somebody of the provider. */
export async function signIn(
  page: Page,
  url: string,
  login: string
): Promise<Hass> {
  await openLoginPage(page, url);
  await entry(page).click();
  await signInAtProvider(page, login);
  return assertIsIn(page, url);
}

/** What the frontend knows of who is in. */
export interface Hass {
  connected: boolean;
  user: { id: string; name: string; is_admin: boolean };
  refreshToken: string | undefined;
  stored: boolean;
}

/** Home Assistant's main page, with its tokens kept and its socket open. */
export async function assertIsIn(page: Page, url: string): Promise<Hass> {
  await page.locator("home-assistant-main").waitFor({ state: "attached" });
  assert.equal(new URL(page.url()).origin, url);
  const hass = await readHass(page);
  assert.equal(hass.connected, true);
  assert.notEqual(hass.refreshToken, undefined);
  return hass;
}

async function readHass(page: Page): Promise<Hass> {
  await page.waitForFunction(() => {
    const root = document.querySelector("home-assistant") as {
      hass?: { user?: unknown };
    } | null;
    return root?.hass?.user !== undefined;
  });
  return page.evaluate(() => {
    const { hass } = document.querySelector("home-assistant") as unknown as {
      hass: {
        connected: boolean;
        user: { id: string; name: string; is_admin: boolean };
        auth: { data: { refresh_token?: string } };
      };
    };
    const { id, name, is_admin } = hass.user;
    return {
      connected: hass.connected,
      user: { id, name, is_admin },
      refreshToken: hass.auth.data.refresh_token,
      stored: localStorage.getItem("hassTokens") !== null,
    };
  });
}

/** Forgets the person in this browser, as signing out at home does. */
export async function signOut(page: Page, url: string): Promise<void> {
  await page.evaluate(async () => {
    const { hass } = document.querySelector("home-assistant") as unknown as {
      hass: { auth: { revoke(): Promise<void> } };
    };
    await hass.auth.revoke();
    localStorage.removeItem("hassTokens");
  });
  await openLoginPage(page, url);
}

/**
 * Picks our entry without getting to the provider, and goes away: where the
 * browser would have gone.
 */
export async function leaveFor(page: Page, issuer: string): Promise<string> {
  const atProvider = `${issuer}/**`;
  await page.route(atProvider, (route) => route.abort());
  const leaving = page.waitForRequest(atProvider);
  await entry(page).click();
  const url = (await leaving).url();
  await page.unroute(atProvider);
  // Firefox tells the next navigation that the one before was stopped.
  const blank = () => page.goto("about:blank");
  await blank().catch(blank);
  return url;
}
