import type { App } from "@capacitor/app";
import type { Browser } from "@capacitor/browser";
import type { Capacitor, PluginListenerHandle } from "@capacitor/core";
import type { ExternalUserAgent, Foreground, Links } from "./definitions.ts";
import { isSecure, NotAllowedError } from "./guard.ts";

/** Capacitor's own plugins, as the app imports them, and its links. */
export interface Plugins {
  Browser: typeof Browser;
  Capacitor: Pick<typeof Capacitor, "getPlatform">;
  links: Links;
}

/**
 * The system browser by way of Capacitor: Custom Tab on Android, and
 * SFSafariViewController on iOS, which keeps cookies of its own. It does not
 * promise that only this app gets the link: another may claim its scheme.
 */
export function createUserAgent(
  { Browser, Capacitor, links }: Plugins,
  insecureLoopback?: true
): ExternalUserAgent {
  return {
    async open(url) {
      if (!isSecure(url, insecureLoopback)) {
        throw new NotAllowedError("the browser is opened for https alone");
      }
      // A view that is still held, seen or not, makes iOS refuse another.
      if (Capacitor.getPlatform() === "ios") await this.close();
      await Browser.open({ url: url.href });
    },

    async close() {
      // On Android the link has already closed it, and asking its half-dead
      // activity to close can start a new one, which opens the page again.
      if (Capacitor.getPlatform() === "android") return;
      await Browser.close().catch(() => {});
    },

    onReturn: (listener) => links.onLink(listener),

    onClosed(listener) {
      return until(Browser.addListener("browserFinished", listener));
    },
  };
}

/** Coming to the front, by way of Capacitor. */
export function createForeground(plugins: { App: typeof App }): Foreground {
  return {
    onResume: (listener) => until(plugins.App.addListener("resume", listener)),
  };
}

function until(handle: Promise<PluginListenerHandle>): () => void {
  return () => {
    handle.then((listener) => listener.remove()).catch(() => {});
  };
}
