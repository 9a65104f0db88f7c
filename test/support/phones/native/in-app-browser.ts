import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { closeAll } from "../../browsers.ts";
import type { Os } from "../rules.ts";
import { openWebView, type WebView } from "../web-view.ts";
import type { NativeApp } from "./app.ts";
import {
  type CallOptions,
  type Methods,
  NativeError,
  type Notify,
} from "./plugin.ts";

/**
 * The web view beside the shell, as `@capacitor/inappbrowser` has it: no
 * bridge, a storage of its own that stays, one window.
 */
export interface InAppBrowser {
  methods: Methods;
  /** What is in front of the shell. */
  page(): Page | undefined;
  /** Schemes that no app was given: pages that fail to load. */
  failedSchemes: string[];
  /** The person presses the button that leaves the view. */
  closedByPerson(): Promise<void>;
  /** Android destroys what is above an activity of `singleTask`. */
  destroyed(): Promise<void>;
  /** The shell's process is gone: on Android the view's own is not. */
  forget(): Promise<void>;
  stop(): Promise<void>;
}

export function createInAppBrowser(
  os: Os,
  browser: Browser,
  app: NativeApp,
  notify: Notify,
  options: BrowserContextOptions
): InAppBrowser {
  let view: WebView | undefined;
  let userAgent = "";
  let shown = false;
  const failedSchemes: string[] = [];
  const tell = (event: string, data?: unknown) =>
    notify("InAppBrowser", event, data);

  const viewFor = async (wanted: string) => {
    if (view !== undefined && wanted !== userAgent) {
      throw new Error("one web view has one user agent here");
    }
    userAgent = wanted;
    view ??= await openWebView(browser, {
      userAgent,
      opensWindowsAlone: os === "android",
      timersPause: false,
      options,
      judge: (url) => {
        if (/^https?:/.test(url)) return true;
        failedSchemes.push(url);
        return false;
      },
    });
    return view;
  };

  /** Whatever the view is under way to. */
  const blank = () => view?.page.goto("about:blank").catch(() => {});

  const close = async () => {
    if (!shown) return;
    shown = false;
    await blank();
    tell("browserClosed");
  };

  const openInWebView = async (given: CallOptions) => {
    const url = String(given.url);
    if (!/^https?:\/\//i.test(url)) {
      throw new NativeError(
        "The URL provided must begin with either http:// or https://.",
        "OS-PLUG-IABP-0003"
      );
    }
    await close();
    const { customWebViewUserAgent, clearCache, clearSessionCache } =
      given.options as CallOptions;
    const { restart, context } = await viewFor(String(customWebViewUserAgent));
    if (clearCache !== false || clearSessionCache !== false) {
      await context.clearCookies();
    }
    const page = await restart(given.customHeaders as Record<string, string>);
    tellOfLoads(page, tell);
    shown = true;
    if (os === "android") app.paused();
    void page.goto(url, { waitUntil: "commit" }).catch(() => {});
  };

  return {
    failedSchemes,
    page: () => (shown ? view?.page : undefined),
    methods: {
      openInWebView,
      close: async () => {
        if (!shown) {
          throw new NativeError(
            "There's no browser view to close.",
            "OS-PLUG-IABP-0012"
          );
        }
        await close();
        if (os === "android") app.resumed();
      },
    },
    closedByPerson: async () => {
      // The app is in front before the activity above it has ended.
      if (os === "android") app.resumed();
      await close();
    },
    destroyed: close,
    forget: async () => {
      if (os === "ios") await blank();
      shown = false;
    },
    stop: () => closeAll(view ? [view.context] : []),
  };
}

/** The first page has no address; what no load is part of is not told. */
function tellOfLoads(
  page: Page,
  tell: (event: string, data?: unknown) => void
): void {
  let isFirst = true;
  page.on("load", () => {
    const url = page.url();
    if (!/^https?:/.test(url)) return;
    if (isFirst) tell("browserPageLoaded");
    else tell("browserPageNavigationCompleted", { url });
    isFirst = false;
  });
}
