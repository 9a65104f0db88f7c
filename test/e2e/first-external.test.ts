/**
 * `first: external`: our step is there before anybody chooses.
 */
import assert from "node:assert/strict";
import { beforeEach, it } from "node:test";
import type { Page, Request } from "playwright-core";
import { assertIsIn, goHome, openHome, signInAtProvider } from "./person.ts";
import { onStage, type Stage } from "./stage.ts";

onStage(
  "a login page with our step first",
  {
    browser: "chromium",
    open: () => openHome({ configuration: { first: "external" } }),
  },
  testFirst
);

function testFirst(stage: Stage): void {
  let flows: Request[];

  beforeEach(() => {
    flows = [];
    stage.page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith("/auth/login_flow")) flows.push(request);
    });
  });

  const visits = () =>
    stage.home.provider.requests().filter(({ navigation }) => navigation)
      .length;

  const open = async () => {
    await goHome(stage.page, stage.home.url);
    await button(stage.page).waitFor();
  };

  it("shows our step at once, and stays there by itself", async () => {
    await open();
    const { page } = stage;
    const before = visits();
    // Long enough for everything that the page still does by itself.
    await page.locator("ha-pick-auth-provider").getByText("Local").waitFor();
    await page.waitForFunction(() => document.readyState === "complete");
    await page.getByText("Keep me logged in").click();
    assert.deepEqual(flows.map(described), ["POST /auth/login_flow"]);
    assert.equal(visits(), before);
  });

  it("has the password form one press away, and our step from there", async () => {
    await open();
    const { page } = stage;
    const list = page.locator("ha-pick-auth-provider");
    await list.getByText("Home Assistant Local").click();
    await page.locator("input[name=password]").waitFor();
    await list.getByText("Example ID").click();
    await page.locator("input[name=login]").waitFor();
  });

  it("leaves once for one press of Enter, and signs in", async () => {
    await open();
    const { page, home } = stage;
    await button(page).focus();
    await page.keyboard.press("Enter");
    await signInAtProvider(page, "robin");
    const { user } = await assertIsIn(page, home.url);
    assert.equal(user.name, "Robin Vale");
    assert.deepEqual(flows.map(described), [
      "POST /auth/login_flow",
      "POST /auth/login_flow/…",
    ]);
  });

  it("is all within reach of the keyboard, up to the main page", async () => {
    await open();
    const { page, home } = stage;
    await page.evaluate(() => document.body.focus());
    await tabTo(page, /keep me logged in/i);
    await page.keyboard.press("Space");
    await tabTo(page, /^Continue with Example ID$/);
    await tabTo(page, /Home Assistant Local/);
    await page.keyboard.press("Enter");
    await page.locator("input[name=password]").waitFor();
    await tabTo(page, /^Example ID/);
    await page.keyboard.press("Enter");
    await page.locator("input[name=login]:focus").waitFor();
    await page.keyboard.type("robin");
    await page.keyboard.press("Tab");
    await page.keyboard.type("open-sesame");
    await page.keyboard.press("Enter");
    assert.equal((await assertIsIn(page, home.url)).stored, false);
  });
}

function button(page: Page) {
  return page
    .locator("ha-auth-external")
    .getByRole("button", { name: "Continue with Example ID" });
}

function described(request: Request): string {
  const { pathname } = new URL(request.url());
  const path = pathname.replace(/(login_flow)\/.+/, "$1/…");
  return `${request.method()} ${path}`;
}

/** Presses Tab until something of that name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = [];
  while (passed.length < 30) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(nameOfFocused);
    if (name.test(focused)) return;
    passed.push(focused);
  }
  assert.fail(`no Tab leads to ${name}: ${passed.join(", ")}`);
}

/** Its words, through the shadow roots it may be in. */
function nameOfFocused(): string {
  let element = document.activeElement;
  let words = "";
  while (element !== null) {
    const label = element.closest("label") ?? element;
    words = label.textContent?.trim() || words;
    element = element.shadowRoot?.activeElement ?? null;
  }
  return words.replace(/\s+/g, " ");
}
