/**
 * A person at a desktop browser, a real Home Assistant, a real provider.
 */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { launch } from "../support/browsers.ts";
import { countHops } from "../support/hops.ts";
import { needsBrowsers, needsHomeAssistant } from "../support/needs.ts";
import { totp } from "../support/home-assistant-stub/totp.ts";
import {
  assertIsIn,
  entry,
  openHome,
  openLoginPage,
  patience,
  readHass,
  signInAtProvider,
  signOut,
  type OpenHome,
} from "./person.ts";

const noHomeAssistant = await needsHomeAssistant();

let home: OpenHome;
let browser: Browser;
let context: BrowserContext;
let page: Page;

/** Users of the home, as its administrator sees them. */
async function users() {
  const socket = await home.homeAssistant.administer();
  try {
    return (await socket.call("config/auth/list")) as {
      id: string;
      name: string;
      group_ids: string[];
      is_active: boolean;
    }[];
  } finally {
    socket.close();
  }
}

/** From a fresh login page to the main page, as somebody of the provider. */
async function signIn(login: string): Promise<string> {
  await openLoginPage(page, home.url);
  await entry(page).click();
  await signInAtProvider(page, login);
  await assertIsIn(page, home.url);
  return (await readHass(page)).user.id;
}

for (const name of ["chromium", "firefox"] as const) {
  const skip = noHomeAssistant || needsBrowsers(name);

  // The line that everything hangs on.
  describe(
    `a desktop login on Home Assistant 2026.11.0 in ${name}`,
    { skip },
    () => {
      before(async () => {
        home = await openHome();
        browser = await launch(name);
      });
      after(async () => {
        await browser?.close();
        await home?.stop();
      });
      beforeEach(async () => {
        context = await browser.newContext();
        page = await context.newPage();
      });
      afterEach(() => context.close());

      it("lands on the main page, once as one user, and again as the same", async () => {
        const id = await signIn("robin");
        const mine = (await users()).filter(
          ({ name: n }) => n === "Robin Vale"
        );
        assert.deepEqual(
          mine.map((user) => [user.id, user.group_ids]),
          [[id, ["system-users"]]]
        );
        await signOut(page, home.url);
        await entry(page).waitFor({ timeout: patience });
        await entry(page).click();
        await assertIsIn(page, home.url);
        assert.equal((await readHass(page)).user.id, id);
      });

      it("makes an administrator of whoever is in that group", async () => {
        await signIn("avery");
        const { user } = await readHass(page);
        assert.deepEqual([user.name, user.is_admin], ["Avery Stone", true]);
      });

      it("knows the person again when the gateway lost its data", async () => {
        const id = await signIn("robin");
        await home.restartGateway({ forget: true });
        await context.clearCookies();
        await page.evaluate(() => localStorage.clear());
        assert.equal(await signIn("robin"), id);
      });

      it("leaves the local password as it was", async () => {
        await openLoginPage(page, home.url);
        const { username, password } = home.homeAssistant.owner;
        await page.locator("input[name=username]").fill(username);
        await page.locator("input[name=password]").fill(password);
        await page.locator("input[name=password]").press("Enter");
        await assertIsIn(page, home.url);
      });

      it("takes five navigations, one redirect, one click and one call to the provider", async () => {
        await signIn("robin");
        await signOut(page, home.url);
        // Home Assistant's main page begins to count where a person begins.
        const hops = countHops(page, home.provider);
        await openLoginPage(page, home.url);
        hops.click();
        await entry(page).click();
        await assertIsIn(page, home.url);
        const counted = hops.read();
        console.log(
          `hops in ${name}: ${counted.navigations} navigations, ${counted.redirects} redirects, ` +
            `${counted.clicks} click, ${counted.providerCalls} call to the provider (5 / 1 / 1 / 1)`
        );
        assert.deepEqual(counted, {
          navigations: 5,
          redirects: 1,
          clicks: 1,
          providerCalls: 1,
          providerVisits: 1,
          browserVisits: 1,
        });
      });

      it("carries the tick to stay logged in, or its absence", async () => {
        await openLoginPage(page, home.url);
        await page.locator("ha-checkbox").click();
        await entry(page).click();
        await signInAtProvider(page, "robin");
        await assertIsIn(page, home.url);
        assert.equal((await readHass(page)).stored, false);
        await context.clearCookies();
        await page.goto(home.url);
        await openLoginPage(page, home.url);
        await entry(page).click();
        await signInAtProvider(page, "robin");
        await assertIsIn(page, home.url);
        assert.equal((await readHass(page)).stored, true);
      });

      it("A128: ends signed in when the provider returns in another tab", async () => {
        await openLoginPage(page, home.url);
        // The person copies the provider's address into a second tab.
        await page.route(`${home.provider.issuer}/**`, (route) =>
          route.abort()
        );
        const leaving = page.waitForRequest((request) =>
          request.url().startsWith(`${home.provider.issuer}/`)
        );
        await entry(page).click();
        const url = (await leaving).url();
        const other = await context.newPage();
        await other.goto(url);
        await signInAtProvider(other, "robin");
        await assertIsIn(other, home.url);
        assert.equal((await readHass(other)).user.name, "Robin Vale");
      });

      it("says on the login page that the provider said no, with the password beside it", async () => {
        await openLoginPage(page, home.url);
        await entry(page).click();
        await page.locator("input[name=login]").waitFor({ timeout: patience });
        await page
          .getByRole("link", { name: /cancel/i })
          .or(page.getByRole("button", { name: /cancel/i }))
          .click();
        await page
          .getByText("Example ID did not let you in.")
          .waitFor({ timeout: patience });
        await page.getByText("Use your password").click();
        await page
          .locator("input[name=username]")
          .waitFor({ timeout: patience });
      });

      it("says to somebody in no group whom to ask", async () => {
        await openLoginPage(page, home.url);
        await entry(page).click();
        await signInAtProvider(page, "jules");
        await page
          .getByText(/You have no access to/)
          .waitFor({ timeout: patience });
        await page.getByText("Jules Marsh").waitFor();
        const made = (await users()).filter(
          ({ name: n }) => n === "Jules Marsh"
        );
        assert.deepEqual(made, []);
      });

      it("A60: says that a user was deactivated in Home Assistant", async () => {
        const id = await signIn("robin");
        const socket = await home.homeAssistant.administer();
        const change = (is_active: boolean) =>
          socket.call("config/auth/update", { user_id: id, is_active });
        await change(false);
        try {
          await context.clearCookies({ name: /external-login/ });
          await page.goto(home.url);
          await openLoginPage(page, home.url);
          await entry(page).click();
          await page
            .getByText(/switched off|not active|deactivated/i)
            .waitFor({ timeout: patience });
        } finally {
          await change(true);
          socket.close();
        }
      });

      it("says that the provider cannot be reached, and lets the password work", async () => {
        await openLoginPage(page, home.url);
        const issuer = home.configuration.providers[0]?.settings;
        assert.ok(issuer);
        const { issuer: right } = issuer;
        issuer.issuer = "http://127.0.0.1:9";
        await home.restartGateway();
        try {
          await openLoginPage(page, home.url);
          await entry(page).click();
          await page
            .getByText(/cannot be reached right now/)
            .waitFor({ timeout: patience });
          await page.getByText("Use your password").click();
          await page
            .locator("input[name=username]")
            .waitFor({ timeout: patience });
        } finally {
          issuer.issuer = right;
          await home.restartGateway();
        }
      });

      it("waits for a Home Assistant that restarts, and ends signed in", async () => {
        await openLoginPage(page, home.url);
        await page.route(`${home.provider.issuer}/**`, (route) =>
          route.abort()
        );
        const leaving = page.waitForRequest((request) =>
          request.url().startsWith(`${home.provider.issuer}/`)
        );
        await entry(page).click();
        const url = (await leaving).url();
        await page.unroute(`${home.provider.issuer}/**`);
        await page.goto(url);
        await page.locator("input[name=login]").waitFor({ timeout: patience });
        await home.homeAssistant.waitRunning();
        await home.homeAssistant.kill();
        await signInAtProvider(page, "robin");
        await page
          .getByText("Home Assistant is restarting.")
          .waitFor({ timeout: patience });
        await home.homeAssistant.restart();
        await assertIsIn(page, home.url);
      });
    }
  );

  // Nobody gets past Home Assistant's own second factor by way of us.
  describe(`Home Assistant's second factor in ${name}`, { skip }, () => {
    const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

    before(async () => {
      home = await openHome();
      browser = await launch(name);
    });
    after(async () => {
      await browser?.close();
      await home?.stop();
    });

    it("A63: is asked in Home Assistant's own form after the external step", async () => {
      context = await browser.newContext();
      page = await context.newPage();
      await signIn("avery");
      // Avery switches a second factor on, as at home, and signs in again.
      const factor = await page.evaluate(async () => {
        const { hass } = document.querySelector(
          "home-assistant"
        ) as unknown as {
          hass: {
            callWS(message: object): Promise<{
              flow_id: string;
              description_placeholders: { code: string };
            }>;
          };
        };
        const step = await hass.callWS({
          type: "auth/setup_mfa",
          mfa_module_id: "totp",
        });
        return {
          flow: step.flow_id,
          secret: step.description_placeholders.code,
        };
      });
      const code = totp(factor.secret || secret, Math.floor(Date.now() / 1000));
      await page.evaluate(
        async ({ flow, code: entered }) => {
          const { hass } = document.querySelector(
            "home-assistant"
          ) as unknown as {
            hass: { callWS(message: object): Promise<unknown> };
          };
          await hass.callWS({
            type: "auth/setup_mfa",
            flow_id: flow,
            user_input: { code: entered },
          });
        },
        { flow: factor.flow, code }
      );
      await signOut(page, home.url);
      await entry(page).waitFor({ timeout: patience });
      await entry(page).click();
      const field = page.locator("ha-auth-form input");
      await field.waitFor({ timeout: patience });
      await field.fill("000000");
      await field.press("Enter");
      await page
        .getByText(/Invalid/)
        .first()
        .waitFor({ timeout: patience });
      await field.fill(totp(factor.secret, Math.floor(Date.now() / 1000)));
      await field.press("Enter");
      await assertIsIn(page, home.url);
      await context.close();
    });
  });
}
