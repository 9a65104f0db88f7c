/**
 * Everything that a person may meet on the way in, reached for real, in every
 * look. Pictures go to `shots/walk`, to be looked at: no test can say whether
 * a page is good, only that it is broken.
 */
import assert from "node:assert/strict";
import { before, beforeEach, it } from "node:test";
import axe from "axe-core";
import type { BrowserContextOptions, Page } from "playwright-core";
import { people, seed } from "./desktop/seed.ts";
import { setActive, usersNamed } from "./desktop/users.ts";
import { currentVersion } from "../support/home-assistant/provision.ts";
import {
  assertIsIn,
  entry,
  goHome,
  newContext,
  openHome,
  openLoginPage,
  signInAtProvider,
} from "./person.ts";
import { looks, takeShot } from "./shots.ts";
import { onStage, type Stage } from "./stage.ts";

/** How far the gateway's clock is ahead, in seconds. */
let ahead = 0;

onStage(
  "the way in, looked at",
  {
    browser: "chromium-shell",
    open: () =>
      openHome({
        people,
        seed: (provider) => seed(currentVersion, provider),
        runtime: { now: () => Math.floor(Date.now() / 1000) + ahead },
      }),
  },
  testWalk
);

/** Somebody who looks at everything in one way. */
interface Walker {
  page: Page;
  isGerman: boolean;
  /**
   * Takes a picture, and sees to it that the page is whole.
   *
   * @param ours what of the page is ours
   */
  look(scene: string, ours?: string, other?: Page): Promise<void>;
}

