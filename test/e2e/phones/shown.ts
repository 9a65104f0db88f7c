/**
 * What a phone showed when a test of it failed.
 *
 * @module
 */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { BrowserContext } from "playwright-core";

const folder = fileURLToPath(new URL("../shots/failed/", import.meta.url));

/** Takes a picture of everything that is open, for whoever finds out why. */
export async function showPhones(
  test: object,
  contexts: (BrowserContext | undefined)[]
): Promise<void> {
  if (!("passed" in test) || test.passed || !("name" in test)) return;
  await mkdir(folder, { recursive: true });
  const name = String(test.name).replace(/\W+/g, "-").slice(0, 40);
  const pages = contexts.flatMap((context) => context?.pages() ?? []);
  for (const [index, page] of pages.entries()) {
    const path = `${folder}phone-${name}-${index}.png`;
    await page.screenshot({ path }).catch(() => {});
    console.log(`${page.url().replace(/\?.*/, "")} looked like ${path}`);
  }
}
