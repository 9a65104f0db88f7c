import { setTimeout } from "node:timers/promises";
import { chromium, firefox, type Browser, type Page } from "playwright-core";
import { browserPath, type BrowserName } from "./needs.ts";

/** Nothing that a browser does by itself may leave the machine. */
const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Two cold ones at once are slow; in milliseconds. */
const timeout = 120_000;

/** Starts one of Debian's browsers, without a window. */
export function launch(name: BrowserName): Promise<Browser> {
  const executablePath = browserPath(name);
  if (executablePath === undefined) throw new Error(`no ${name} here`);
  return name === "firefox"
    ? firefox.launch({ executablePath, timeout, channel: "moz-firefox" })
    : chromium.launch({ executablePath, timeout, args: quiet });
}

/**
 * Closes tabs, or whole contexts, as far as the browser still answers.
 *
 * @param patience longest that it is waited for, in milliseconds
 */
export async function closeAll(
  open: Iterable<{ close(): Promise<void> }>,
  patience = 10_000
): Promise<void> {
  await Promise.race([
    Promise.all(Array.from(open, (one) => one.close())),
    // Chromium may never say that a tab has closed that was still loading.
    setTimeout(patience, undefined, { ref: false }),
  ]);
}

const closing = new WeakSet<Page>();

/** Closes every tab of a browser that is kept, each of them once. */
export async function closeTabs(browser: Browser): Promise<void> {
  const open = browser
    .contexts()
    .flatMap((context) => context.pages())
    .filter((page) => !closing.has(page));
  for (const page of open) closing.add(page);
  await closeAll(open);
}
