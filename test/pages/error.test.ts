/**
 * What a refusal's page does with text from outside, and where it goes on.
 */
import assert from "node:assert/strict";
import { it } from "node:test";
import { errorPage } from "../../packages/gateway/src/pages/error.ts";
import { pageHeaders } from "../../packages/gateway/src/pages/headers.ts";
import {
  inBrowsers,
  looks,
  open,
  overflow,
  refused,
  server,
} from "./browser.ts";
import { evening, hostile, leaflet } from "./server.ts";

inBrowsers(["chromium-shell", "firefox"], "text from outside", () => {
  // Attack: whoever runs a provider, or names an account, writes markup, a
  // script or a very long word where a name belongs.
  it("A13, Z17: is text, runs nothing and hides no way out", async () => {
    const page = await open("/", looks.narrow);
    for (const said of hostile) {
      server.pages.set("/", {
        body: errorPage(
          { ...leaflet, home: said, host: said },
          { ...evening, reason: "clocks", provider: said, again: said }
        ),
        headers: pageHeaders(),
      });
      await page.goto(server.origin);
      const heading = await page.locator("h1").textContent();
      assert.equal(
        heading?.trim(),
        `The clocks of ${said} and ${said} differ by 12 minutes.`
      );
      assert.equal(await overflow(page), 0);
      const password = page.getByText("Use your password");
      const box = await password.boundingBox();
      assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 320);
      const loaded = page.waitForEvent("load");
      await page.getByText("Try again").click();
      await loaded;
      assert.equal(new URL(page.url()).origin, server.origin);
      assert.deepEqual(await refused(page), []);
    }
  });

  // Attack: a foreign site frames the page and lays its own buttons over it.
  it("A14: is never shown in a frame", async () => {
    server.pages.set("/framed", {
      body: errorPage(leaflet, { ...evening, reason: "failed" }),
      headers: pageHeaders(),
    });
    server.pages.set("/frames", {
      body: '<!doctype html><iframe src="/framed"></iframe>',
      headers: new Headers({ "content-type": "text/html" }),
    });
    const page = await open("/frames");
    const frame = page.frames()[1];
    assert.ok(frame !== undefined && !frame.url().startsWith(server.origin));
  });
});

inBrowsers(["chromium-shell"], "a page that comes back", () => {
  it("asks again, at the address it was given", async () => {
    server.pages.set("/restarting", {
      body: errorPage(leaflet, { ...evening, reason: "restarting" }),
      headers: pageHeaders({ refresh: { seconds: 1, url: "/again" } }),
    });
    const page = await open("/restarting");
    await page.waitForURL("**/again");
  });
});
