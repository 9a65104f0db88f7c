/**
 * Which app a login page is shown in. Decided by what its browser calls
 * itself, which anybody can claim: it chooses words and ways out, and never
 * what somebody may do.
 *
 * @module
 */
import type { AppOptions } from "../options.ts";

/** An official app, by its user agent. */
export interface OfficialApp {
  os: "Android" | "iOS";
  version: string;
  /** `Android 16` */
  system: string;
}

/** The client ids of the official apps. */
const clientIds = {
  Android: "https://home-assistant.io/android",
  iOS: "https://home-assistant.io/iOS",
} as const;

/**
 * The official app that this is the login page of.
 *
 * @param clientId has to be that app's: in an ordinary browser, or in an app
 * for another client, there is none.
 */
export function officialApp(
  userAgent: string | null,
  clientId: string
): OfficialApp | undefined {
  const [, version, details = ""] =
    / Home Assistant\/(\d{4}\.\d{1,2}(?:\.\d{1,3})?) ?[^(]*\(([^)]*)\)/.exec(
      ` ${userAgent ?? ""}`
    ) ?? [];
  const [, os, release] =
    /(?:^|[ ;])(Android|iOS) (\d[\d.]{0,9})/.exec(details) ?? [];
  if (version === undefined || release === undefined) return undefined;
  if (os !== "Android" && os !== "iOS") return undefined;
  if (clientIds[os] !== clientId) return undefined;
  return { os, version, system: `${os} ${release}` };
}

/** What the official app with this id runs on, whoever sends it. */
export function osOf(clientId: string): OfficialApp["os"] | undefined {
  if (clientId === clientIds.Android) return "Android";
  return clientId === clientIds.iOS ? "iOS" : undefined;
}

/** How a person gets from an app's login page to a browser. */
export type WayOut = "link" | "window" | "none";

/**
 * Whether this app opens the provider's address in the system browser, and by
 * which kind of link.
 *
 * @param hosts of the provider, and of this home
 */
export function wayOut(
  { os, version }: OfficialApp,
  hosts: { provider: string; home: string }
): WayOut {
  if (os === "iOS") return isAtLeast(version, "2026.7.0") ? "window" : "none";
  // Android's app keeps every address of the home's own host to itself.
  const leaves = hosts.provider !== hosts.home;
  return leaves && isAtLeast(version, "2025.12.3") ? "link" : "none";
}

/** Whether this is the web view of a companion app. */
export function isCompanion(userAgent: string | null): boolean {
  return / HaExternalLogin\/\d/.test(userAgent ?? "");
}

/** A link's name in a `state`, which has no room for the link itself. */
export async function fingerprintOf(link: string): Promise<string> {
  const bytes = new TextEncoder().encode(link);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return btoa(String.fromCharCode(...digest)).slice(0, 11);
}

/** The app with this link, if it still may take part. */
export async function appOf(
  apps: readonly AppOptions[],
  fingerprint: string
): Promise<AppOptions | undefined> {
  for (const app of apps) {
    if ((await fingerprintOf(app.link)) === fingerprint) return app;
  }
  return undefined;
}

function isAtLeast(version: string, other: string): boolean {
  const [these, those] = [version, other].map((text) =>
    text.split(".").map(Number)
  );
  for (const index of [0, 1, 2]) {
    const difference = (these?.[index] ?? 0) - (those?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
