/**
 * The browser that a person has set as theirs, apart from every app, with
 * cookies and windows of its own.
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
import { type SchemeVisit, watchSchemes } from "./schemes.ts";
import { phoneScreen } from "./web-view.ts";

export interface SystemBrowser {
  context: BrowserContext;
  /** What an app had it open, in order. */
  opened: string[];
  /** What led out of it, in order: pressed by a person, or by itself. */
  schemes: SchemeVisit[];
  /** As when an app hands it a URL: a new tab. */
  open(url: string): Promise<Page>;
  /** The tab that some action makes an app open, once it is there. */
  opens(action: () => Promise<unknown>): Promise<Page>;
}

export interface SystemBrowserOptions {
  userAgent: string;
  /** An app's own scheme, pressed: the only way in that a browser knows. */
  tapped?: (url: string) => void;
  options?: BrowserContextOptions;
}

export async function openSystemBrowser(
  browser: Browser,
  { userAgent, tapped = () => {}, options }: SystemBrowserOptions
): Promise<SystemBrowser> {
  const context = await browser.newContext({
    ...phoneScreen,
    ...options,
    userAgent,
  });
  const opened: string[] = [];
  const schemes: SchemeVisit[] = [];
  const went = (visit: SchemeVisit) => {
    schemes.push(visit);
    if (visit.tapped) tapped(visit.url);
  };
  await watchSchemes(context, went);
  return {
    context,
    opened,
    schemes,
    open: async (url) => {
      opened.push(url);
      const page = await context.newPage();
      await judgeNavigations(page, (to) => {
        if (/^https?:/.test(to)) return true;
        went({ url: to, tapped: false });
        return false;
      });
      // Whoever opens a browser does not wait for its page.
      void page.goto(url, { waitUntil: "commit" }).catch(() => {});
      return page;
    },
    opens: async (action) => {
      const [page] = await Promise.all([
        context.waitForEvent("page"),
        action(),
      ]);
      return page;
    },
  };
}
