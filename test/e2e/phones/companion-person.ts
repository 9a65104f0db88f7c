/**
 * What a person does with the companion and with the browser beside it, in the
 * words of a person.
 *
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Locator, Page } from "playwright-core";
import type { ShellApp } from "../../support/phones/shell-app.ts";
import { patience } from "../person.ts";

export const shellPaths = {
  start: "/auth/external-login/app/start",
  finish: "/auth/external-login/app/finish",
};

export function button(shell: ShellApp, name: string | RegExp): Locator {
  return shell.page().getByRole("button", { name });
}

export function says(shell: ShellApp, words: string | RegExp): Promise<void> {
  return shell.page().getByText(words).first().waitFor();
}

/** From a fresh app to the browser, by typing an address. */
export async function addHome(shell: ShellApp, home: string): Promise<Page> {
  await button(shell, "Add a home").click();
  await shell.page().getByLabel("Address of your home").fill(home);
  await button(shell, "Add a home").click();
  await says(shell, "Secure. This phone trusts the certificate.");
  return shell.systemBrowser.opens(() => button(shell, "Add a home").click());
}

/** The page that asks whether to open the app. */
export async function linkPage(page: Page, name: string): Promise<Locator> {
  await page
    .getByRole("heading", { name: `as ${name} in the app on this phone?` })
    .waitFor();
  return page.getByRole("link", { name: "Open the app" });
}

/** The home in the web view, once it is there. */
export async function homeView(shell: ShellApp): Promise<Page> {
  const until = Date.now() + patience;
  while (Date.now() < until) {
    const page = shell.inAppBrowser.page();
    if (page) return page;
    await sleep(50);
  }
  throw new Error("The web view did not open");
}

/** What the shell asked of the home at that path. */
export function askedAt(shell: ShellApp, path: string) {
  return shell.http.requests.filter(
    ({ url }) => new URL(url).pathname === path
  );
}

/** The `state` that the app waits for, as its browser was given it. */
export function waitingState(shell: ShellApp): string {
  const url = new URL(shell.systemBrowser.opened.at(-1) ?? "");
  return url.searchParams.get("state") ?? "";
}
