import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { closeAll, launch } from "../../browsers.ts";
import { needsBrowsers } from "../../needs.ts";
import { openSystemBrowser } from "../system-browser.ts";
import { browserUserAgents } from "../user-agents.ts";
import { type LittleSite, startLittleSite } from "./little-site.ts";

const skip = needsBrowsers("chromium-shell");

const link = "io.example.app:/auth-callback?code=one";

// Whether a person's press led into an app is what the way back rests on.
describe("openSystemBrowser", { skip }, () => {
  let browser: Browser;
  let site: LittleSite;

  before(async () => {
    browser = await launch("chromium-shell");
    site = await startLittleSite(() => ({
      "/link": `<a href="${link}">Open the app</a>`,
      "/script": `<script>location.replace("${link}")</script>`,
      "/refresh": `<meta http-equiv="refresh" content="0;url=${link}">`,
      "/frame": `<iframe src="/script"></iframe>`,
    }));
  });

  after(async () => {
    await browser?.close();
    await site?.stop();
  });

  const walk = async (path: string, tap = false) => {
    const delivered: string[] = [];
    const system = await openSystemBrowser(browser, {
      userAgent: browserUserAgents.android,
      tapped: (url) => delivered.push(url),
    });
    const page = await system.open(`${site.home}${path}`);
    if (tap) await page.getByText("Open the app").click();
    for (let tries = 0; system.schemes.length === 0 && tries < 600; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await closeAll([system.context]);
    return { delivered, schemes: system.schemes };
  };

  it("hands a link that was pressed to the app", async () => {
    const { delivered, schemes } = await walk("/link", true);
    assert.deepEqual(delivered, [link]);
    assert.deepEqual(schemes, [{ url: link, tapped: true }]);
  });

  for (const path of ["/script", "/refresh", "/frame", `/go?to=${link}`]) {
    it(`keeps what nobody pressed, and tells of it: ${path}`, async () => {
      const { delivered, schemes } = await walk(path);
      assert.deepEqual(delivered, []);
      assert.deepEqual(schemes, [{ url: link, tapped: false }]);
    });
  }
});
