/**
 * Our step on Home Assistant's real login pages, of four releases. Pictures
 * go to `shots/login`, to be looked at.
 */
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Page,
} from "playwright-core";
import { build } from "vite";
import { closeTabs, launch } from "../support/browsers.ts";
import { olderFrontends } from "../support/home-assistant/frontend.ts";
import { currentVersion } from "../support/home-assistant/provision.ts";
import { needsBrowsers, needsHomeAssistant } from "../support/needs.ts";
import {
  abort,
  confirm,
  entry,
  exampleId,
  external,
  filesOf,
  form,
  local,
  match,
  ordinary,
  secondFactor,
  serveLoginPage,
} from "./login-server.ts";
import type { LoginPage } from "./login-server.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

const shots = new URL("shots/login/", import.meta.url);

const skip = needsBrowsers("chromium-shell") || (await needsHomeAssistant());

/** A browser that Home Assistant gives the bundle for old ones. */
const oldBrowser =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/80.0.3987.87 Safari/537.36";

const foreign = "https://panel.example.net/";

const android = "https://home-assistant.io/android";

const narrow = { width: 320, height: 700 };

let browser: Browser;

const contexts = new Map<string, BrowserContext>();

/** A browser that keeps the page's bundle from one test to the next. */
async function contextOf(
  options: BrowserContextOptions
): Promise<BrowserContext> {
  const key = JSON.stringify(options);
  const known = contexts.get(key);
  if (known) return known;

  const context = await browser.newContext({
    viewport: { width: 560, height: 760 },
    reducedMotion: "reduce",
    ...options,
  });
  // A busy machine is not a page without a flow.
  await context.addInitScript(() => {
    const start = window.setTimeout;
    const patient = (work: TimerHandler, delay = 0, ...rest: unknown[]) =>
      start(work, delay === 2000 ? 60_000 : delay, ...rest);
    if (!location.hash) Object.assign(window, { setTimeout: patient });
  });
  contexts.set(key, context);
  return context;
}

before(async () => {
  if (skip) return;
  await mkdir(shots, { recursive: true });
  await build({ root, configFile: `${root}vite.config.ts`, logLevel: "warn" });
  browser = await launch("chromium-shell");
});

after(() => browser?.close());

