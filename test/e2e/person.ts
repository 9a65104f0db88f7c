/**
 * What a person does in a browser, in the words of a person.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  startProvider,
  type RunningProvider,
} from "../../apps/sandbox/src/provider.ts";
import { redirectUri, type ProviderOptions } from "@ha-external-login/gateway";
import { freePort } from "../support/port.ts";
import {
  openRealHome,
  type RealHome,
  type RealHomeOptions,
} from "../support/real-home.ts";

/** How long a real Home Assistant's page may take on a busy machine. */
export const patience = 45_000;

/** A real home, and a real provider that its people sign in at. */
export interface OpenHome extends RealHome {
  provider: RunningProvider;
}

/** Opens both; the provider lives on another site than the home. */
export async function openHome(
  options: RealHomeOptions = {}
): Promise<OpenHome> {
  const port = options.port ?? (await freePort());
  const origin =
    options.configuration?.origins?.[0] ?? `http://localhost:${port}`;
  const provider = await startProvider({
    redirectUris: [redirectUri(origin, "example-id")],
  });
  const home = await openRealHome(() => knownAs(provider), {
    ...options,
    port,
  });
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
  };
}

/** Opens the home and waits for its login page. */
export async function openLoginPage(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForURL(/\/auth\/authorize\?/, { timeout: patience });
  await entry(page).waitFor({ timeout: patience });
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
  await page.locator("input[name=login]").waitFor({ timeout: patience });
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill(password);
  await page.locator("button[type=submit], input[type=submit]").click();
}

/** Home Assistant's main page, with its tokens kept and its socket open. */
export async function assertIsIn(page: Page, url: string): Promise<void> {
  await page
    .locator("home-assistant-main")
    .waitFor({ state: "attached", timeout: patience });
  assert.equal(new URL(page.url()).origin, url);
  const hass = await readHass(page);
  assert.equal(hass.connected, true);
  assert.notEqual(hass.refreshToken, undefined);
}

/** What the frontend knows of who is in. */
export async function readHass(page: Page): Promise<{
  connected: boolean;
  user: { id: string; name: string; is_admin: boolean };
  refreshToken: string | undefined;
  stored: boolean;
}> {
  await page.waitForFunction(
    () => {
      const root = document.querySelector("home-assistant") as {
        hass?: { user?: unknown };
      } | null;
      return root?.hass?.user !== undefined;
    },
    undefined,
    { timeout: patience }
  );
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
  await page.goto(`${url}/`);
  await page.waitForURL(/\/auth\/authorize\?/, { timeout: patience });
}
