/**
 * A phone with an app on Capacitor: its shell on the real bridge, the browser
 * beside it, and the web view without a bridge in which a home is shown.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Page,
  Route,
} from "playwright-core";
import { closeAll } from "../browsers.ts";
import { createNativeApp, type NativeApp } from "./native/app.ts";
import { type Bridge, installBridge } from "./native/bridge.ts";
import { createNativeBrowser, type NativeBrowser } from "./native/browser.ts";
import { createNativeHttp, type NativeHttp } from "./native/http.ts";
import {
  createInAppBrowser,
  type InAppBrowser,
} from "./native/in-app-browser.ts";
import type { Os } from "./rules.ts";
import { openSystemBrowser, type SystemBrowser } from "./system-browser.ts";
import { browserUserAgents, viewUserAgents } from "./user-agents.ts";
import { phoneScreen } from "./web-view.ts";

export interface ShellAppOptions {
  os: Os;
  browser: Browser;
  /** The scheme that the app has claimed. */
  scheme: string;
  /** The shell's files by path; a path that is none gets `/index.html`. */
  files: (path: string) => Buffer | string | undefined;
  /** A certificate that the phone was told to trust. */
  certificate?: string;
  /** Of all three contexts. */
  options?: BrowserContextOptions;
}

export interface ShellApp {
  os: Os;
  /** The shell's page in the process that runs now. */
  page(): Page;
  context: BrowserContext;
  bridge: Bridge;
  app: NativeApp;
  browser: NativeBrowser;
  http: NativeHttp;
  inAppBrowser: InAppBrowser;
  systemBrowser: SystemBrowser;
  /** Whether the process runs. */
  isRunning(): boolean;
  /** A task of its own begins, from the icon or for a link: none is kept. */
  launch(url?: string): Promise<void>;
  /** The system takes the process; its task and what it stored stay. */
  kill(): Promise<void>;
  /** Android makes the activity anew, with the intent that it began with. */
  recreate(): Promise<void>;
  /** A link comes in, from wherever. */
  openLink(url: string): Promise<void>;
  /** A press on the app's icon. */
  tapIcon(): Promise<void>;
  /** Another app is in front, and then this one again. */
  switchAway(): void;
  switchBack(): void;
  close(): Promise<void>;
}

const origins: Record<Os, string> = {
  android: "https://localhost",
  ios: "http://capacitor.localhost",
};

export async function openShellApp(
  options: ShellAppOptions
): Promise<ShellApp> {
  const { os, browser, scheme } = options;
  const shared = options.options ?? {};
  const context = await browser.newContext({
    ...phoneScreen,
    ...shared,
    userAgent: viewUserAgents[os],
  });
  await context.route(`${origins[os]}/**`, (route) => serve(route, options));
  const systemBrowser = await openSystemBrowser(browser, {
    userAgent: browserUserAgents[os],
    tapped: (url) => {
      if (url.startsWith(`${scheme}:`)) void shell.openLink(url);
    },
    options: shared,
  });

  // The plugins need a bridge to speak through, and it needs them.
  const notify: Bridge["notify"] = (...told) => {
    if (running) bridge.notify(...told);
  };
  const app = createNativeApp(os, notify);
  const native = createNativeBrowser(os, app, systemBrowser, notify);
  const view = createInAppBrowser(os, browser, app, notify, shared);
  const http = createNativeHttp(os, options);
  const bridge = await installBridge(context, os, {
    App: app.methods,
    Browser: native.methods,
    CapacitorHttp: http.methods,
    InAppBrowser: view.methods,
  });

  let page: Page | undefined;
  let running = false;
  /** What Android keeps of an app whose process it took. */
  let task: { intent?: string } | undefined;
  context.on("page", (started) => (page = started));

  const begin = async (url?: string, next?: string) => {
    await page?.close();
    bridge.forget();
    running = true;
    app.launched(url);
    // Before there is a page to hear of it.
    if (next !== undefined) app.opened(next);
    const started = await context.newPage();
    await started.goto(`${origins[os]}/`, { waitUntil: "commit" });
  };

  /**
   * Somebody comes back to an app whose process was taken. Android makes the
   * activity of the task anew, with the intent that it once began with, and
   * then gives it what it is wanted for (`onNewIntent`), which no URL of the
   * launch ever shows.
   */
  const comeBack = (url?: string) =>
    os === "android" && task ? begin(task.intent, url) : shell.launch(url);

  const shell: ShellApp = {
    os,
    context,
    bridge,
    app,
    browser: native,
    http,
    inAppBrowser: view,
    systemBrowser,
    page: () => {
      if (page === undefined) throw new Error("the app was not launched");
      return page;
    },
    isRunning: () => running,
    launch: async (url) => {
      task = url === undefined ? {} : { intent: url };
      await begin(url);
    },
    kill: async () => {
      running = false;
      await page?.close();
      native.forget();
      await view.forget();
    },
    recreate: () => begin(task?.intent),
    openLink: async (url) => {
      if (!running) return comeBack(url);
      if (os === "android") await view.destroyed();
      app.opened(url);
      native.leftByLink();
      app.resumed();
      return undefined;
    },
    tapIcon: async () => {
      if (!running) return comeBack();
      if (os === "android") await view.destroyed();
      native.leftBehind();
      app.resumed();
      return undefined;
    },
    switchAway: () => app.paused(),
    switchBack: () => native.leftBehind(),
    close: async () => {
      running = false;
      await closeAll([context, systemBrowser.context]);
      await view.stop();
    },
  };
  return shell;
}

/** What a build left in a folder. */
export function filesIn(folder: string): ShellAppOptions["files"] {
  return (path) => {
    try {
      return readFileSync(join(folder, path));
    } catch {
      return undefined;
    }
  };
}

const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};

/** As Capacitor's own server inside the app. */
async function serve(route: Route, options: ShellAppOptions): Promise<void> {
  const { pathname } = new URL(route.request().url());
  const path = extname(pathname) === "" ? "/index.html" : pathname;
  const body = options.files(path);
  await route.fulfill(
    body === undefined
      ? { status: 404 }
      : {
          body,
          contentType: types[extname(path)] ?? "application/octet-stream",
        }
  );
}
