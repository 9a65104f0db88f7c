import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

const shots = new URL("shots/", import.meta.url);

/** The looks in which every page has to be good. */
export const looks = {
  light: { colorScheme: "light", width: 1024, height: 768 },
  dark: { colorScheme: "dark", width: 1024, height: 768 },
  narrow: { colorScheme: "light", width: 320, height: 640 },
} as const;

/** A picture of the page as it is, to be looked at. */
export async function takeShot(
  page: Page,
  folder: string,
  name: string
): Promise<void> {
  const directory = fileURLToPath(new URL(`${folder}/`, shots));
  await mkdir(directory, { recursive: true });
  await page.screenshot({
    path: `${directory}${name}.png`,
    animations: "disabled",
    fullPage: true,
  });
}

/** Pictures of a page of ours in every look. */
export async function takeShots(
  page: Page,
  folder: string,
  name: string
): Promise<void> {
  for (const [look, { colorScheme, ...size }] of Object.entries(looks)) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(size);
    await takeShot(page, folder, `${name}-${look}`);
  }
}
