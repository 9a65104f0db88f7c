/** What the screens do for whoever cannot see them, or presses keys. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launch } from "../../../test/support/browsers.ts";
import { needsBrowsers } from "../../../test/support/needs.ts";
import type { View } from "../src/screen.ts";
import { buildStage, openStage, pressed, show } from "./stage/stage.ts";
import { cabin, views, willow } from "./stage/views.ts";

const view = (name: string): View => {
  const found = views[name];
  if (!found) throw new Error(`no view "${name}"`);
  return found;
};

describe("screens", { skip: needsBrowsers("chromium-shell") }, () => {
  let browser: Browser;
  let files: Record<string, string>;

  before(async () => {
    files = await buildStage();
    browser = await launch("chromium-shell");
  });

  after(() => browser.close());

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });

  const open = (options?: BrowserContextOptions) =>
    openStage(browser, files, options);

  const focused = (page: Page) =>
    page.evaluate(() => document.activeElement?.textContent?.trim());

  it("take no focus when the app starts", async () => {
    const page = await open();
    assert.equal(
      await page.evaluate(() => document.activeElement?.tagName),
      "BODY"
    );
  });

  it("move the focus to what is new: the heading, or what went wrong", async () => {
    const page = await open();
    await show(page, view("add-type"));
    assert.equal(await focused(page), "Add a home");
    await show(page, view("add-none"));
    assert.match((await focused(page)) ?? "", /^There is no Home Assistant/);
    for (const [name, words] of [
      ["unreachable", "Willow House did not answer. Try again."],
      ["refused", "Example ID did not let you in."],
      ["expired", "This took too long. Try again."],
      ["cancelled", "Sign-in was cancelled."],
      ["no-browser", "No browser was found."],
    ] as const) {
      await show(page, view("away"));
      await show(page, view(name));
      assert.equal(await focused(page), words);
    }
  });

  it("return the focus to the home that it came from", async () => {
    const page = await open();
    await show(page, view("home-out"));
    await show(page, { ...view("several"), last: cabin.origin });
    assert.match((await focused(page)) ?? "", /^L\s*Lake cabin/);
  });

  it("leave the focus where it is while a sign-in goes on", async () => {
    const page = await open();
    await show(page, view("starting"));
    await page.getByRole("button", { name: "Cancel" }).focus();
    await show(page, view("away"));
    assert.equal(await focused(page), "Cancel");
    await show(page, view("finishing"));
    assert.equal(await focused(page), "Willow House");
    await show(page, view("closed"));
    assert.equal(await focused(page), "Did you finish signing in?");
  });

  it("tell progress as status, and failure as alert", async () => {
    const page = await open();
    for (const [name, role] of [
      ["starting", "status"],
      ["away", "status"],
      ["finishing", "status"],
      ["add-looking", "status"],
      ["removed", "status"],
      ["expired", "status"],
      ["unreachable", "alert"],
      ["add-none", "alert"],
    ] as const) {
      await show(page, view(name));
      const said = page.getByRole(role).filter({ hasText: /\S/ });
      assert.equal(await said.count(), 1, name);
    }
  });

  it("have one heading, and a title", async () => {
    const page = await open();
    for (const [name, shown] of Object.entries(views)) {
      await show(page, shown);
      assert.equal(await page.locator("h1").count(), 1, name);
      assert.notEqual(await page.title(), "", name);
    }
  });

  it("are worked by keys alone", async () => {
    const page = await open();
    await show(page, view("several"));
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.deepEqual(await pressed(page), [
      ["enter", willow.origin],
      ["showHome", willow.origin],
    ]);
    await show(page, view("add-type"));
    await page.keyboard.press("Tab");
    await page.keyboard.type("home.example.org");
    await page.keyboard.press("Enter");
    assert.deepEqual(await pressed(page), [["look", "home.example.org"]]);
  });

  it("have a field that leaves an address as it is typed", async () => {
    const page = await open();
    await show(page, view("add-none"));
    const field = page.getByLabel("Address of your home");
    for (const [name, value] of [
      ["inputmode", "url"],
      ["autocapitalize", "none"],
      ["spellcheck", "false"],
      ["aria-invalid", "true"],
    ] as const) {
      assert.equal(await field.getAttribute(name), value);
    }
    assert.equal(await field.inputValue(), "https://hom.example.org");
  });

  it("hand every press on", async () => {
    const page = await open();
    for (const [name, button, call] of [
      ["several", "Add a home", ["showAdd"]],
      ["removed", "Undo", ["undo"]],
      ["asked-link", "Add", ["addAsked"]],
      ["asked-link", "Do not add", ["showHomes"]],
      ["found", "Add a home", ["addFound", "cabin.example.org"]],
      ["home-in", "Open", ["open", willow.origin]],
      ["home-in", "Sign out", ["signOut", willow.origin]],
      ["home-in", "Remove from this app", ["remove", willow.origin]],
      ["home-out", "Sign in with Leaflet", ["signIn", cabin.origin, "leaflet"]],
      ["home-out", "Use your password", ["usePassword", cabin.origin]],
      ["starting", "Cancel", ["cancelSignIn"]],
      ["closed", "Continue", ["continueSignIn"]],
      ["other", "Stay with Willow House", ["continueSignIn"]],
      ["other", "Sign in to Lake cabin", ["changeSignIn"]],
      ["unreachable", "Try again", ["tryAgain"]],
      ["refused", "Use your password", ["usePassword", willow.origin]],
      ["no-browser", "Use another device", ["useAnotherDevice", willow.origin]],
      ["away", "Back to your homes", ["showHomes"]],
    ] as const) {
      await show(page, view(name));
      await page.getByRole("button", { name: button, exact: true }).click();
      assert.deepEqual(await pressed(page), [[...call]], `${name}: ${button}`);
    }
  });

  it("show no way to scan where codes can't be read", async () => {
    const page = await open();
    await show(page, view("add-type"));
    const scan = page.getByText("Scan a code");
    assert.equal(await scan.count(), 1);
    await page.evaluate(() => {
      delete (window as { BarcodeDetector?: unknown }).BarcodeDetector;
    });
    await show(page, view("several"));
    await show(page, view("add-type"));
    assert.equal(await scan.count(), 0);
  });

  it("stand still for whoever asks for it", async () => {
    const page = await open({ reducedMotion: "reduce" });
    await show(page, view("away"));
    const animation = await page
      .locator(".ring")
      .evaluate((ring) => getComputedStyle(ring).animationName);
    assert.equal(animation, "none");
  });

  it("speak the phone's language, and say which", async () => {
    for (const [locale, title] of [
      ["de-CH", "Deine Häuser"],
      ["fr-FR", "Vos maisons"],
      ["es-MX", "Tus casas"],
      ["nl-BE", "Je huizen"],
      ["pt-BR", "Your homes"],
    ] as const) {
      const page = await open({ locale });
      assert.equal(await page.locator("h1").textContent(), title);
      assert.equal(
        await page.evaluate(() => document.documentElement.lang),
        locale === "pt-BR" ? "en" : locale.slice(0, 2)
      );
    }
  });

  // Attack: a home, a provider or a link carries markup where a name belongs.
  it("M27: draw names as text, wherever they come from", async () => {
    const page = await open();
    const name = '"><img src=x onerror="document.title=1"><script>1</script>';
    const evil = { ...willow, name, providers: [{ id: "example", name }] };
    for (const [at, shown] of Object.entries(views)) {
      await show(page, { ...shown, homes: [evil, { ...cabin, name }] });
      assert.equal(await page.locator("main img, main script").count(), 0, at);
    }
    await show(page, { ...view("found"), homes: [] });
    assert.notEqual(await page.title(), "1");
  });
});
