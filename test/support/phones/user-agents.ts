/**
 * What the browsers of a phone call themselves.
 *
 * @module
 */
import type { Os } from "./rules.ts";

const androidView =
  "Mozilla/5.0 (Linux; Android 16; Pixel 9 Build/BP41.250916.009; wv) " +
  "AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 " +
  "Chrome/142.0.7444.48 Mobile Safari/537.36";

const iosView =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) " +
  "AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148";

/** A web view that no app gave a name. */
export const viewUserAgents: Record<Os, string> = {
  android: androidView,
  ios: iosView,
};

/** The browser that a person has set as theirs. */
export const browserUserAgents: Record<Os, string> = {
  android:
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 " +
    "(KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
  ios:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) " +
    "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 " +
    "Mobile/15E148 Safari/604.1",
};

/** The login page's web view in Home Assistant's own app of that version. */
export function appUserAgent(os: Os, version: string): string {
  return os === "android"
    ? `${androidView} Home Assistant/${version} (Android 16; Pixel 9)`
    : "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) " +
        "AppleWebKit/605.1.15 (KHTML, like Gecko) " +
        `Home Assistant/${version} (io.robbie.HomeAssistant; build:1; ` +
        "iOS 26.0.0) Mobile/HomeAssistant, like Safari";
}
