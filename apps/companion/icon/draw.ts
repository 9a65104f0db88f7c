/**
 * Every icon and splash of both platforms, drawn from `mark.svg` in the
 * machine's Chromium: `node icon/draw.ts`.
 *
 * @module
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Page } from "playwright-core";
import { launch } from "../../../test/support/browsers.ts";
import { type Picture, pictures } from "./pictures.ts";

const root = new URL("../", import.meta.url);

const mark = await readFile(new URL("icon/mark.svg", root), "utf8");
const browser = await launch("chromium");
try {
  const page = await browser.newPage();
  for (const picture of pictures) await draw(page, picture);
} finally {
  await browser.close();
}
process.stdout.write(`${pictures.length} pictures drawn\n`);

async function draw(page: Page, picture: Picture): Promise<void> {
  const { width, height, path, ground, radius } = picture;
  await page.setViewportSize({ width, height });
  await page.setContent(document(picture));
  // A store refuses an icon that has an alpha channel without need.
  const omitBackground = radius !== undefined || ground === "transparent";
  const png = await page.screenshot({ omitBackground });
  const file = new URL(path, root).pathname;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, png);
}

function document(picture: Picture): string {
  const { mark: size, colour, ground, radius = 0 } = picture;
  const svg = mark
    .replace("<svg ", `<svg width="${size}" height="${size}" `)
    .replace(/fill="#\w+"/, `fill="${colour}"`);
  return `<!doctype html><style>
    body { margin: 0 }
    div { height: 100vh; display: grid; place-items: center;
      background: ${ground}; border-radius: ${radius}px }
  </style><div>${svg}</div>`;
}