function testWalk(stage: Stage): void {
  const walkers: Walker[] = [];

  before(async () => {
    for (const [name, { colorScheme, ...viewport }] of Object.entries(looks)) {
      walkers.push(await walk(name, { colorScheme, viewport }));
    }
    const { colorScheme, ...viewport } = looks.narrow;
    walkers.push(await walk("german", { colorScheme, viewport }, true));
  });

  const walk = async (
    name: string,
    options: BrowserContextOptions,
    isGerman = false
  ): Promise<Walker> => {
    const context = await newContext(stage.browser, {
      ...options,
      reducedMotion: "reduce",
    });
    if (isGerman) {
      await context.addInitScript(() => {
        localStorage.setItem("selectedLanguage", '"de"');
      });
    }
    const page = await context.newPage();
    return {
      page,
      isGerman,
      look: async (scene, ours, shown = page) => {
        await shown.waitForFunction(() => document.readyState === "complete");
        await takeShot(shown, "walk", `${scene}-${name}`);
        await assertWhole(shown, ours);
      },
    };
  };

  beforeEach(async () => {
    for (const { page } of walkers) {
      await page.unrouteAll({ behavior: "ignoreErrors" });
      await page.context().clearCookies();
      await page.goto("about:blank");
    }
  });

  /** A scene in every look, one after another. */
  const scene = (title: string, play: (walker: Walker) => Promise<void>) => {
    it(title, async () => {
      for (const walker of walkers) await play(walker);
    });
  };

  /** A scene in every look at once: it takes long, and mostly waits. */
  const slowScene = (
    title: string,
    play: (walker: Walker) => Promise<void>
  ) => {
    it(title, async () => {
      await Promise.all(walkers.map(play));
    });
  };

  /** As somebody of the provider, up to where its answer is due. */
  const toProvider = async ({ page }: Walker) => {
    await openLoginPage(page, stage.home.url);
    await entry(page).click();
    await page.locator("input[name=login]").waitFor();
  };

  const step = (page: Page) => page.locator("ha-auth-external");

  const says = (walker: Walker, english: RegExp, german: RegExp) =>
    walker.page
      .getByText(walker.isGerman ? german : english)
      .first()
      .waitFor();

  scene("the login page, on the way out, and the main page", async (walker) => {
    const { page, look } = walker;
    const { url, provider } = stage.home;
    await openLoginPage(page, url);
    await look("login-before");
    // As while a provider takes its time.
    await page.route(`${provider.issuer}/**`, (route) =>
      route.abort("aborted")
    );
    await entry(page).click();
    await says(walker, /Nothing happens\? Continue/, /Nichts passiert\?/);
    await look("login-leaving", "ha-auth-external");
    await page.unrouteAll();
    await toProvider(walker);
    await look("provider");
    await signInAtProvider(page, "robin");
    await assertIsIn(page, url);
    await page.locator("#ha-launch-screen").waitFor({ state: "detached" });
    await look("main");
    await page.evaluate(() => localStorage.removeItem("hassTokens"));
  });

  scene("the provider said no", async (walker) => {
    await toProvider(walker);
    await walker.page
      .getByRole("link", { name: "Cancel" })
      .click({ noWaitAfter: true });
    await says(walker, /did not let you in/, /nicht hereingelassen/);
    await walker.look("abort-refused", "ha-auth-external");
  });

  scene("somebody in no group", async (walker) => {
    await toProvider(walker);
    await signInAtProvider(walker.page, "jules");
    await says(walker, /You have no access/, /noch keinen Zugriff/);
    await walker.look("abort-no-access", "ha-auth-external");
  });

  it("somebody whose user is switched off", async () => {
    const [user] = await usersNamed(stage.home, "Robin Vale");
    assert.ok(user);
    await setActive(stage.home, user.id, false);
    try {
      for (const walker of walkers) {
        await toProvider(walker);
        await signInAtProvider(walker.page, "robin");
        await says(walker, /is switched off/, /ist abgeschaltet/);
        await walker.look("abort-inactive", "ha-auth-external");
      }
    } finally {
      await setActive(stage.home, user.id, true);
    }
  });

  scene("the owner's second factor", async (walker) => {
    await toProvider(walker);
    await signInAtProvider(walker.page, "olive");
    await walker.page.locator("ha-auth-form input").waitFor();
    await walker.look("second-factor");
  });

  scene("a client that is not of this home", async (walker) => {
    const client = "http://192.168.1.30:8090/";
    const query = new URLSearchParams({
      client_id: client,
      redirect_uri: client,
    });
    const { page, look } = walker;
    await page.goto(`${stage.home.url}/auth/authorize?${query}`);
    await page.locator("input[name=username]").waitFor();
    await entry(page).click();
    await says(walker, /is not part of your home/, /gehört nicht zu/);
    await look("client", "ha-auth-external");
  });

  scene("an answer for another browser", async (walker) => {
    const { page, look } = walker;
    await toProvider(walker);
    await page.context().clearCookies({ name: /external-login/ });
    await signInAtProvider(page, "robin");
    await page.getByRole("heading", { name: /another browser/ }).waitFor();
    await look("error-elsewhere", "body");
  });

  scene("an answer that is none", async ({ page, look }) => {
    const path = "/auth/external-login/callback/example-id?state=none";
    await page.goto(`${stage.home.url}${path}`);
    await page.getByRole("heading", { name: /did not work/ }).waitFor();
    await look("error-failed", "body");
  });

  scene("a login that took too long", async (walker) => {
    const { page, look } = walker;
    await toProvider(walker);
    ahead = 16 * 60;
    try {
      await signInAtProvider(page, "robin");
      await page.getByRole("heading", { name: /took too long/ }).waitFor();
    } finally {
      ahead = 0;
    }
    await look("error-expired", "body");
  });

  slowScene(
    "a look for the tab that takes long, and another one",
    async (walker) => {
      const { page, look, isGerman } = walker;
      await toProvider(walker);
      const answer = "**/callback/example-id/return";
      await page.route(answer, () => {});
      await signInAtProvider(page, "robin");
      const slow = isGerman ? "Es passiert nichts?" : "Nothing happens?";
      await page.getByText(slow).waitFor();
      await look("tab-check", "body");
      const other = await page.context().newPage();
      await other.goto(page.url());
      await says(
        { ...walker, page: other },
        /already used/,
        /bereits verwendet/
      );
      await look("error-used", "body", other);
      await other.close();
    }
  );

  it("a provider that is not there", async () => {
    const settings = stage.home.configuration.providers[0]?.settings;
    assert.ok(settings);
    const { issuer } = settings;
    settings.issuer = "http://127.0.0.1:9";
    await stage.home.restartGateway();
    try {
      for (const walker of walkers) {
        await openLoginPage(walker.page, stage.home.url);
        await entry(walker.page).click();
        await says(walker, /cannot be reached right now/, /nicht erreichbar/);
        await walker.look("abort-unreachable", "ha-auth-external");
      }
    } finally {
      settings.issuer = issuer;
      await stage.home.restartGateway();
    }
  });

  it("our step first", async () => {
    stage.home.configuration.first = "external";
    await stage.home.restartGateway();
    try {
      for (const walker of walkers) {
        await goHome(walker.page, stage.home.url);
        await step(walker.page).locator("ha-button").waitFor();
        await says(walker, /Keep me logged in/, /Angemeldet bleiben/);
        await walker.look("first-external", "ha-auth-external");
      }
    } finally {
      stage.home.configuration.first = "password";
      await stage.home.restartGateway();
    }
  });

  it("a Home Assistant that is away, and back", async () => {
    const { home } = stage;
    for (const walker of walkers) await toProvider(walker);
    const left = walkers.map(({ page }) => page.url());
    assert.ok(left.every((url) => url.startsWith(home.provider.issuer)));
    await home.homeAssistant.waitRunning();
    await home.homeAssistant.kill();
    for (const walker of walkers) {
      const { page } = walker;
      await lookOnce(walker, "error-restarting", async () => {
        await signInAtProvider(page, "robin");
        await says(walker, /is restarting\./, /startet gerade neu\./);
      });
      await lookOnce(walker, "error-ha-unreachable", async () => {
        await goPast(page, `${home.url}/lovelace/0`);
        await page.getByText("Home Assistant does not answer.").waitFor();
      });
    }
    await home.homeAssistant.restart();
    for (const { page } of walkers) {
      await page.waitForURL(/\/auth\/authorize\?/, { waitUntil: "commit" });
    }
  });
}

