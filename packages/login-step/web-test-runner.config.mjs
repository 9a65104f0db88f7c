/**
 * Component tests: the built script, loaded as the login page loads it, in
 * every browser that there is. `test/run.mjs` builds first and runs this.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { esbuildPlugin } from "@web/dev-server-esbuild";
import { chromeLauncher } from "@web/test-runner-chrome";
import { puppeteerLauncher } from "@web/test-runner-puppeteer";

const root = fileURLToPath(new URL("../..", import.meta.url));

const axe = createRequire(import.meta.url)
  .resolve("axe-core/axe.min.js")
  .slice(root.length);

const browsers = {
  Chromium: {
    package: "chromium",
    path: "/usr/bin/chromium",
    launch: (executablePath) =>
      chromeLauncher({
        concurrency: 1,
        launchOptions: {
          executablePath,
          args: [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--force-prefers-reduced-motion",
          ],
        },
      }),
  },
  Firefox: {
    package: "firefox-esr",
    path: "/usr/bin/firefox-esr",
    launch: (executablePath) =>
      puppeteerLauncher({
        concurrency: 1,
        launchOptions: {
          browser: "firefox",
          executablePath,
          extraPrefsFirefox: { "ui.prefersReducedMotion": 1 },
        },
      }),
  },
};

const isHere = ([, browser]) => existsSync(browser.path);

/** Why a browser's tests are not run, one sentence each. */
export const skips = Object.entries(browsers)
  .filter((entry) => !isHere(entry))
  .map(([name, browser]) => `no ${name}: apt-get install ${browser.package}`);

/** Timers of ours wait until a test lets them go; see `test/support`. */
const heldTimers = `
  window.held = new Map();
  const { setTimeout: start, clearTimeout: stop } = window;
  window.setTimeout = (work, delay, ...args) => {
    if (delay !== 300 && delay !== 2000) return start(work, delay, ...args);
    const id = -1 - held.size;
    held.set(id, { work, delay });
    return id;
  };
  window.clearTimeout = (id) => held.delete(id) || stop(id);
`;

export default {
  rootDir: root,
  files: `${root}packages/login-step/test/**/*.browser.ts`,
  nodeResolve: true,
  browsers: Object.entries(browsers)
    .filter(isHere)
    .map(([, browser]) => browser.launch(browser.path)),
  concurrency: 1,
  // A browser is slow to start where everything else runs beside it.
  browserStartTimeout: 120000,
  testsStartTimeout: 120000,
  testsFinishTimeout: 300000,
  testFramework: { config: { timeout: 10000 } },
  plugins: [
    esbuildPlugin({
      ts: true,
      json: true,
      tsconfig: `${root}tsconfig.json`,
    }),
  ],
  testRunnerHtml: (framework) => `<!doctype html>
    <html lang="en">
      <head>
        <title>Log in</title>
        <script>${heldTimers}</script>
        <script
          src="/packages/login-step/dist/login.js"
          data-de="/words/de.json"
        ></script>
        <script src="/${axe}"></script>
        <script type="module" src="${framework}"></script>
      </head>
      <body><main class="content"></main></body>
    </html>`,
};
