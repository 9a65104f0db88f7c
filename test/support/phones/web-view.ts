/**
 * The web view of an app: a browser of its own that asks its app where it may
 * go, knows one window, and stands still while another app is in front.
 *
 * @module
 */
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Page,
} from "playwright-core";
import { judgeNavigations } from "./judge.ts";
import { watchSchemes } from "./schemes.ts";
import { holdTimers, makeTimersHoldable } from "./timers.ts";

export interface WebViewOptions {
  userAgent: string;
  /** Whether the view itself goes there. */
  judge: (url: string, kind: "tab" | "window") => boolean;
  /** Whether a page may ask for a window without a person's press. */
  opensWindowsAlone: boolean;
  /** Whether timers stand still in the background. */
  timersPause: boolean;
  /** The clock of the phone, in milliseconds; the machine's own if absent. */
  time?: number;
  options?: BrowserContextOptions;
}

export interface WebView {
  context: BrowserContext;
  page: Page;
  /** Another app is in front. */
  background(): Promise<void>;
  foreground(): Promise<void>;
  /**
   * A new view with the old storage, as when the system took the process.
   * Headers go along with its first request alone.
   */
  restart(headers?: Record<string, string>): Promise<Page>;
}

/** The size of a phone that people have. */
export const phoneScreen = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
};

export async function openWebView(
  browser: Browser,
  options: WebViewOptions
): Promise<WebView> {
  const context = await browser.newContext({
    ...phoneScreen,
    ...options.options,
    userAgent: options.userAgent,
  });
  if (options.time !== undefined) {
    await context.clock.install({ time: options.time });
  }
  if (options.timersPause) await makeTimersHoldable(context);
  await watchSchemes(context, ({ url }) => void options.judge(url, "tab"));
  await watchWindows(context, options);
  const openPage = async (headers: Record<string, string> = {}) => {
    const page = await context.newPage();
    await judgeNavigations(page, (url) => options.judge(url, "tab"), headers);
    return page;
  };
  const view: WebView = {
    context,
    page: await openPage(),
    background: async () => {
      await show(view.page, false);
      if (options.timersPause) await holdTimers(view.page, true);
    },
    foreground: async () => {
      if (options.timersPause) await holdTimers(view.page, false);
      await show(view.page, true);
    },
    restart: async (headers) => {
      await view.page.close();
      view.page = await openPage(headers);
      return view.page;
    },
  };
  return view;
}

/** One window: what asks for another is asked about, and gets `null`. */
async function watchWindows(
  context: BrowserContext,
  { judge, opensWindowsAlone }: WebViewOptions
): Promise<void> {
  await context.exposeBinding("phoneWindow", ({ page }, url: string) => {
    if (judge(url, "window")) {
      void page.evaluate((to) => location.assign(to), url).catch(() => {});
    }
  });
  await context.addInitScript((alone) => {
    const { phoneWindow } = window as unknown as {
      phoneWindow(url: string): void;
    };
    window.open = (url = "") => {
      if (alone || navigator.userActivation.isActive) {
        phoneWindow(new URL(url, location.href).href);
      }
      return null;
    };
    addEventListener("click", (event) => {
      const link = event
        .composedPath()
        .find((node) => node instanceof HTMLAnchorElement);
      if (link?.target !== "_blank" || event.defaultPrevented) return;
      event.preventDefault();
      phoneWindow(link.href);
    });
  }, opensWindowsAlone);
}

async function show(page: Page, visible: boolean): Promise<void> {
  await page.evaluate((seen) => {
    const get = () => (seen ? "visible" : "hidden");
    Object.defineProperty(document, "visibilityState", {
      configurable: true,
      get,
    });
    Object.defineProperty(document, "hidden", {
      configurable: true,
      get: () => !seen,
    });
    document.dispatchEvent(new Event("visibilitychange"));
  }, visible);
}
