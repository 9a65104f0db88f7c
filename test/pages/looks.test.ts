/**
 * How the gateway's own pages look in a real browser. Pictures of every page
 * go to `shots/own`, to be looked at: no test can say whether a page is good.
 */
import assert from "node:assert/strict";
import { it } from "node:test";
import { languages } from "../../packages/gateway/src/pages/languages.ts";
import {
  appear,
  doubleText,
  findings,
  inBrowsers,
  looks,
  makes,
  openAll,
  overflow,
  refused,
  server,
  shoot,
} from "./browser.ts";

// Whoever cannot read a refusal cannot get past it.
inBrowsers(["chromium-shell"], "the pages, as they look", () => {
  for (const [look, options] of Object.entries(looks)) {
    it(`are whole, ${look}`, async () => {
      const { page, names } = await openAll("en", options);
      for (const name of names) {
        await page.goto(`${server.origin}/${name}`);
        await appear(page);
        await shoot(page, `${name}-en-${look}`);
        assert.equal(await overflow(page), 0, `${name}: sideways scroll`);
        assert.deepEqual(await refused(page), [], name);
        if (look === "light" || makes.includes(name)) {
          assert.deepEqual(await findings(page), [], name);
        }
      }
    });
  }

  it("are whole in every other language, narrow", async () => {
    for (const language of ["fr", "es", "nl"] as const) {
      const { page, names } = await openAll(language, looks.narrow);
      for (const name of names) {
        await page.goto(`${server.origin}/${name}`);
        await appear(page);
        if (makes.includes(name)) await shoot(page, `${name}-${language}`);
        assert.equal(await overflow(page), 0, `${name}, ${language}`);
        await doubleText(page);
        assert.equal(await overflow(page), 0, `${name}, ${language}, 200 %`);
      }
    }
  });

  for (const width of [320, 1000]) {
    it(`keep within ${width} px at 200 % text, and mirrored`, async () => {
      const { page, names } = await openAll("de", {
        viewport: { width, height: 640 },
      });
      for (const name of names) {
        await page.goto(`${server.origin}/${name}`);
        await appear(page);
        if (width === 320) await shoot(page, `${name}-de-narrow`);
        assert.equal(await overflow(page), 0, name);
        await doubleText(page);
        if (width === 320) await shoot(page, `${name}-de-200`);
        assert.equal(await overflow(page), 0, `${name}, 200 %`);
        await page.evaluate(() => {
          document.documentElement.dir = "rtl";
        });
        assert.equal(await overflow(page), 0, `${name}, mirrored`);
      }
    });
  }

  it("start at the heading, and the password is the first stop", async () => {
    const { page } = await openAll("en", looks.light);
    const focused = () =>
      page.evaluate(() => document.activeElement?.textContent.trim());
    await page.goto(`${server.origin}/error-failed`);
    // It has the focus with the first frame, which may come after the load.
    await page.locator("h1:focus").waitFor();
    assert.equal(await focused(), languages.en.words.errors.failed.heading);
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "Use your password");
    await shoot(page, "focus");
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "Try again");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/again");
  });

  it("are pressed with a thumb", async () => {
    const { page } = await openAll("en", looks.narrow);
    for (const name of makes) {
      await page.goto(`${server.origin}/${name}`);
      for (const button of await page.locator("a.button, button").all()) {
        const box = await button.boundingBox();
        assert.ok(box !== null && box.height >= 44 && box.width >= 44, name);
      }
    }
  });

  it("keep their edges in the reader's own colours", async () => {
    const { page } = await openAll("en", {
      ...looks.narrow,
      forcedColors: "active",
    });
    await page.goto(`${server.origin}/not-trusted-confirm`);
    await shoot(page, "not-trusted-confirm-forced-colours");
    assert.deepEqual(await findings(page), []);
  });
});
