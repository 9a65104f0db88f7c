/**
 * Where a login page's web view lets a person go: the rules of Home
 * Assistant's own apps, by version, as pure functions.
 *
 * @module
 */

export type Os = "android" | "ios";

/** Somewhere that the page wants to go. */
export interface Ask {
  url: string;
  /** What the person typed as the address of the home. */
  entered: string;
  version: string;
  /** A window is what `target=_blank` and `window.open` ask for. */
  kind: "tab" | "window";
}

/** What the app does about it. */
export type Decision =
  | { do: "load" }
  | { do: "system-browser" }
  | { do: "done"; code: string }
  /** The app takes the login as failed. */
  | { do: "failed" }
  | { do: "nothing" };

/** The id with which each app begins a login. */
export const clientIds: Record<Os, string> = {
  android: "https://home-assistant.io/android",
  ios: "https://home-assistant.io/iOS",
};

/** Where both apps want the code. */
export const appRedirectUri = "homeassistant://auth-callback";

/** Version of Android's app that first sent other hosts to the browser. */
const androidLeavesSince = "2025.12.3";

/** Version of iOS's app that first sent windows to the browser. */
const iosLeavesSince = "2026.7.0";

/** Version of Android's app whose web view first rests in the background. */
const androidRestsSince = "2026.7.2";

/**
 * Android's app: the host decides, not port nor scheme. Without several
 * windows a window is the same view, and the same question.
 *
 * As in home-assistant/android@532638a99,
 * `ConnectionViewModel.interceptRedirectIfRequired`.
 */
export function androidRule({ url, entered, version }: Ask): Decision {
  if (isOpaque(url)) return { do: "load" };
  const to = new URL(url);
  if (to.protocol === "homeassistant:" && to.host === "auth-callback") {
    const code = to.searchParams.get("code");
    return code ? { do: "done", code } : { do: "load" };
  }
  const leaves =
    atLeast(version, androidLeavesSince) &&
    to.hostname !== new URL(entered).hostname;
  return leaves ? { do: "system-browser" } : { do: "load" };
}

/**
 * iOS's app: everything stays in the view except what asks for a window, and
 * any answer to the app's own scheme ends the login, well or not.
 *
 * As in home-assistant/iOS@d722d7811, `OnboardingAuthLoginViewModel`.
 */
export function iosRule({ url, kind, version }: Ask): Decision {
  const to = new URL(url);
  if (to.protocol.startsWith("homeassistant")) {
    const code = to.searchParams.get("code");
    return code ? { do: "done", code } : { do: "failed" };
  }
  if (kind === "tab") return { do: "load" };
  return {
    do: atLeast(version, iosLeavesSince) ? "system-browser" : "nothing",
  };
}

export const rules: Record<Os, (ask: Ask) => Decision> = {
  android: androidRule,
  ios: iosRule,
};

/** Whether timers of the page stand still while another app is in front. */
export function timersPause(os: Os, version: string): boolean {
  // Of iOS nobody has measured it; the system suspends the whole app.
  return os === "ios" || atLeast(version, androidRestsSince);
}

/** Whether a version of three numbers is that one or newer. */
export function atLeast(version: string, least: string): boolean {
  const have = numbers(version);
  const want = numbers(least);
  const place = want.findIndex((number, index) => have[index] !== number);
  return place < 0 || (have[place] ?? 0) > (want[place] ?? 0);
}

function numbers(version: string): number[] {
  return version.split(".", 3).map((part) => Number.parseInt(part, 10));
}

/** `mailto:x` and the like, which Android leaves to the view. */
function isOpaque(url: string): boolean {
  return /^[a-z][a-z0-9+.-]*:[^/]/i.test(url);
}
