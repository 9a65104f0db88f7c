/**
 * The page that brings an app's web view to where it is signed in.
 */
import assert from "node:assert/strict";
import { it } from "node:test";
import {
  inBrowsers,
  looks,
  open,
  openStill,
  refused,
  server,
  shoot,
} from "./browser.ts";
import { openingPage } from "./server.ts";

inBrowsers(["chromium-shell"], "the way into the app's web view", () => {
  it("goes on to the home, in its own place in the history", async () => {
    server.pages.set("/open", await openingPage("/?storeToken=true"));
    const page = await open("/before");
    await page.goto(`${server.origin}/open`, { waitUntil: "commit" });
    await page.waitForURL(`${server.origin}/?storeToken=true`);
    await page.goBack();
    assert.equal(new URL(page.url()).pathname, "/before");
    assert.deepEqual(await refused(page), []);
  });

  it("is a link where no script runs", async () => {
    server.pages.set("/open", await openingPage("/lovelace"));
    const page = await open("/open", {
      ...looks.narrow,
      javaScriptEnabled: false,
    });
    await shoot(page, "link-open-no-script");
    await page.getByRole("link", { name: "Open Home Assistant" }).click();
    await page.waitForURL("**/lovelace");
  });

  it("M55: back out of it is a link that shows up after four seconds", async () => {
    const page = await openStill("link-leave", looks.narrow);
    const seen = (milliseconds: number) =>
      page.evaluate((milliseconds) => {
        const [appearing] =
          document.querySelector(".soon")?.getAnimations() ?? [];
        if (appearing === undefined) throw new Error("nothing appears");
        appearing.pause();
        appearing.currentTime = milliseconds;
      }, milliseconds);
    const link = page.getByRole("link", { name: "Open the app again." });
    await seen(3999);
    assert.equal(await link.count(), 0);
    await seen(4001);
    assert.equal(await link.count(), 1);
    await page.keyboard.press("Tab");
    assert.ok(await link.evaluate((a) => a === document.activeElement));
  });
});
