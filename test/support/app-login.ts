/**
 * Logins that begin in one browser and come back in another, as far as they
 * need no real one: what an app's login page, a companion's shell and the
 * system browser send.
 *
 * @module
 */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import type { Browser } from "./browser.ts";
import {
  createBody,
  loginPage,
  providerId,
  type LoginPage,
  type TestHome,
} from "./home.ts";

const webView = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36";

/** What the login page's browser calls itself, in apps that are in use. */
export const userAgents = {
  android: `${webView} Home Assistant/2026.8.3 (Android 16; Pixel 9)`,
  oldAndroid: `${webView} Home Assistant/2025.12.1 (Android 16; Pixel 9)`,
  ios: "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Home Assistant/2026.7.3 (io.robbie.HomeAssistant; build:1; iOS 26.0.0) Mobile/HomeAssistant, like Safari",
  oldIos:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Home Assistant/2026.6.0 (io.robbie.HomeAssistant; build:1; iOS 26.0.0) Mobile/HomeAssistant, like Safari",
  companion: `${webView} HaExternalLogin/0.1.0`,
  desktop: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0",
} as const;

export type UserAgent = keyof typeof userAgents;

/** Client ids of the official apps. */
export const clientIds = {
  android: "https://home-assistant.io/android",
  ios: "https://home-assistant.io/iOS",
} as const;

/** A step as a login page reads it. */
export interface Step {
  type: string;
  flow_id: string;
  step_id?: string;
  url: string;
  reason?: string;
  result?: string;
  errors?: Record<string, string> | null;
  description_placeholders: Record<string, string> | null;
}

/** An official app's login page, and what it was answered. */
export interface AppPage {
  browser: Browser;
  agent: UserAgent;
  clientId: string;
  step: Step;
}

/** Opens an official app's login page and picks our entry there. */
export async function openApp(
  browser: Browser,
  agent: UserAgent = "android",
  more: Record<string, unknown> = {}
): Promise<AppPage> {
  const clientId = /ios/i.test(agent) ? clientIds.ios : clientIds.android;
  const response = await browser.ask("/auth/login_flow", {
    method: "POST",
    headers: { "user-agent": userAgents[agent] },
    body: {
      client_id: clientId,
      handler: ["external", providerId],
      redirect_uri: "homeassistant://auth-callback",
      ...more,
    },
  });
  const step = (await response.json()) as Step;
  return { browser, agent, clientId, step };
}

/** What the page posts on its flow, and what it is answered. */
export async function postStep(
  { browser, agent, clientId, step }: AppPage,
  body: Record<string, unknown>
): Promise<Step & { status: number }> {
  const response = await browser.ask(`/auth/login_flow/${step.flow_id}`, {
    method: "POST",
    headers: { "user-agent": userAgents[agent] },
    body: { client_id: clientId, ...body },
  });
  return { ...((await response.json()) as Step), status: response.status };
}

/** The system browser: at the provider and back, to the page that asks. */
export async function signInAt(
  home: TestHome,
  browser: Browser,
  url: string
): Promise<{ status: number; text: string; path: string; login: string }> {
  const back = await home.provider.authorize(new URL(url));
  const path = back.pathname + back.search;
  const response = await browser.ask(path);
  const text = await response.text();
  const login = /name="login" value="([^"]+)"/.exec(text)?.[1] ?? "";
  return { status: response.status, text, path, login };
}

const matchPath = "/auth/external-login/match";

/** A press on a page of *match*. */
export async function press(
  browser: Browser,
  login: string,
  action: "show" | "sure" | "decline"
): Promise<{ status: number; text: string; code: string }> {
  const response = await browser.form(matchPath, { login, action });
  const text = await response.text();
  const code = /id="code"[^>]*>\s*([A-Z-]+)\s*</.exec(text)?.[1] ?? "";
  return { status: response.status, text, code };
}

/** The address for any device: opened, and a provider chosen. */
export async function startDevice(browser: Browser): Promise<string> {
  const response = await browser.form(matchPath, {
    action: "start",
    provider: providerId,
  });
  assert.equal(response.status, 303);
  return response.headers.get("location") ?? "";
}

