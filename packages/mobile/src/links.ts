import type { App } from "@capacitor/app";
import type { Links } from "./definitions.ts";

/** How many links wait for whoever listens later. */
const kept = 8;

/**
 * The app's links by way of Capacitor, for as many listeners as there are.
 * Android retains what came before anybody listened for the first listener
 * alone: the link that brings a person back to an app whose process was taken
 * is such a one, and is not the URL of the launch either, which stays that of
 * the intent with which the app once began.
 */
export function createLinks(
  app: Pick<typeof App, "addListener" | "getLaunchUrl">
): Links {
  const listeners = new Set<Listener>();
  const past: string[] = [];

  const came = (url: string) => {
    past.push(url);
    if (past.length > kept) past.shift();
    listeners.forEach((listener) => tell(listener, url));
  };

  /** Each by itself: one that throws takes no link from the others. */
  const tell = (listener: Listener, url: string) =>
    queueMicrotask(() => {
      if (listeners.has(listener)) listener.hear(url);
    });

  app.addListener("appUrlOpen", ({ url }) => came(url)).catch(() => {});
  app.getLaunchUrl().then(
    (launch) => {
      if (launch?.url) came(launch.url);
    },
    () => {}
  );
  return {
    onLink(hear) {
      const listener = { hear };
      listeners.add(listener);
      past.forEach((url) => tell(listener, url));
      return () => void listeners.delete(listener);
    },
  };
}

interface Listener {
  hear(url: string): void;
}
