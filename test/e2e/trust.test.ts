/**
 * A Home Assistant that does not trust the gateway as a proxy, as it is on
 * the first day: what is said until it does.
 */
import assert from "node:assert/strict";
import { it } from "node:test";
import type { Page } from "playwright-core";
import { newContext, openHome, signIn } from "./person.ts";
import { onStage, type Stage } from "./stage.ts";
import { takeShots } from "./shots.ts";

/** Some address that is not at home; the proxy in front would say so. */
const outside = { "X-Forwarded-For": "203.0.113.9" };

onStage(
  "a home whose Home Assistant does not trust the gateway",
  {
    browser: "chromium",
    open: () =>
      openHome({
        homeAssistant: { trustsProxy: false },
        configuration: { trustedProxies: ["127.0.0.1/32"] },
      }),
  },
  testTrust
);

function testTrust(stage: Stage): void {
  it("says at home where to click, and outside no address of the home", async () => {
    const { page, home, browser } = stage;
    await page.goto(`${home.url}/lovelace/0`);
    await heading(page, "Home Assistant does not trust this gateway yet");
    const rules = await page.evaluate(() =>
      [...document.styleSheets].map((sheet) => sheet.cssRules.length)
    );
    assert.ok(rules.length > 0 && !rules.includes(0));
    await takeShots(page, "trust", "not-trusted-home");
    const steps = await page.locator("ol li").allInnerTexts();
    assert.equal(steps.length, 6);
    assert.ok(steps.some((step) => step.includes(home.homeAssistant.url)));
    assert.ok(steps.some((step) => step.includes("127.0.0.1, the address")));

    const away = await newContext(browser, { extraHTTPHeaders: outside });
    const visitor = await away.newPage();
    await visitor.goto(`${home.url}/`);
    await visitor.getByRole("heading", { name: /is not ready yet$/ }).waitFor();
    await takeShots(visitor, "trust", "not-trusted-outside");
    const { port } = new URL(home.homeAssistant.url);
    assert.doesNotMatch(await visitor.content(), new RegExp(port));
    await away.close();
  });

  it("goes on from *Check again*: to the trial, and once it is confirmed home", async () => {
    const { page, home } = stage;
    await page.goto(`${home.url}/`);
    await heading(page, "Home Assistant does not trust this gateway yet");
    await checkAgain(page);
    await heading(page, "Home Assistant does not trust this gateway yet");

    await trustOnTrial(stage);
    await checkAgain(page);
    await heading(page, "Confirm the change in Home Assistant");
    await takeShots(page, "trust", "not-trusted-confirm");

    await administer(stage, "http/config/promote");
    await checkAgain(page);
    await page.locator("input[name=username]").waitFor();
    const { user } = await signIn(page, home.url, "robin");
    assert.equal(user.name, "Robin Vale");
  });
}

async function heading(page: Page, name: string): Promise<void> {
  await page.getByRole("heading", { name, exact: true }).waitFor();
}

async function checkAgain(page: Page): Promise<void> {
  await page
    .getByRole("link", { name: "Check again" })
    .click({ noWaitAfter: true });
}

/** What its settings page does, and the restart that comes with it. */
async function trustOnTrial(stage: Stage): Promise<void> {
  const { homeAssistant } = stage.home;
  await homeAssistant.waitRunning();
  const { stable } = await administer<{ stable: Record<string, unknown> }>(
    stage,
    "http/config"
  );
  const { created_at, error, error_message, ...kept } = stable;
  assert.ok(created_at !== undefined && !error && !error_message);
  const config = {
    ...kept,
    use_x_forwarded_for: true,
    trusted_proxies: ["127.0.0.1/32"],
  };
  await administer(stage, "http/config/configure", { config });
  await onTrial(stage);
}

/** Home Assistant is back, with what it was told. */
async function onTrial(stage: Stage): Promise<void> {
  for (;;) {
    await stage.home.homeAssistant.waitRunning();
    const { active_config_type: active } = await administer<{
      active_config_type?: string;
    }>(stage, "http/config").catch(() => ({ active_config_type: "none" }));
    if (active === "pending") return;
  }
}

async function administer<T>(
  { home }: Stage,
  command: string,
  data?: Record<string, unknown>
): Promise<T> {
  const socket = await home.homeAssistant.administer();
  try {
    return await socket.call<T>(command, data);
  } finally {
    socket.close();
  }
}
