import {
  iOSAnimation,
  iOSViewStyle,
  ToolbarPosition,
  type InAppBrowser,
  type WebViewOptions,
} from "@capacitor/inappbrowser";
import { NotAllowedError } from "@ha-external-login/mobile";
import type { HomeView } from "../ports.ts";

/** What a web view for homes needs to know of the app. */
export interface HomeViewOptions {
  /** Whether an origin is one of the person's homes. */
  isHome(origin: string): boolean;
  /** The button that leaves the view. */
  closeText(): string;
  after(seconds: number, callback: () => void): () => void;
}

/**
 * Patience, in seconds. A view that is open says itself that it loads, and has
 * a button that leaves it: whoever sees it decides how long is too long.
 */
const patience = { open: 10, load: 60, close: 1 };

/**
 * HA's own frontend, in the plugin's web view: another process on Android,
 * and nowhere with a bridge to this app. It shows homes alone: never a
 * provider, whose page belongs into a browser that the person knows.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8252#section-8.12
 */
export function createHomeView(
  browser: typeof InAppBrowser,
  options: HomeViewOptions
): HomeView {
  const waiting = new Set<{ loaded(): void; failed(): void }>();
  const closed = new Set<() => void>();
  const visited = new Set<(url: string) => void>();
  let givingUp = false;

  void browser.addListener("browserPageLoaded", () => {
    waiting.forEach(({ loaded }) => loaded());
    waiting.clear();
  });
  void browser.addListener("browserClosed", () => {
    waiting.forEach(({ failed }) => failed());
    waiting.clear();
    // What nobody has closed is neither left nor to be opened again.
    if (!givingUp) closed.forEach((listener) => listener());
  });
  void browser.addListener("browserPageNavigationCompleted", ({ url }) => {
    if (url !== undefined) visited.forEach((listener) => listener(url));
  });

  /** Settles with the next first page, or with the end of the view. */
  function loaded(): Promise<void> {
    return new Promise((resolve, reject) => {
      const failed = () => reject(new Error("the view did not load"));
      waiting.add({ loaded: resolve, failed });
    });
  }

  /** Does what is to be done about being late, then rejects. */
  function within(
    seconds: number,
    work: Promise<unknown>,
    late?: () => Promise<void>
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = options.after(seconds, async () => {
        await late?.();
        reject(new Error("the view was late"));
      });
      work.finally(stop).then(() => resolve(), reject);
    });
  }

  async function close() {
    const given = new Promise<void>((resolve) => {
      options.after(patience.close, resolve);
    });
    // It may never settle where the system has ended the view's process.
    await Promise.race([browser.close().catch(() => {}), given]);
  }

  /** A view that loaded later would make untrue what the app says now. */
  async function giveUp() {
    givingUp = true;
    await close();
    givingUp = false;
  }

  return {
    async open({ url, headers, userAgent }) {
      if (!options.isHome(new URL(url).origin)) {
        throw new NotAllowedError("the web view shows homes alone");
      }
      const first = loaded();
      const opened = browser.openInWebView({
        url,
        customHeaders: headers,
        options: webViewOptions(userAgent, options.closeText()),
      });
      const shown = Promise.all([first, opened]);
      await within(patience.open, Promise.race([opened, shown]));
      await within(patience.load, shown, giveUp);
    },

    close,
    onClosed: (listener) => void closed.add(listener),
    onVisited: (listener) => void visited.add(listener),
  };
}

/** HA's sessions are in its cookies and storage: nothing is ever cleared. */
export function webViewOptions(
  userAgent: string,
  closeText: string
): WebViewOptions {
  return {
    showToolbar: true,
    showURL: true,
    showNavigationButtons: false,
    leftToRight: false,
    toolbarPosition: ToolbarPosition.TOP,
    closeButtonText: closeText,
    clearCache: false,
    clearSessionCache: false,
    mediaPlaybackRequiresUserAction: false,
    customWebViewUserAgent: userAgent,
    android: {
      allowZoom: true,
      hardwareBack: true,
      pauseMedia: true,
      isIsolated: true,
    },
    iOS: {
      allowOverScroll: false,
      allowInLineMediaPlayback: true,
      allowsBackForwardNavigationGestures: true,
      enableViewportScale: false,
      surpressIncrementalRendering: false,
      viewStyle: iOSViewStyle.FULL_SCREEN,
      animationEffect: iOSAnimation.COVER_VERTICAL,
    },
  };
}