/** A page that asks again by itself every few seconds: once it was seen. */
async function lookOnce(
  { page, look }: Walker,
  scene: string,
  come: () => Promise<void>
): Promise<void> {
  let seen = () => {};
  const isSeen = new Promise<void>((resolve) => (seen = resolve));
  await page.route(
    ({ href }) => href === page.url(),
    async (route) => {
      if (route.request().method() === "GET") await isSeen;
      await route.continue().catch(() => {});
    }
  );
  try {
    await come();
    await look(scene, "body");
  } finally {
    seen();
    await page.unrouteAll({ behavior: "ignoreErrors" });
  }
}

/** On, although the page asks again by itself every few seconds. */
async function goPast(page: Page, url: string): Promise<void> {
  await page.goto(url).catch(() => page.goto(url));
}

/** Nothing is left to be filled in; of ours, nothing sticks out or is dim. */
async function assertWhole(page: Page, ours?: string): Promise<void> {
  const { width, words } = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth - innerWidth,
    words: document.body.innerText,
  }));
  assert.doesNotMatch(words, /\{\w+\}|undefined|ui\.panel/);
  if (ours === undefined) return;
  assert.ok(width <= 0, `${width} px stick out`);
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async (selector) => {
    const { axe: engine } = window as unknown as { axe: typeof axe };
    const result = await engine.run(selector);
    return result.violations.map(({ id, nodes }) => ({
      id,
      html: nodes.map((node) => node.html),
    }));
  }, ours);
  assert.deepEqual(violations, []);
}
