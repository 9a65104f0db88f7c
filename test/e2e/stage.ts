/**
 * A home and a browser that stay open for some tests; each of these gets a
 * browser of its own person.
 *
 * @module
 */
import { mkdir } from "node:fs/promises";
import { after, afterEach, before, beforeEach, describe } from "node:test";
import { fileURLToPath } from "node:url";
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Page,
} from "playwright-core";
import { closeAll, launch } from "../support/browsers.ts";
import {
  needsBrowsers,
  needsHomeAssistant,
  type BrowserName,
} from "../support/needs.ts";
import { newContext, type OpenHome } from "./person.ts";

/** What there is while a test runs. */
export interface Stage {
  home: OpenHome;
  browser: Browser;
  /** Of one test. */
  context: BrowserContext;
  page: Page;
}

/** Where it all happens. */
export interface StageOptions {
  browser: BrowserName;
  open: () => Promise<OpenHome>;
  context?: BrowserContextOptions;
  /** Why not, besides what a home and a browser need. */
  skip?: false | string;
}

const noHomeAssistant = await needsHomeAssistant();

/** Tests in one home and one browser. */
export function onStage(
  title: string,
  options: StageOptions,
  tests: (stage: Stage) => void
): void {
  const skip =
    noHomeAssistant || needsBrowsers(options.browser) || options.skip || false;
  describe(title, { skip }, () => {
    const stage = {} as Stage;

    before(async () => {
      stage.home = await options.open();
      stage.browser = await launch(options.browser);
    });

    after(async () => {
      await stage.browser?.close();
      await stage.home?.stop();
    });

    beforeEach(async () => {
      stage.context = await newContext(stage.browser, options.context);
      stage.page = await stage.context.newPage();
    });

    afterEach(async (test) => {
      if ("passed" in test && !test.passed) await show(stage, test.name);
      await closeAll([stage.context]);
    });

    tests(stage);
  });
}

const shots = fileURLToPath(new URL("shots/failed/", import.meta.url));

/** What somebody would have seen, for whoever has to find out why. */
async function show({ context, home }: Stage, name: string): Promise<void> {
  console.log(`The gateway said last:\n${home.log.slice(-12).join("\n")}`);
  await mkdir(shots, { recursive: true });
  const file = name.replace(/\W+/g, "-").slice(0, 60);
  for (const [index, page] of context.pages().entries()) {
    const path = `${shots}${file}-${index}.png`;
    await page.screenshot({ path }).catch(() => {});
    console.log(`${page.url().replace(/\?.*/, "")} looked like ${path}`);
  }
}