/** A companion's shell: its verifier, and what it was told at the start. */
export interface Shell {
  browser: Browser;
  verifier: string;
  url: string;
  state: string;
  iss: string;
}

export const link = "io.github.example.app:/auth-callback";

export function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}

/** What a shell posts, from native code: with a type, and no `Origin`. */
export function postAsShell(
  browser: Browser,
  route: "start" | "finish",
  body: unknown
): Promise<Response> {
  const { asked, _gateway: gateway } = browser;
  const url = `${asked.origin}/auth/external-login/app/${route}`;
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  return gateway.handle(new Request(url, init), asked);
}

/** What a shell begins with, for a test that bends it. */
export const startBody = {
  link,
  challenge: challengeOf("v".repeat(43)),
  provider: providerId,
};

/** A companion's shell begins. */
export async function startShell(
  browser: Browser,
  change: Record<string, unknown> = {}
): Promise<Shell> {
  const verifier = randomBytes(32).toString("base64url");
  const response = await postAsShell(browser, "start", {
    link,
    challenge: challengeOf(verifier),
    provider: providerId,
    ...change,
  });
  assert.equal(response.status, 200);
  const { url, state, iss } = await response.json();
  return { browser, verifier, url, state, iss };
}

/** The link on a page that asks whether to open the app. */
export function linkOn(text: string): URLSearchParams {
  const [, href = ""] = /href="(io\.github[^"]+)"/.exec(text) ?? [];
  const [start = "", query = ""] = href
    .replaceAll("&amp;", "&")
    .split(/\?(.*)/s);
  assert.equal(start, link);
  return new URLSearchParams(query);
}

/** What would lead on from a page without a tap. */
export const leadsOn =
  /<script|http-equiv|<iframe|<frame|<object|<embed|<form[^>]*action="(?!\/auth\/external-login\/)|<[^>]* on\w+=/i;

/** What a shell sends once the link was tapped. */
export async function finishShell(
  browser: Browser,
  code: string,
  verifier: string
): Promise<{ status: number; resume?: string; message?: string }> {
  const response = await postAsShell(browser, "finish", { code, verifier });
  return { status: response.status, ...(await response.json()) };
}

/** The web view's first page, with the ticket in its header. */
export function openWebView(
  browser: Browser,
  ticket?: string,
  query = ""
): Promise<Response> {
  return browser.ask(`/auth/external-login/app/open${query}`, {
    headers: {
      "user-agent": userAgents.companion,
      ...(ticket !== undefined && { "x-external-login-resume": ticket }),
    },
  });
}

/** A login by link, up to the tap. */
export interface Linked {
  shell: Shell;
  /** The system browser, and the page that it shows. */
  system: Browser;
  page: Awaited<ReturnType<typeof signInAt>>;
  /** What the link on it carries. */
  answer: URLSearchParams;
  code: string;
}

/** Starts in an app and signs in; nobody has tapped anything. */
export async function toTap(
  home: TestHome,
  change: Record<string, unknown> = {}
): Promise<Linked> {
  const shell = await startShell(home.browser(), change);
  const system = home.browser();
  const page = await signInAt(home, system, shell.url);
  assert.equal(page.status, 200);
  const answer = linkOn(page.text);
  return { shell, system, page, answer, code: answer.get("code") ?? "" };
}

/** The same, tapped: the ticket that the shell got. */
export async function toTicket(
  home: TestHome
): Promise<Linked & { ticket: string }> {
  const linked = await toTap(home);
  const { shell, code } = linked;
  const { resume } = await finishShell(shell.browser, code, shell.verifier);
  assert.ok(resume);
  return { ...linked, ticket: resume };
}

/** What Home Assistant's own page is answered first, in an app's web view. */
export async function enter(
  browser: Browser,
  change: Partial<LoginPage> = {}
): Promise<Step> {
  const page = loginPage(browser.asked.origin, change);
  const response = await browser.ask("/auth/login_flow", {
    method: "POST",
    headers: { "user-agent": userAgents.companion },
    body: createBody(page, ["homeassistant", null]),
  });
  return (await response.json()) as Step;
}
