/**
 * What a test needs that a machine may lack: `false`, or why the test is
 * skipped and the command that would enable it.
 *
 * @module
 */
import { mayInstall } from "./install/debian.ts";
import { mayFindPython } from "./home-assistant/python.ts";
import { which } from "./program.ts";

/** Debian packages of everything below. */
export const debianPackages = [
  "chromium",
  "chromium-headless-shell",
  "firefox-esr",
  "nginx-light",
  "busybox",
  "debootstrap",
  "openssl",
  "iproute2",
  "strace",
  "fonts-dejavu-core",
  "aapt",
  "android-framework-res",
];

/**
 * A browser that tests drive. The shell is Chromium without what is around a
 * page, and shows it in half the time: for tests of pages, not of browsers.
 */
export type BrowserName = "chromium" | "chromium-shell" | "firefox";

const browserPrograms: Record<BrowserName, string[]> = {
  chromium: ["chromium", "chromium-browser", "google-chrome"],
  "chromium-shell": ["chromium-headless-shell"],
  firefox: ["firefox-esr"],
};

/** The browser's program, if the machine has it. */
export function browserPath(name: BrowserName): string | undefined {
  return browserPrograms[name].map(which).find((path) => path !== undefined);
}

/** All browsers, or those named. */
export function needsBrowsers(...names: BrowserName[]): false | string {
  const wanted: BrowserName[] =
    names.length > 0 ? names : ["chromium", "chromium-shell", "firefox"];
  const missing = wanted.filter((name) => browserPath(name) === undefined);
  const packages = {
    chromium: "chromium",
    "chromium-shell": "chromium-headless-shell",
    firefox: "firefox-esr",
  };
  return needs(missing.map((name) => packages[name]));
}

/** Programs by the name of their Debian package. */
export function needsPrograms(
  programs: Record<string, string>
): false | string {
  return needs(
    Object.entries(programs)
      .filter(([program]) => which(program) === undefined)
      .map(([, debianPackage]) => debianPackage)
  );
}

/** A real Home Assistant, which is installed when it first starts. */
export async function needsHomeAssistant(): Promise<false | string> {
  const missing = await mayFindPython();
  return missing ? `${missing.reason}; ${missing.advice}` : false;
}

function needs(packages: string[]): false | string {
  if (packages.length === 0) return false;
  const how = `apt-get install --no-install-recommends ${packages.join(" ")}`;
  const who = mayInstall() ? "npm test, or " : "sudo ";
  return `${packages.join(", ")} missing; enable with: ${who}${how}`;
}
