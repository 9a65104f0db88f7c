import type { App } from "@capacitor/app";
import type { Network, Shell } from "../ports.ts";

/** The app's own comings and goings, by way of Capacitor. */
export function createShell(app: typeof App): Shell {
  return {
    onLink(listener) {
      void app.addListener("appUrlOpen", ({ url }) => listener(url));
      // The event of a cold start goes to whoever listened first.
      app.getLaunchUrl().then(
        (launch) => {
          if (launch?.url) listener(launch.url);
        },
        () => {}
      );
    },
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