// Lost without this: a release of Home Assistant on which nobody gets in, or
// on which somebody cannot get at the password form any more.
for (const version of [currentVersion, ...olderFrontends]) {
  describe(`the login page of ${version}`, { skip }, () => {
    let home: LoginPage;

    before(async () => {
      home = await serveLoginPage(await filesOf(version));
    });

    after(() => home.close());

    beforeEach(() => {
      home.asked.length = 0;
      home.answers = ordinary();
    });

    afterEach(() => closeTabs(browser));

    const open = async (
      options: BrowserContextOptions = {},
      clientId = `${home.origin}/`,
      hash = ""
    ): Promise<Page> => {
      const context = await contextOf(options);
      const page = await context.newPage();
      const query = new URLSearchParams({
        response_type: "code",
        client_id: clientId,
        redirect_uri: `${clientId}?auth_callback=1`,
        state: "abc",
        code_challenge: "c".repeat(43),
        code_challenge_method: "S256",
      });
      await page.goto(`${home.origin}/auth/authorize?${query}${hash}`);
      return page;
    };

    /** With the home's answer to the first question, ours in front. */
    const openFirst = async (
      step: () => ReturnType<typeof abort | typeof external>,
      options?: BrowserContextOptions,
      clientId?: string
    ): Promise<Page> => {
      home.answers.providers = [exampleId, local];
      let isTyped = false;
      home.answers.create = ({ handler }) => {
        if ((handler as string[])[0] !== "external") return form();
        const shown = step();
        isTyped = "step_id" in shown && shown.step_id !== "external";
        return shown;
      };
      const page = await open(options, clientId);
      await ours(page).getByRole("heading").waitFor();
      if (isTyped && home.answers.later) {
        await ours(page)
          .locator("ha-auth-match")
          .getByRole("heading")
          .waitFor();
      }
      return page;
    };

    const ours = (page: Page) => page.locator("ha-auth-external");

    const button = (page: Page, name: string) =>
      ours(page).getByRole("button", { name });

    const pickOurs = (page: Page) =>
      page
        .locator("ha-pick-auth-provider")
        .getByText("Example ID", { exact: true })
        .click();

    const passwordForm = (page: Page) =>
      page.locator('ha-auth-flow input[name="password"]');

    const created = () =>
      home.asked.filter(({ path }) => path === "/auth/login_flow").length;

    const picture = (page: Page, name: string) =>
      page.screenshot({
        path: fileURLToPath(new URL(`${version}-${name}.png`, shots)),
        animations: "disabled",
      });

    it("has its own form first, as it was", async () => {
      const page = await open();
      await passwordForm(page).waitFor();
      await picture(page, "form");
      assert.equal(await ours(page).count(), 0);
      assert.deepEqual(
        await page
          .locator("ha-auth-flow input:not([type=checkbox])")
          .evaluateAll((inputs) =>
            inputs.map((input) => input.getAttribute("autocomplete"))
          ),
        ["username", "current-password"]
      );
      const ownDefine = await page.evaluate(() =>
        Object.hasOwn(customElements, "define")
      );
      assert.equal(ownDefine, false);
    });

    it("leaves with one press on our provider, tick and state with it", async () => {
      const page = await open();
      await passwordForm(page).waitFor();
      await pickOurs(page);
      await page.waitForURL("**/outside");
      const posts = home.asked.filter(({ method }) => method === "POST");
      assert.deepEqual(posts.at(-1), {
        method: "POST",
        path: "/auth/login_flow/flow",
        body: {
          client_id: `${home.origin}/`,
          state: "abc",
          store_token: true,
          language: "en",
        },
      });
      assert.equal(posts.length, 3);
    });

    it("keeps the password that is typed when our provider answers late", async () => {
      let answer = (_step: ReturnType<typeof external>): void => {};
      const late = new Promise<ReturnType<typeof external>>(
        (resolve) => (answer = resolve)
      );
      let forms = 0;
      home.answers.create = ({ handler }) => {
        if ((handler as string[])[0] === "external") return late;
        forms += 1;
        return { ...form(), flow_id: `form ${forms}` };
      };
      const page = await open();
      await passwordForm(page).waitFor();
      await pickOurs(page);
      const second = page.waitForResponse(/login_flow$/);
      await page.getByText("Home Assistant Local").click();
      await second;
      await passwordForm(page).fill("open-sesame");
      const answered = page.waitForResponse(/login_flow$/);
      answer(external());
      await (await answered).finished();
      await page.locator('input[name="username"]').fill("robin");
      assert.equal(await passwordForm(page).inputValue(), "open-sesame");
      assert.equal(await ours(page).count(), 0);
      assert.equal(created(), 3);
    });

    it("waits where our step comes first, without a button of its own", async () => {
      const page = await openFirst(external);
      await picture(page, "first");
      assert.equal(
        await ours(page).getByRole("heading").textContent(),
        "Log in to Willow House"
      );
      assert.equal(await page.locator("ha-auth-flow ha-button").count(), 1);
      assert.equal(created(), 1);
      assert.equal(home.asked.at(-1)?.path, "/auth/login_flow");
      await button(page, "Continue with Example ID").dblclick();
      await page.waitForURL("**/outside");
      assert.equal(
        home.asked.filter(({ path }) => path.endsWith("/flow")).length,
        1
      );
    });

    it("does not take Enter in our step for starting over", async () => {
      const page = await openFirst(() => abort("refused"));
      await page.locator("ha-auth-external ha-alert").press("Enter");
      await button(page, "Use your password").focus();
      await page.keyboard.press("Enter");
      await passwordForm(page).waitFor();
      assert.equal(created(), 2);
    });

    it("has its password form one press from a refusal", async () => {
      const page = await openFirst(() => abort("refused"));
      await picture(page, "refused");
      await button(page, "Use your password").click();
      await passwordForm(page).waitFor();
      assert.equal(await ours(page).count(), 0);
      await pickOurs(page);
      await ours(page).getByRole("heading").waitFor();
    });

    it("has it also where the refusal came in its place", async () => {
      let first = true;
      home.answers.create = () => {
        if (!first) return form();
        first = false;
        return abort("elsewhere");
      };
      const page = await open();
      await button(page, "Use your password").click();
      await passwordForm(page).waitFor();
      assert.equal(created(), 2);
    });

    it("leaves at once when a refusal is tried again", async () => {
      const steps = [abort("refused"), external()];
      const page = await openFirst(() => steps.shift() ?? abort("failed"));
      await button(page, "Try again").click();
      await page.waitForURL("**/outside");
      assert.equal(created(), 2);
    });

    it("shows how the hand-over ended", async () => {
      home.answers.submit = () => abort("unreachable");
      const page = await open();
      await passwordForm(page).waitFor();
      await pickOurs(page);
      await button(page, "Try Example ID again").waitFor();
      await picture(page, "unreachable");
    });

    it("never leaves for a foreign client by itself", async () => {
      home.answers.create = ({ handler }) =>
        (handler as string[])[0] === "external"
          ? external({ client: "panel.example.net" })
          : form();
      const page = await open({}, foreign);
      await passwordForm(page).waitFor();
      await pickOurs(page);
      await button(page, "Cancel").waitFor();
      await picture(page, "foreign");
      assert.equal(
        await ours(page).getByRole("heading").textContent(),
        "Give panel.example.net access to Willow House?"
      );
      assert.equal(home.asked.at(-1)?.path, "/auth/login_flow");
      await button(page, "Cancel").click();
      await passwordForm(page).waitFor();
    });

    it("is given our step in a browser that it counts as old", async () => {
      const page = await openFirst(external, { userAgent: oldBrowser });
      assert.equal(
        await page.evaluate(() => "latestJS" in window),
        false,
        "the bundle for new browsers was loaded"
      );
      await button(page, "Continue with Example ID").click();
      await page.waitForURL("**/outside");
    });

    it("asks for one script where no code is typed", async () => {
      const page = await open();
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.reload();
      await passwordForm(page).waitFor();
      await pickOurs(page);
      await page.waitForURL("**/outside");
      assert.deepEqual(
        asked.filter((url) => url.includes("/ours/")),
        [`${home.origin}/ours/login.js`]
      );
    });

    const field = (page: Page) => ours(page).getByLabel("Code");

    /** The page's own way on, with whatever it goes on with. */
    const wayOn = async (page: Page, press: () => Promise<void>) => {
      const going = page.waitForRequest(/auth_callback=1&/);
      await press();
      const url = (await going).url();
      // Chromium may never say that a tab has closed that was still loading.
      await page.waitForURL(url);
      return url;
    };

    const posts = () =>
      home.asked
        .filter(({ method }) => method === "POST")
        .map(({ path, body }) => [path.replace("/auth/login_flow", ""), body]);

    it("M42: takes Enter in the field for the code, and for nothing else", async () => {
      const page = await openFirst(match);
      await field(page).waitFor();
      await picture(page, "match");
      home.answers.submit = () => match({ error: "wrong_code" });
      const before = posts().length;
      await field(page).pressSequentially("bcdf-ghjk");
      await field(page).press("Enter");
      await ours(page).getByText("That is not the code.").waitFor();
      await picture(page, "wrong");
      assert.deepEqual(posts().slice(before), [
        ["/flow", { client_id: `${home.origin}/`, code: "BCDF-GHJK" }],
      ]);
      assert.equal(await field(page).inputValue(), "bcdf-ghjk");
      assert.equal(
        await page.evaluate(() => document.activeElement?.localName),
        "ha-alert"
      );
      // Nor does the shape of none, of which nobody is asked.
      await field(page).fill("bcdf");
      await field(page).press("Enter");
      await ours(page).getByText("A code has eight letters.").waitFor();
      assert.equal(posts().length, before + 1);
    });

    it("goes on after a code as it does after its own form", async () => {
      const own = await open();
      await passwordForm(own).waitFor();
      home.answers.submit = () => entry();
      await own.locator('input[name="username"]').fill("robin");
      await passwordForm(own).fill("open-sesame");
      const expected = await wayOn(own, () => passwordForm(own).press("Enter"));
      const page = await openFirst(confirm);
      await picture(page, "confirm");
      const went = await wayOn(page, () => button(page, "Continue").click());
      assert.equal(went, expected);
      assert.match(went, /&code=the-code&state=abc&storeToken=true$/);
    });

    it("M49: goes on to the app that asked, and keeps nothing for it", async () => {
      home.answers.submit = () => entry();
      const context = await contextOf({ locale: "en-IE" });
      await context.addInitScript(() => {
        const { navigation } = window as unknown as { navigation: EventTarget };
        navigation.addEventListener("navigate", (ev) => {
          const { url } = (ev as unknown as { destination: { url: string } })
            .destination;
          if (!url.startsWith("homeassistant:")) return;
          ev.preventDefault();
          Object.assign(window, { went: url });
        });
      });
      home.answers.providers = [exampleId, local];
      home.answers.create = () => confirm();
      const page = await context.newPage();
      const query = new URLSearchParams({
        client_id: android,
        redirect_uri: "homeassistant://auth-callback",
      });
      await page.goto(`${home.origin}/auth/authorize?${query}`);
      await button(page, "Continue").click();
      await page.waitForFunction(() => "went" in window);
      assert.equal(
        await page.evaluate(() => (window as unknown as { went: string }).went),
        "homeassistant://auth-callback?code=the-code"
      );
    });

    it("shows its own second factor after a code", async () => {
      home.answers.submit = (flowId) =>
        flowId === "flow" ? secondFactor() : entry();
      const page = await openFirst(confirm);
      await button(page, "Continue").click();
      const code = page.locator("ha-auth-flow input").first();
      await page.getByText("Just checking").waitFor();
      await picture(page, "second-factor");
      assert.equal(await ours(page).count(), 0);
      await code.fill("123456");
      const went = await wayOn(page, () => code.press("Enter"));
      assert.match(went, /&code=the-code&state=abc&storeToken=true$/);
      assert.deepEqual(posts().at(-1), [
        "/second-factor",
        { client_id: `${home.origin}/`, code: "123456" },
      ]);
    });

    it("says that a code cannot be typed, and has its password form", async () => {
      home.answers.later = false;
      const page = await openFirst(match);
      await ours(page).getByText("did not answer").waitFor();
      await picture(page, "missing");
      home.answers.later = true;
      await button(page, "Try again").click();
      await field(page).waitFor();
      home.answers.later = false;
      const again = await openFirst(match);
      await button(again, "Use your password").click();
      await passwordForm(again).waitFor();
    });

    it("M47: asks for another device, with an address for it", async () => {
      home.answers.create = ({ handler, another_device }) => {
        if ((handler as string[])[0] !== "external") return form();
        return another_device === true
          ? match({ out: "none", app: "" }, "second")
          : external({ another_device: "true" });
      };
      const page = await open();
      await passwordForm(page).waitFor();
      await pickOurs(page);
      await button(page, "Use another device").waitFor();
      await picture(page, "another-device");
      await button(page, "Use another device").click();
      await field(page).waitFor();
      await picture(page, "address");
      const [, asked] = posts().at(-1)!;
      assert.deepEqual(asked, {
        client_id: `${home.origin}/`,
        handler: ["external", "example-id"],
        redirect_uri: `${home.origin}/?auth_callback=1`,
        code_challenge: "c".repeat(43),
        code_challenge_method: "S256",
        response_type: "code",
        another_device: true,
      });
      home.answers.submit = (flowId) =>
        flowId === "second" ? confirm({ app: "" }) : abort("failed");
      await field(page).fill("bcdfghjk");
      await button(page, "Log in").click();
      await ours(page).getByText("Continue as Robin Vale").waitFor();
    });

    it("M50: lets only a tap open a window", async () => {
      const page = await openFirst(() => match({ out: "window" }));
      await field(page).waitFor();
      const opened = page.waitForEvent("popup");
      await ours(page)
        .getByRole("link", { name: "Continue with Example ID" })
        .click();
      await (await opened).waitForURL("**/outside");
      assert.match(page.url(), /authorize/);
      await picture(page, "tapped");
    });

    // The rest does not depend on the release.
    if (version !== currentVersion) return;

    it("speaks the language that was chosen below it", async () => {
      const page = await openFirst(external, { locale: "de-DE" });
      await button(page, "Weiter mit Example ID").waitFor();
      await picture(page, "german");
      assert.equal(await ours(page).getAttribute("lang"), "de");
      await page.evaluate(() => {
        const page = document.querySelector("ha-authorize");
        Object.assign(page!, { language: "en" });
      });
      await button(page, "Continue with Example ID").waitFor();
    });

    it("is mirrored where it is read from right to left", async () => {
      const page = await openFirst(external, { locale: "ar" });
      await picture(page, "arabic");
      const [mark, words] = await ours(page)
        .locator(".row > *")
        .evaluateAll((parts) =>
          parts.map((part) => part.getBoundingClientRect().left)
        );
      assert.ok(mark! > words!);
    });

    for (const colorScheme of ["light", "dark"] as const) {
      for (const [name, step, clientId] of [
        ["first", external],
        ["refused", () => abort("refused")],
        ["unreachable", () => abort("unreachable")],
        [
          "no-access",
          () =>
            abort("no_access", {
              name: "Robin Vale",
              account: "robin@example.org",
              administrator: "Mara Lindt",
            }),
        ],
        ["client", () => external({ client: "panel.example.net" }), foreign],
        ["another-device", () => external({ another_device: "true" })],
        ["match", match],
        ["address", () => match({ out: "none" })],
        ["wrong", () => match({ error: "wrong_code" })],
        ["confirm", confirm],
        ["stopped", () => abort("stopped")],
        ["declined", () => abort("declined")],
      ] as const) {
        it(`has no axe violation in our step: ${name}, ${colorScheme}`, async () => {
          const page = await openFirst(step, { colorScheme }, clientId);
          await picture(page, `${name}-${colorScheme}`);
          await page.evaluate(axe.source);
          const violations = await page.evaluate(async () => {
            const result = await (
              window as unknown as { axe: typeof axe }
            ).axe.run("ha-auth-external");
            return result.violations.map(({ id, nodes }) => ({
              id,
              html: nodes.map((node) => node.html),
            }));
          });
          assert.deepEqual(violations, []);
        });
      }
    }

    const width = (page: Page) =>
      page.evaluate(() => document.documentElement.scrollWidth);

    for (const [name, step] of [
      [
        "narrow",
        () =>
          abort("no_access", { name: "Robin Vale", account: "a".repeat(60) }),
      ],
      ["match-narrow", match],
      ["address-narrow", () => match({ out: "none" })],
      ["wrong-narrow", () => match({ error: "wrong_code" })],
      ["confirm-narrow", () => confirm({ account: "a".repeat(60) })],
    ] as const) {
      it(`is no wider at 320 pixels than without our step: ${name}`, async () => {
        const before = await open({ viewport: narrow });
        await passwordForm(before).waitFor();
        const page = await openFirst(step, { viewport: narrow });
        await picture(page, name);
        assert.ok((await width(page)) <= (await width(before)));
      });
    }

    for (const [locale, label, not] of [
      ["de-DE", "Weiter mit Example ID", "Das bin ich nicht"],
      ["fr-FR", "Continuer avec Example ID", "Ce n'est pas moi"],
      ["es-ES", "Continuar con Example ID", "No soy yo"],
      ["nl-NL", "Doorgaan met Example ID", "Dit ben ik niet"],
    ] as const) {
      it(`asks for a code in the page's language: ${locale}`, async () => {
        const page = await openFirst(match, { locale });
        await ours(page).getByRole("link", { name: label }).waitFor();
        await picture(page, `match-${locale}`);
        const asking = await openFirst(confirm, { locale });
        await button(asking, not).waitFor();
        await picture(asking, `confirm-${locale}`);
      });
    }

    it("A35: is given a plain link when its own bundle is missing", async () => {
      home.answers.bundle = false;
      // A browser that has not kept the bundle.
      const page = await open(
        { locale: "en-GB" },
        `${home.origin}/`,
        "#impatient"
      );
      const link = ours(page).getByRole("link", {
        name: "Continue with Example ID",
      });
      await link.waitFor();
      await picture(page, "fallback");
      assert.equal(await link.getAttribute("href"), "/outside");
      await link.click();
      await page.waitForURL("**/outside");
    });
  });
}
