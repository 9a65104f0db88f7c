/**
 * What a person does with an official app's login page and with the browser
 * beside it, in the words of a person.
 *
 * @module
 */
import type { BrowserContext, Locator, Page } from "playwright-core";
import type { OfficialApp } from "../../support/phones/official-app.ts";
import { entry, signInAtProvider } from "../person.ts";

/** The step with the field, or what it became. */
export function step({ view }: OfficialApp): Locator {
  return view.page.locator("ha-auth-external");
}

export function field(app: OfficialApp): Locator {
  return step(app).locator("input[name=code]");
}

/** Opens the login page and picks our entry in Home Assistant's own list. */
export async function pickEntry(app: OfficialApp): Promise<void> {
  const { page } = app.view;
  await app.openLoginPage();
  // The list moves as long as the form above it is not there.
  await page.locator("input[name=username]").waitFor();
  await app.tap(entry(page));
  // And it may have moved under the finger: a person presses again.
  await step(app)
    .waitFor({ timeout: 15_000 })
    .catch(async () => {
      if (await entry(page).isVisible()) await app.tap(entry(page));
    });
}

/** The same, up to the field for the code. */
export async function reachField(app: OfficialApp): Promise<void> {
  await pickEntry(app);
  await field(app).waitFor();
}

/** Leaves for the browser, where the provider's page opens. */
export function leave(app: OfficialApp): Promise<Page> {
  return app.systemBrowser.opens(() =>
    app.tap(step(app).getByRole("link", { name: "Continue with Example ID" }))
  );
}

/** Leaves, and signs in there up to the page that says what asked. */
export async function leaveAs(app: OfficialApp, login: string): Promise<Page> {
  const page = await leave(app);
  await signInAtProvider(page, login);
  await asked(page).waitFor();
  return page;
}

export function asked(page: Page): Locator {
  return page.getByRole("heading", { name: "Did you start this?" });
}

export function showButton(page: Page): Locator {
  return page.getByRole("button", { name: "Show the code" });
}

export function notMe(within: Page | Locator): Locator {
  return within.getByRole("button", { name: "This is not me" });
}

/** Presses for the code and reads it. */
export async function showCode(page: Page, app?: OfficialApp): Promise<string> {
  if (app) await app.tap(showButton(page));
  else await showButton(page).click();
  return readCode(page);
}

export async function readCode(page: Page): Promise<string> {
  const code = page.locator("#code");
  await code.waitFor();
  return (await code.textContent()) ?? "";
}

/** Comes back to the app and types. */
export async function type(app: OfficialApp, code: string): Promise<void> {
  await app.comeBack();
  await app.type(field(app), code);
  await app.tap(step(app).getByRole("button", { name: "Log in" }));
}

/** Yes, that is me; the code that the app gets. */
export async function goOn(app: OfficialApp): Promise<string> {
  await app.tap(step(app).getByRole("button", { name: "Continue" }));
  return app.done;
}

export function question(app: OfficialApp, name: string): Locator {
  return step(app).getByRole("heading", {
    name: `Continue as ${name} (Example ID)?`,
  });
}

export function says(app: OfficialApp, words: string | RegExp): Locator {
  return step(app).getByText(words);
}

/** On any device: opens the address, signs in, and gets a code. */
export async function codeFromAddress(
  context: BrowserContext,
  home: string,
  login: string
): Promise<string> {
  const page = await context.newPage();
  await page.goto(`${home}/auth/external-login/match`);
  await page
    .getByRole("button", { name: "Continue with Example ID" })
    .click({ noWaitAfter: true });
  await signInAtProvider(page, login);
  await page
    .getByRole("heading", { name: "Did you open this address yourself?" })
    .waitFor();
  return showCode(page);
}

/** A code that is none: each letter is another one. */
export function anotherCode(code: string): string {
  return code.replace(/[A-Z]/g, (letter) => (letter === "B" ? "C" : "B"));
}
