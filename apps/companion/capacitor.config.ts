import type { CapacitorConfig } from "@capacitor/cli";

/**
 * The native side of the app. There is no `server`: the shell is loaded from
 * inside the app alone, and no other origin is ever given the native bridge.
 */
const config: CapacitorConfig = {
  appId: "io.github.haexternallogin.companion",
  appName: "External Login Companion",
  webDir: "dist",
  // What crosses the bridge would be a verifier or a ticket.
  loggingBehavior: "none",
  plugins: {
    // Asked by name where it is wanted; `fetch` stays the web view's own.
    CapacitorHttp: { enabled: false },
    CapacitorCookies: { enabled: false },
  },
};

export default config;
