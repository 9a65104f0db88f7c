import type { Os } from "../rules.ts";
import type { SystemBrowser } from "../system-browser.ts";
import type { NativeApp } from "./app.ts";
import { type Methods, NativeError, type Notify } from "./plugin.ts";

/** The app's view of the system browser, as `@capacitor/browser` has it. */
export interface NativeBrowser {
  methods: Methods;
  /** None is installed. */
  missing: boolean;
  /** How many calls of `open` from now on are never settled. */
  hanging: number;
  isOpen(): boolean;
  /** The person closes it: Done on iOS, the cross on Android. */
  closedByPerson(): void;
  /** A pressed link left it for the app. */
  leftByLink(): void;
  /** The person went to another app and from there to this one. */
  leftBehind(): void;
  /** The process that held it is gone. */
  forget(): void;
}

export function createNativeBrowser(
  os: Os,
  app: NativeApp,
  system: SystemBrowser,
  notify: Notify
): NativeBrowser {
  let shown = false;
  const tell = (event: string) => notify("Browser", event);
  const finished = () => {
    shown = false;
    tell("browserFinished");
  };
  /** Android counts activities that come and go, and guesses the end. */
  const cameBack = () => {
    app.resumed();
    if (shown) finished();
  };
  const browser: NativeBrowser = {
    missing: false,
    hanging: 0,
    isOpen: () => shown,
    methods: {
      open: async ({ url }) => {
        const refused = os === "ios" && shown;
        if (browser.missing || refused || !/^https?:/.test(String(url))) {
          throw new NativeError("Unable to display URL");
        }
        if (browser.hanging > 0) {
          browser.hanging -= 1;
          return new Promise(() => {});
        }
        if (os === "android") app.paused();
        shown = true;
        const page = await system.open(String(url));
        page.once("load", () => tell("browserPageLoaded"));
        return undefined;
      },
      close: () => {
        if (os === "ios" && !shown) {
          throw new NativeError("No active window to close!");
        }
        if (os === "android") cameBack();
        shown = false;
      },
    },
    closedByPerson: () => (os === "android" ? cameBack() : finished()),
    leftByLink: () => {
      // On iOS it stays, behind the app.
      if (os === "android") cameBack();
    },
    leftBehind: () => {
      if (os === "android") cameBack();
      else app.resumed();
    },
    forget: () => {
      shown = false;
    },
  };
  return browser;
}
