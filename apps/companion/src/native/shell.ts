import type { App } from "@capacitor/app";
import type { Links } from "@ha-external-login/mobile";
import type { Network, Shell } from "../ports.ts";

/** The app's own comings and goings, by way of Capacitor. */
export function createShell(app: typeof App, links: Links): Shell {
  return {
    onLink: (listener) => void links.onLink(listener),
    onResume: (listener) => void app.addListener("resume", listener),
    onBack: (listener) => void app.addListener("backButton", listener),
    minimize: () => void app.minimizeApp(),
  };
}

/** What the web view says of the network, native or not. */
export function createNetwork(window: Window): Network {
  return {
    get online() {
      return window.navigator.onLine;
    },
    onChange(listener) {
      window.addEventListener("online", listener);
      window.addEventListener("offline", listener);
    },
  };
}
