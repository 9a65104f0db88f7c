import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { launch } from "../../../test/support/browsers.ts";
import { needsBrowsers } from "../../../test/support/needs.ts";
import { buildStage, openStage, show } from "./stage/stage.ts";
import { views } from "./stage/views.ts";

/** Another scheme can only change the colours. */
const rules = { light: "all", dark: "color-contrast" } as const;

// Whoever cannot read a screen cannot get home.
describe("axe", { skip: needsBrowsers("chromium-shell") }, () => {
  let browser: Browser;
  let files: Record<string, string>;

  before(async () => {
    files = await buildStage();
    browser = await launch("chromium-shell");
  });

  after(() => browser.close());

  for (const colorScheme of ["light", "dark"] as const) {
    it(`finds nothing on any screen, ${colorScheme}`, async () => {
      // A colour that is on its way to another is neither.
      const page = await openStage(browser, files, {
        colorScheme,
        reducedMotion: "reduce",
      });
      await page.evaluate(axe.source);
      for (const [name, view] of Object.entries(views)) {
        await show(page, view);
        assert.deepEqual(await findings(page, rules[colorScheme]), [], name);
      }
    });
  }
});

/** Every finding of axe, in a line. */
async function findings(page: Page, rules: string): Promise<string[]> {
  const { violations } = await page.evaluate((rule) => {
    const { axe: here } = window as unknown as { axe: typeof axe };
    return rule === "all" ? here.run() : here.run({ runOnly: [rule] });
  }, rules);
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`
  );
}
