import type { Os } from "../rules.ts";
import type { Methods, Notify } from "./plugin.ts";

/** The app's comings and goings, as `@capacitor/app` tells of them. */
export interface NativeApp {
  methods: Methods;
  /** The process starts, perhaps for the sake of a link. */
  launched(url?: string): void;
  /** A link came to the app while it ran. */
  opened(url: string): void;
  /** Another app, or another activity of this one, is in front. */
  paused(): void;
  resumed(): void;
}

const info = {
  name: "External Login Companion",
  id: "io.github.haexternallogin.companion",
  build: "1",
  version: "0.1.0",
};

export function createNativeApp(os: Os, notify: Notify): NativeApp {
  /** Android: of the intent that began it all. iOS: whichever came last. */
  let launchUrl: string | undefined;
  let isActive = true;
  let hasPaused = false;
  const app = (event: string, data?: unknown) => notify("App", event, data);
  const tell = (url: string) => notify("App", "appUrlOpen", { url }, "retain");
  const become = (active: boolean) => {
    isActive = active;
    app("appStateChange", { isActive });
  };
  return {
    methods: {
      getLaunchUrl: () => launchUrl && { url: launchUrl },
      getState: () => ({ isActive }),
      getInfo: () => info,
      getAppLanguage: () => ({ value: "en" }),
      exitApp: () => undefined,
      minimizeApp: () => undefined,
      toggleBackButtonHandler: () => undefined,
    },
    launched: (url) => {
      launchUrl = url;
      hasPaused = false;
      isActive = true;
      // Both systems deliver it as an event too.
      if (url !== undefined) tell(url);
    },
    opened: (url) => {
      if (os === "ios") launchUrl = url;
      tell(url);
    },
    paused: () => {
      if (!isActive) return;
      hasPaused = true;
      if (os === "android") app("pause");
      become(false);
      if (os === "ios") app("pause");
    },
    resumed: () => {
      if (isActive) return;
      if (os === "ios") app("resume");
      become(true);
      if (os === "android" && hasPaused) app("resume");
    },
  };
}
