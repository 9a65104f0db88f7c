/**
 * The browsers that the gateway's own pages are shown in, and what is looked
 * at in each of them. Pictures go to `shots/own`.
 *
 * @module
 */
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, afterEach, before, beforeEach, describe } from "node:test";
import axe from "axe-core";
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Page,
} from "playwright-core";
import type { Language } from "../../packages/gateway/src/pages/languages.ts";
import { closeTabs, launch } from "../support/browsers.ts";
import { needsBrowsers, type BrowserName } from "../support/needs.ts";
import { startPageServer, stillPages } from "./server.ts";
import type { PageServer } from "./server.ts";

const shots = new URL("shots/own/", import.meta.url);

let browser: Browser;

/** What serves the pages of the group of tests that runs. */
export let server: PageServer;

/** Tests that need a browser, in each that there is. */
export function inBrowsers(
  names: BrowserName[],
  what: string,
  tests: (name: BrowserName) => void
): void {
  for (const name of names) {
    const skip = needsBrowsers(name);
    describe(`${what}, in ${name}`, { skip }, () => {
      before(async () => {
        await mkdir(shots, { recursive: true });
        server = await startPageServer();
        browser = await launch(name);
      });

      after(async () => {
        contexts.clear();
        await browser.close();
        await server[Symbol.asyncDispose]();
      });

      beforeEach(() => {
        server.pages.clear();
        server.asked.length = 0;
        server.paths.length = 0;
      });

      afterEach(() => closeTabs(browser));

      tests(name);
    });
  }
}

const contexts = new Map<string, Promise<BrowserContext>>();

/** A tab of its own, in a browser that keeps what its policy refused. */
export async function open(
  path: string,
  options: BrowserContextOptions = {}
): Promise<Page> {
  const key = JSON.stringify(options);
  const context = await (contexts.get(key) ?? newContext(options));
  const page = await context.newPage();
  await page.goto(server.origin + path);
  return page;
}

function newContext(options: BrowserContextOptions): Promise<BrowserContext> {
  const context = browser.newContext(options).then(async (made) => {
    if (options.javaScriptEnabled !== false) {
      await made.addInitScript(() => {
        const refused: string[] = [];
        document.addEventListener("securitypolicyviolation", (event) => {
          refused.push(`${event.violatedDirective} ${event.blockedURI}`);
        });
        Object.assign(window, { refused, alert: () => refused.push("alert") });
      });
    }
    return made;
  });
  contexts.set(JSON.stringify(options), context);
  return context;
}

/** What the page's policy refused, or what ran that never should. */
export function refused(page: Page): Promise<string[]> {
  return page.evaluate(
    () => (window as unknown as { refused: string[] }).refused
  );
}

/** Every finding of axe, in a line. */
export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: typeof axe }).axe.run()
  );
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`
  );
}

/** How far the page can be scrolled sideways. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
}

/** What a reader does who asks the browser for text of twice the size. */
export function doubleText(page: Page): Promise<void> {
  return page.evaluate(() => {
    document.documentElement.style.fontSize = "175%";
  });
}

/** Past the seconds after which some words show up. */
export function appear(page: Page): Promise<void> {
  return page.evaluate(() => {
    for (const animation of document.getAnimations()) {
      const { animationName } = animation as CSSAnimation;
      if (animationName === "appear") animation.finish();
    }
  });
}

export function shoot(page: Page, name: string): Promise<unknown> {
  const path = new URL(`${name}.png`, shots).pathname;
  return page.screenshot({ path, fullPage: true });
}

export const looks = {
  light: { viewport: { width: 900, height: 640 }, colorScheme: "light" },
  dark: { viewport: { width: 900, height: 640 }, colorScheme: "dark" },
  narrow: { viewport: { width: 320, height: 640 }, colorScheme: "light" },
} as const;

/** One page of each make: the others differ in their words alone. */
export const makes = [
  "error-failed",
  "error-ha_unreachable",
  "error-misdirected",
  "not-trusted-home",
  "not-trusted-outside",
  "not-trusted-confirm",
  "match-asked",
  "match-other-network",
  "match-sure",
  "match-device",
  "match-code",
  "match-declined",
  "match-devices",
  "link-ask",
  "link-refused",
  "link-leave",
];

/** A browser before all pages that stand still, and their names. */
export async function openAll(
  language: Language,
  options: BrowserContextOptions
): Promise<{ page: Page; names: string[] }> {
  const pages = await stillPages(language);
  for (const [name, served] of pages) server.pages.set(`/${name}`, served);
  return { page: await open("/", options), names: [...pages.keys()] };
}

/** One page that stands still, in English. */
export async function openStill(
  name: string,
  options: BrowserContextOptions = {}
): Promise<Page> {
  const served = (await stillPages("en")).get(name);
  assert.ok(served !== undefined, name);
  server.pages.set(`/${name}`, served);
  return open(`/${name}`, options);
}
