import assert from "node:assert/strict";
import { it } from "node:test";
import type { Page } from "playwright-core";
import {
  assertIsIn,
  entry,
  leaveFor,
  openLoginPage,
  signIn,
  signInAtProvider,
  type OpenHome,
} from "../person.ts";
import type { Stage } from "../stage.ts";
import { setActive, usersNamed } from "./users.ts";

/** A login that ends without anybody being in says so once, and goes on. */
export function testRefusals(stage: Stage): void {
  it("says on the login page that the provider said no, with the password beside it", async () => {
    const { page, home } = stage;
    await openLoginPage(page, home.url);
    await entry(page).click();
    await page.getByRole("link", { name: "Cancel" }).click();
    await page.getByText("Example ID did not let you in.").waitFor();
    await assertPasswordIsNear(page);
  });

  it("says to somebody in no group whom to ask, makes no user, and takes another account", async () => {
    const { page, home } = stage;
    await openLoginPage(page, home.url);
    await entry(page).click();
    await signInAtProvider(page, "jules");
    await page.getByText("You have no access to").waitFor();
    await page.getByText("Jules Marsh").waitFor();
    assert.deepEqual(await usersNamed(home, "Jules Marsh"), []);
    await page.getByText("Use another account at Example ID").click();
    await signInAtProvider(page, "robin");
    const { user } = await assertIsIn(page, home.url);
    assert.equal(user.name, "Robin Vale");
  });

  it("A60: says that a user was deactivated in Home Assistant", async () => {
    const { page, home, context } = stage;
    const { user } = await signIn(page, home.url, "robin");
    await setActive(home, user.id, false);
    try {
      // Their tokens are gone with it, and the page notices by itself.
      await context.clearCookies({ name: /external-login/ });
      await openLoginPage(page, home.url);
      await entry(page).click();
      await page.getByText(/Your account at .* is switched off\./).waitFor();
      await assertPasswordIsNear(page);
    } finally {
      await setActive(home, user.id, true);
    }
  });

  it("says that the provider cannot be reached, and lets the password work", async () => {
    const { page, home } = stage;
    await withProviderAway(home, async () => {
      await openLoginPage(page, home.url);
      await entry(page).click();
      await page.getByText("Example ID cannot be reached right now.").waitFor();
      await assertPasswordIsNear(page);
    });
  });

  it("waits for a Home Assistant that restarts, and ends signed in", async () => {
    const { page, home } = stage;
    await openLoginPage(page, home.url);
    await page.goto(await leaveFor(page, home.provider.issuer));
    await page.locator("input[name=login]").waitFor();
    await home.homeAssistant.waitRunning();
    await home.homeAssistant.kill();
    await signInAtProvider(page, "robin");
    await page.getByText("Home Assistant is restarting.").waitFor();
    await home.homeAssistant.restart();
    await assertIsIn(page, home.url);
  });
}

/** The gateway looks for its provider where nobody listens. */
async function withProviderAway(
  home: OpenHome,
  work: () => Promise<void>
): Promise<void> {
  const settings = home.configuration.providers[0]?.settings;
  assert.ok(settings);
  const { issuer } = settings;
  settings.issuer = "http://127.0.0.1:9";
  await home.restartGateway();
  try {
    await work();
  } finally {
    settings.issuer = issuer;
    await home.restartGateway();
  }
}

async function assertPasswordIsNear(page: Page): Promise<void> {
  await page.getByText("Use your password").click();
  await page.locator("input[name=username]").waitFor();
}
