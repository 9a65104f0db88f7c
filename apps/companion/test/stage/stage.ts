/** Screens of the app in a browser, without the app behind them. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { build } from "vite";
import type { View } from "../../src/screen.ts";

const root = new URL("../../", import.meta.url);

const origin = "https://localhost";

/** The stage as one script, and the app's own style sheets as one. */
export async function buildStage(): Promise<Record<string, string>> {
  const built = await build({
    configFile: false,
    root: root.pathname,
    logLevel: "error",
    build: {
      write: false,
      target: "es2021",
      minify: false,
      lib: {
        entry: new URL("test/stage/main.ts", root).pathname,
        formats: ["es"],
      },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (!output || !("output" in output)) throw new Error("nothing was built");
  const style = output.output.find(({ fileName }) => fileName.endsWith(".css"));
  if (style?.type !== "asset") throw new Error("no style sheet was built");
  return {
    "/stage.js": output.output[0].code,
    "/stage.css": String(style.source),
    "/": `<!doctype html><html lang="en"><meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" /><title>Stage</title>
      <link rel="stylesheet" href="/stage.css" />
      <body><script type="module" src="/stage.js"></script></body>`,
  };
}

const types: Record<string, string> = {
  "/stage.js": "text/javascript",
  "/stage.css": "text/css",
  "/": "text/html",
};

/** A phone's screen with the stage on it. */
export async function openStage(
  browser: Browser,
  files: Record<string, string>,
  options: BrowserContextOptions = {}
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    locale: "en-GB",
    ...options,
  });
  const page = await context.newPage();
  // Debian's Chromium has no reader of codes.
  await page.addInitScript(() => {
    Object.assign(window, {
      BarcodeDetector: class {
        static getSupportedFormats(): Promise<string[]> {
          return Promise.resolve(["qr_code"]);
        }
      },
    });
  });
  await page.route("**/*", (route) => {
    const { pathname } = new URL(route.request().url());
    const body = files[pathname];
    return body === undefined
      ? route.fulfill({ status: 404, body: "" })
      : route.fulfill({ body, contentType: types[pathname] });
  });
  await page.goto(origin);
  await page.waitForSelector("h1", { timeout: 60_000 });
  return page;
}

/** Draws a view, and waits until it is there. */
export async function show(page: Page, view: View): Promise<void> {
  await page.evaluate(async (view) => {
    (window as unknown as { show(view: unknown): void }).show(view);
    const frame = () =>
      new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
  }, view as unknown);
}

/** What was pressed since, and what with. */
export function pressed(page: Page): Promise<unknown[][]> {
  return page.evaluate(() =>
    (window as unknown as { pressed: unknown[][] }).pressed.splice(0)
  );
}
