/**
 * A phone with Home Assistant's own app at its login page, and a browser
 * beside it. Nothing of it knows of us.
 *
 * @module
 */
import type { Browser, Locator } from "playwright-core";
import { closeAll } from "../browsers.ts";
import {
  appRedirectUri,
  clientIds,
  type Decision,
  type Os,
  rules,
  timersPause,
} from "./rules.ts";
import { openSystemBrowser, type SystemBrowser } from "./system-browser.ts";
import { appUserAgent, browserUserAgents } from "./user-agents.ts";
import { openWebView, type WebView } from "./web-view.ts";

export interface OfficialAppOptions {
  os: Os;
  version: string;
  browser: Browser;
  /** The home as the person typed it. */
  home: string;
  /** The clock of the phone, in milliseconds. */
  time?: number;
}

/** What a person did with their fingers. */
export interface Effort {
  taps: number;
  characters: number;
}

export interface OfficialApp {
  view: WebView;
  systemBrowser: SystemBrowser;
  /** What the app decided, other than to load it. */
  decisions: { decision: Decision; url: string }[];
  effort: Effort;
  /** Opens the home's login page, as the app does on its first run. */
  openLoginPage(): Promise<void>;
  tap(target: Locator): Promise<void>;
  type(target: Locator, text: string): Promise<void>;
  /** The person comes back from the browser. */
  comeBack(): Promise<void>;
  /** The code that the login ended with, once it has. */
  done: Promise<string>;
  /** Redeems a code as the app does: without a verifier. */
  redeem(code: string): Promise<Response>;
  close(): Promise<void>;
}

export async function openOfficialApp(
  options: OfficialAppOptions
): Promise<OfficialApp> {
  const { os, version, browser, home } = options;
  const systemBrowser = await openSystemBrowser(browser, {
    userAgent: browserUserAgents[os],
  });
  const decisions: OfficialApp["decisions"] = [];
  const effort: Effort = { taps: 0, characters: 0 };
  let finish: (code: string) => void;
  const done = new Promise<string>((resolve) => (finish = resolve));

  const decide = (url: string, kind: "tab" | "window"): boolean => {
    const decision = rules[os]({ url, entered: home, version, kind });
    if (decision.do === "load") return true;
    decisions.push({ decision, url });
    if (decision.do === "done") finish(decision.code);
    if (decision.do === "system-browser") leave(url);
    return false;
  };
  const leave = (url: string) => {
    // A page that goes to another scheme finds no browser for it.
    if (!/^https?:/.test(url)) return;
    void view
      .background()
      .then(() => systemBrowser.open(url))
      // Whoever waits for the tab misses it; the phone may be off by now.
      .catch(() => {});
  };
  const view = await openWebView(browser, {
    userAgent: appUserAgent(os, version),
    judge: decide,
    opensWindowsAlone: os === "android",
    timersPause: timersPause(os, version),
    ...(options.time !== undefined && { time: options.time }),
  });

  return {
    view,
    systemBrowser,
    decisions,
    effort,
    done,
    openLoginPage: async () => {
      const query = new URLSearchParams({
        response_type: "code",
        client_id: clientIds[os],
        redirect_uri: appRedirectUri,
      });
      await view.page.goto(`${home}/auth/authorize?${query}`, {
        waitUntil: "commit",
      });
    },
    tap: async (target) => {
      effort.taps += 1;
      await target.click({ noWaitAfter: true });
    },
    type: async (target, text) => {
      effort.characters += text.length;
      await target.fill("");
      await target.pressSequentially(text);
    },
    comeBack: () => view.foreground(),
    redeem: (code) =>
      fetch(`${home}/auth/token`, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: "authorization_code",
          code,
          client_id: clientIds[os],
        }),
      }),
    close: async () => {
      await closeAll([view.context, systemBrowser.context]);
    },
  };
}
