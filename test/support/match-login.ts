/**
 * Logins by *match*, up to the moments at which they are attacked, and what
 * is left of them afterwards.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Store } from "@ha-external-login/flow";
import {
  openApp,
  press,
  signInAt,
  startDevice,
  type AppPage,
  type UserAgent,
} from "./app-login.ts";
import type { Browser } from "./browser.ts";
import type { TestHome } from "./home.ts";

/** A login whose person has come back to the page that asks. */
export interface Met {
  app: AppPage;
  /** The browser in which the person signed in. */
  system: Browser;
  page: Awaited<ReturnType<typeof signInAt>>;
}

/** An app's page, and a person who followed its link and signed in. */
export async function meet(
  home: TestHome,
  {
    agent,
    starter = home.browser(),
    system = home.browser(),
  }: { agent?: UserAgent; starter?: Browser; system?: Browser } = {}
): Promise<Met> {
  const app = await openApp(starter, agent);
  assert.equal(app.step.step_id, "match", JSON.stringify(app.step));
  const page = await signInAt(home, system, app.step.url);
  return { app, system, page };
}

/** The same, with the code on the person's screen. */
export async function meetAndShow(
  home: TestHome,
  options: Parameters<typeof meet>[1] = {}
): Promise<Met & { code: string }> {
  const met = await meet(home, options);
  const { code } = await press(met.system, met.page.login, "show");
  assert.match(code, /^[A-Z]{4}-[A-Z]{4}$/);
  return { ...met, code };
}

/** A person who opened the address for any device, with a code on screen. */
export async function showAtDevice(
  home: TestHome,
  device = home.browser()
): Promise<{ device: Browser; login: string; code: string }> {
  const page = await signInAt(home, device, await startDevice(device));
  const { code } = await press(device, page.login, "show");
  assert.match(code, /^[A-Z]{4}-[A-Z]{4}$/);
  return { device, login: page.login, code };
}

/** The same page in another window, or a copy of its cookies. */
export function copyOf(home: TestHome, browser: Browser): Browser {
  const copy = home.browser(browser.asked.address, browser.asked.origin);
  for (const [name, cookie] of browser.cookies) copy.cookies.set(name, cookie);
  return copy;
}

/** The app's page after it was loaded once more, by the same app. */
export async function reload(app: AppPage): Promise<AppPage> {
  return openApp(app.browser, app.agent);
}

/** Eight letters that are not this code. */
export function otherCode(code: string): string {
  return code.startsWith("B") ? `C${code.slice(1)}` : `B${code.slice(1)}`;
}

/** What Home Assistant was told to show, once that is so many. */
export async function noticesOf(
  home: TestHome,
  count: number
): Promise<{ title: string; message: string }[]> {
  const read = () =>
    home.stub.messages
      .filter(({ domain }) => domain === "persistent_notification")
      .map((message) => message["service_data"])
      .map((data) => data as { title: string; message: string });
  for (let tries = 0; tries < 200 && read().length < count; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return read();
}

/** Once whatever nobody waits for has been said. */
export async function quietly(): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) await new Promise(setImmediate);
}

/** That nobody was let in: no code of Home Assistant's, no flow, no notice. */
export async function assertNobodyIn(home: TestHome): Promise<void> {
  await quietly();
  const codes = [...home.stub.home.codes.values()];
  const apps = codes.filter(({ clientId }) => !/\.invalid\//.test(clientId));
  assert.deepEqual(apps, []);
  assert.deepEqual(await noticesOf(home, 0), []);
  assert.equal(
    home.log.filter((line) => /login\.finished/.test(line)).length,
    0
  );
}

/** Reasons of the refusals in the log, in their order. */
export function refusals(home: TestHome): string[] {
  return home.log
    .map((line) => JSON.parse(line) as { event: string; reason?: string })
    .filter(({ event }) => event === "login.refused")
    .map(({ reason }) => reason ?? "");
}

/** That the log holds none of these, in no spelling. */
export function assertUnlogged(home: TestHome, ...secrets: string[]): void {
  const text = home.log.join("\n").toUpperCase();
  for (const secret of secrets) {
    for (const one of [secret, secret.replace("-", "")]) {
      assert.ok(!text.includes(one.toUpperCase()), one);
    }
  }
}

/** What was written into a store, and asked of it, by method. */
export interface WatchedStore extends Store {
  readonly calls: { method: string; args: unknown[] }[];
  /** Refuses from now on, as one that is gone; `false` ends it. */
  broken: boolean;
}

/** A store that says what it was asked, and may break. */
export function watch(store: Store, failure: () => Error): WatchedStore {
  const calls: WatchedStore["calls"] = [];
  const watched = {
    ...Object.fromEntries(
      Object.entries(store).map(([method, work]) => [
        method,
        async (...args: unknown[]) => {
          calls.push({ method, args });
          if (watched.broken) throw failure();
          return (work as (...args: unknown[]) => unknown)(...args);
        },
      ])
    ),
    calls,
    broken: false,
  } as unknown as WatchedStore;
  return watched;
}

/** What of the calls wrote something that lasts no login. */
export function written({ calls }: WatchedStore): string[] {
  return calls
    .filter(({ method }) => ["put", "consume", "count"].includes(method))
    .map(({ method, args }) => `${method} ${String(args[0])}`);
}
