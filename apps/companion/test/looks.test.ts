/**
 * Every screen as a person sees it. Pictures go to `shots`, to be looked at:
 * no test can say whether a screen is good.
 */
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launch } from "../../../test/support/browsers.ts";
import { needsBrowsers } from "../../../test/support/needs.ts";
import { buildStage, openStage, show } from "./stage/stage.ts";
import { views } from "./stage/views.ts";

const shots = new URL("shots/", import.meta.url).pathname;

interface Look {
  options?: BrowserContextOptions;
  /** Text at twice its size, as somebody may ask of their phone. */
  twice?: true;
}

const looks: Record<string, Look> = {
  light: {},
  dark: { options: { colorScheme: "dark" } },
  narrow: { options: { viewport: { width: 320, height: 640 } } },
  "text-200": { twice: true },
  "narrow-200-de": {
    options: { viewport: { width: 320, height: 640 }, locale: "de-DE" },
    twice: true,
  },
  forced: { options: { forcedColors: "active" } },
};

// Whoever cannot read a screen cannot get home.
describe("screens", { skip: needsBrowsers("chromium-shell") }, () => {
  let browser: Browser;
  let files: Record<string, string>;

  before(async () => {
    files = await buildStage();
    browser = await launch("chromium-shell");
  });

  after(() => browser.close());

  for (const [look, { options, twice }] of Object.entries(looks)) {
    it(`are whole and within reach, ${look}`, async () => {
      await mkdir(`${shots}${look}`, { recursive: true });
      const page = await openStage(browser, files, options);
      if (twice) await doubleText(page);
      for (const [name, view] of Object.entries(views)) {
        await show(page, view);
        await page.screenshot({
          path: `${shots}${look}/${name}.png`,
          animations: "disabled",
          fullPage: true,
        });
        assert.equal(await overflow(page), 0, `${name}: sideways scroll`);
        assert.deepEqual(await tooSmall(page), [], `${name}: targets`);
      }
      await page.context().close();
    });
  }
});

function doubleText(page: Page): Promise<void> {
  return page.evaluate(() => {
    document.documentElement.style.fontSize = "175%";
  });
}

function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
}

/** Controls that a thumb would miss. */
function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("button, label.scan, .box")]
      .filter((element) => {
        const { width, height } = element.getBoundingClientRect();
        return width < 44 || height < 44;
      })
      .map((element) => element.outerHTML.slice(0, 120))
  );
}
