/**
 * Component tests: the script as it is built, loaded as the login page loads
 * it, in Chromium and Firefox. `npm test -- component` runs them.
 */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { esbuildPlugin } from "@web/dev-server-esbuild";
import { chromeLauncher } from "@web/test-runner-chrome";
import { puppeteerLauncher } from "@web/test-runner-puppeteer";
import { build } from "vite";
import { browserPath } from "../../test/support/needs.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const axe = createRequire(import.meta.url)
  .resolve("axe-core/axe.min.js")
  .slice(root.length);

/** Both belong to somebody who does not want motion. */
const browsers = [
  chromeLauncher({
    concurrency: 1,
    launchOptions: {
      executablePath: browserPath("chromium"),
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
  puppeteerLauncher({
    concurrency: 1,
    launchOptions: {
      browser: "firefox",
      executablePath: browserPath("firefox"),
      extraPrefsFirefox: { "ui.prefersReducedMotion": 1 },
    },
  }),
];

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

await build({
  root,
  configFile: `${root}vite.config.ts`,
  logLevel: "warn",
});

export default {
  rootDir: root,
  files: `${root}packages/login-step/test/**/*.browser.ts`,
  nodeResolve: true,
  browsers,
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
          data-later="/packages/login-step/dist/later.js"
        ></script>
        <script src="/${axe}"></script>
        <script type="module" src="${framework}"></script>
      </head>
      <body><main class="content"></main></body>
    </html>`,
};
