/**
 * *match*: the official apps as they are in the stores, at a real Home
 * Assistant, and what a phisher gets out of it.
 */
import assert from "node:assert/strict";
import { afterEach, before, it } from "node:test";
import { currentVersion } from "../../support/home-assistant/provision.ts";
import { openSocket } from "../../support/home-assistant/socket.ts";
import { totp } from "../../support/home-assistant-stub/totp.ts";
import {
  openOfficialApp,
  type OfficialApp,
  type OfficialAppOptions,
} from "../../support/phones/official-app.ts";
import { clientIds, type Os } from "../../support/phones/rules.ts";
import { people, seed, secondFactor } from "../desktop/seed.ts";
import {
  entry,
  newContext,
  openHome,
  patience,
  signInAtProvider,
} from "../person.ts";
import { onStage, type Stage } from "../stage.ts";
import { browserCost, countBrowserHops } from "./effort.ts";
import {
  anotherCode,
  asked,
  codeFromAddress,
  field,
  goOn,
  leave,
  leaveAs,
  notMe,
  pickEntry,
  question,
  reachField,
  readCode,
  says,
  showButton,
  showCode,
  step,
  type,
} from "./match-person.ts";
import { showPhones } from "./shown.ts";

const android = { os: "android", version: "2026.8.3" } as const;
const ios = { os: "ios", version: "2026.7.3" } as const;

/** How far the gateway's clock is ahead, in seconds. */
let ahead = 0;

onStage(
  "an official app at a real home",
  {
    browser: "chromium-shell",
    open: () =>
      openHome({
        people,
        seed: (provider) => seed(currentVersion, provider),
        runtime: { now: () => Math.floor(Date.now() / 1000) + ahead },
      }),
  },
  testMatch
);

function testMatch(stage: Stage): void {
  const apps: OfficialApp[] = [];
  let secrets: string[];

  before(() => {
    secrets = [];
  });

  afterEach(async (test) => {
    ahead = 0;
    await showPhones(
      test,
      apps.flatMap(({ view, systemBrowser }) => [
        view.context,
        systemBrowser.context,
      ])
    );
    await Promise.all(apps.splice(0).map((app) => app.close()));
    // S7: whatever was shown or handed over, no line of the log has it.
    const log = stage.home.log.join("\n");
    for (const secret of secrets.splice(0)) assert.ok(!log.includes(secret));
  });

  const open = async (
    which: { os: Os; version: string },
    more: Partial<OfficialAppOptions> = {}
  ) => {
    const { browser, home } = stage;
    const app = await openOfficialApp({
      ...which,
      browser,
      home: home.url,
      ...more,
    });
    app.view.context.setDefaultTimeout(patience);
    app.systemBrowser.context.setDefaultTimeout(patience);
    apps.push(app);
    return app;
  };

  /** Who that code is good for, redeemed as the app does, once. */
  const personOf = async (app: OfficialApp, code: string) => {
    secrets.push(code);
    const response = await app.redeem(code);
    assert.equal(response.status, 200);
    const tokens = (await response.json()) as {
      access_token: string;
      refresh_token: string;
    };
    assert.equal((await app.redeem(code)).status, 400);
    const { url } = stage.home.homeAssistant;
    return whoIs(url, tokens.access_token);
  };

  /** What of a login was let go, in the log and to Home Assistant. */
  const released = () =>
    stage.home.log.filter((line) => line.includes("login.finished")).length;

  for (const which of [android, ios]) {
    it(`M46, M49: ${which.os} ${which.version} signs in by a code from the browser, with timers stopped meanwhile`, async () => {
      const { home } = stage;
      const app = await open(which);
      const hops = countBrowserHops(app.systemBrowser, home.provider);
      await reachField(app);
      await leaveAs(app, "robin");
      await app.comeBack();

      // Once more, as somebody whom the provider knows by now.
      const before = { ...app.effort };
      const page = await leave(app);
      await asked(page).waitFor();
      const cost = hops.read();
      const code = await showCode(page, app);
      secrets.push(code, code.replace("-", ""));
      assert.match(code, /^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/);
      assert.ok(!page.url().includes(code));
      assert.ok(!(await page.title()).includes(code));
      await type(app, code.replace("-", ""));
      await question(app, "Robin Vale").waitFor();
      assert.equal(
        app.decisions.some(({ decision }) => decision.do === "done"),
        false
      );
      const user = await personOf(app, await goOn(app));
      assert.deepEqual([user.name, user.is_admin], ["Robin Vale", false]);

      const taps = app.effort.taps - before.taps;
      const characters = app.effort.characters - before.characters;
      console.log(
        `match on ${which.os} ${which.version}: ${taps} taps + ${characters} characters ` +
          `(at most 4 + 8; one more to pick our entry where it is not first); ` +
          `in the system browser ${browserCost(cost)} up to the page that asks`
      );
      assert.deepEqual([taps, characters], [4, 8]);
      assert.equal(browserCost(cost), "2 navigations / 1 pages");
      // Nothing of it ever was in the view: not the provider, not the code page.
      const { decision, url } = app.decisions.at(-1) ?? {};
      assert.equal(decision?.do, "done");
      assert.match(url ?? "", /^homeassistant:\/\/auth-callback\?code=[^&]+$/);
    });
  }

  for (const which of [
    { os: "android", version: "2025.12.1" },
    { os: "ios", version: "2026.6.0" },
  ] as const) {
    it(`M47: ${which.os} ${which.version} knows no way out: the address on any device, and the code`, async () => {
      const app = await open(which);
      await reachField(app);
      const host = new URL(stage.home.url).host;
      await says(app, `${host}/auth/external-login/match`).waitFor();
      assert.equal(await step(app).getByRole("link").count(), 0);
      const { context, home } = stage;
      const code = await codeFromAddress(context, home.url, "robin");
      secrets.push(code);
      await type(app, code.toLowerCase());
      await question(app, "Robin Vale").waitFor();
      const user = await personOf(app, await goOn(app));
      assert.equal(user.name, "Robin Vale");
      // The provider's page never was in the app's own view.
      assert.deepEqual(app.systemBrowser.opened, []);
      assert.ok(app.view.page.url().startsWith(home.url));
    });
  }

  it("M42, M43: takes any spelling, counts no typing error, and stops after five wrong codes for good", async () => {
    const app = await open(android);
    await reachField(app);
    const page = await leaveAs(app, "robin");
    const code = await showCode(page);
    secrets.push(code);
    const before = released();
    await type(app, "BCD");
    await says(app, "A code has eight letters.").waitFor();
    for (let tries = 1; tries < 5; tries += 1) {
      const answered = app.view.page.waitForResponse(/login_flow/);
      await type(app, anotherCode(code));
      await answered;
      await says(app, "That is not the code.").waitFor();
      // From the second on it stands there already, and will have the focus.
      await step(app).locator("ha-alert:focus").waitFor();
    }
    await type(app, anotherCode(code));
    await says(app, "This sign-in was stopped. Start again.").waitFor();
    assert.equal(released(), before);

    // A new login, to which the code that was right is a wrong one.
    await app.tap(step(app).getByRole("button", { name: "Start again" }));
    await field(app).waitFor();
    await type(app, code);
    await says(app, "That is not the code.").waitFor();
    assert.equal(released(), before);
    await page.reload();
    await page
      .getByRole("heading", { name: /took too long|no longer/ })
      .waitFor();
  });

  // M19: E starts in an app of E's own and has V open the link, who is signed
  // in at the provider. Whatever V does but read the code out, E has nothing.
  it("M19, M39: gives the phisher who sent the link nothing, whatever the person does with the page", async () => {
    const before = released();
    const victim = await newContext(stage.browser);
    const home = await victim.newPage();
    const link = async (app: OfficialApp) => {
      await reachField(app);
      const href = await step(app)
        .getByRole("link", { name: "Continue with" })
        .getAttribute("href");
      return href ?? "";
    };
    const seen: string[] = [];
    for (const does of ["closes", "leaves", "declines", "shows"] as const) {
      const app = await open(android);
      await home.goto(await link(app), { waitUntil: "commit" });
      if (seen.length === 0) await signInAtProvider(home, "robin");
      await asked(home).waitFor();
      const { host } = new URL(stage.home.url);
      const words = (await home.locator("body").innerText()).replace(
        /\s+/g,
        " "
      );
      for (const part of [
        "Home Assistant on Android 16",
        host,
        "Robin Vale",
        "Nobody who asks you for it is from your home.",
      ]) {
        assert.ok(words.includes(part), part);
      }
      // The way out comes first, and is as large.
      const buttons = home.getByRole("button");
      assert.deepEqual(await buttons.allInnerTexts(), [
        "This is not me",
        "Show the code",
      ]);
      const sizes = await buttons.evaluateAll((all) =>
        all.map((one) => one.getBoundingClientRect().height)
      );
      assert.equal(sizes[0], sizes[1]);
      if (does === "closes") await home.goto("about:blank");
      if (does === "declines") {
        await notMe(home).click();
        await home.getByText("Nothing was signed in.").waitFor();
      }
      if (does === "shows") secrets.push(await showCode(home));
      // E guesses; the page says the same in all four cases.
      await type(app, "BBBBBBBB");
      await says(app, "That is not the code.").waitFor();
      seen.push((await step(app).innerText()).trim());
      assert.deepEqual(app.view.page.url().startsWith(stage.home.url), true);
      await app.close();
      apps.length = 0;
    }
    assert.equal(new Set(seen).size, 1);
    assert.equal(released(), before);
    await victim.close();
  });

  // M44: E has seen V's callback address, and opens or posts it elsewhere.
  it("M44: shows the code to no other browser than the one that came back", async () => {
    const app = await open(android);
    await reachField(app);
    const page = await leaveAs(app, "robin");
    const login = await page.locator("input[name=login]").first().inputValue();
    for (const action of ["show", "sure", "decline"]) {
      const answer = await stage.context.request.post(
        `${stage.home.url}/auth/external-login/match`,
        { form: { login, action }, headers: { origin: stage.home.url } }
      );
      assert.equal(answer.status(), 403);
      assert.doesNotMatch(await answer.text(), /id="code"/);
    }
    const other = await stage.page.goto(page.url());
    assert.notEqual(other?.status(), 200);
    assert.equal(await showButton(stage.page).count(), 0);
    // Nothing was burnt by that: the one that came back still gets it.
    const code = await showCode(page);
    assert.equal(await readCode(page), code);
    secrets.push(code);
    await type(app, code);
    await question(app, "Robin Vale").waitFor();
  });

  // M45: the system takes the app's process, or everything that it had kept.
  it("M45: goes on at the same field with the starter's cookie, and not without", async () => {
    const app = await open(ios);
    await reachField(app);
    const page = await leaveAs(app, "robin");
    const code = await showCode(page);
    secrets.push(code);
    await app.view.restart();
    await reachField(app);
    await type(app, code);
    await question(app, "Robin Vale").waitFor();
    // The same once more in mid-question: nobody has to type again.
    await app.view.restart();
    await pickEntry(app);
    await question(app, "Robin Vale").waitFor();
    await app.tap(notMe(step(app)));
    await says(app, "Nothing was signed in.").waitFor();

    const lost = await open(android);
    await reachField(lost);
    const other = await showCode(await leaveAs(lost, "robin"));
    secrets.push(other);
    await lost.view.context.clearCookies();
    await lost.view.restart();
    await reachField(lost);
    await type(lost, other);
    await says(lost, "That is not the code.").waitFor();
  });

  // M40, M52: E's QR or E's prompting has V type a code of E's on V's own
  // screen, so that V would work in E's account, or E's login gets V's code.
  it("M40, M52: says no more of a code of another login than that it is not the code", async () => {
    const [mine, theirs] = [await open(android), await open(ios)];
    await reachField(mine);
    await reachField(theirs);
    const [myPage, theirPage] = [
      await leaveAs(mine, "robin"),
      await leaveAs(theirs, "avery"),
    ];
    const [myCode, theirCode] = [
      await showCode(myPage),
      await showCode(theirPage),
    ];
    secrets.push(myCode, theirCode);
    const before = released();
    for (const [app, code] of [
      [mine, theirCode],
      [theirs, myCode],
    ] as const) {
      await type(app, code);
      await says(
        app,
        "That is not the code. Check it in your browser."
      ).waitFor();
    }
    assert.equal(released(), before);
    // Each is still good where it belongs.
    await type(mine, myCode);
    await question(mine, "Robin Vale").waitFor();
  });

  // M40: the code is unbound, and E's: only the name says whose home V enters.
  it("M40: names the person before a code of Home Assistant is made, and stops at a no", async () => {
    const before = released();
    const app = await open({ os: "ios", version: "2026.6.0" });
    await reachField(app);
    const { context, home } = stage;
    const code = await codeFromAddress(context, home.url, "avery");
    secrets.push(code);
    await type(app, code);
    await question(app, "Avery Stone").waitFor();
    assert.equal(released(), before);
    await app.tap(notMe(step(app)));
    await says(app, "Stopped. Nothing was signed in.").waitFor();
    assert.equal(released(), before);
    assert.deepEqual(app.decisions, []);
  });

  it("M46: takes the code within its two minutes however long the view slept, and later offers one retry", async () => {
    const app = await open(android);
    await reachField(app);
    const page = await leaveAs(app, "robin");
    ahead = 4 * 60;
    const code = await showCode(page);
    ahead += 60;
    await type(app, code);
    await question(app, "Robin Vale").waitFor();

    const late = await open(ios);
    await reachField(late);
    const old = await showCode(await leaveAs(late, "robin"));
    ahead += 121;
    await type(late, old);
    await says(late, /took too long/).waitFor();
    await step(late).getByRole("button").first().waitFor();
    secrets.push(code, old);
  });

  it("M30: lets no clock of a phone decide anything", async () => {
    const app = await open(ios, { time: Date.now() - 86_400_000 });
    await reachField(app);
    const code = await showCode(await leaveAs(app, "robin"));
    await type(app, code);
    await question(app, "Robin Vale").waitFor();
    const user = await personOf(app, await goOn(app));
    assert.equal(user.name, "Robin Vale");
  });

  it("M39, A63: leads on to Home Assistant's own second factor, and tells who came in with what", async () => {
    const app = await open(android);
    await reachField(app);
    const code = await showCode(await leaveAs(app, "olive"));
    secrets.push(code);
    await type(app, code);
    await app.tap(step(app).getByRole("button", { name: "Continue" }));
    const factor = app.view.page.locator("ha-auth-form input");
    await factor.fill(totp(secondFactor, Math.floor(Date.now() / 1000)));
    await factor.press("Enter");
    const user = await personOf(app, await app.done);
    assert.equal(user.is_owner, true);
    assert.match(
      await notices(stage),
      /Olive Owner signed in with Home Assistant \S*Android\S* through Example ID/
    );
  });

  // M53: E's app opens the login page with the official app's client id in
  // V's ordinary browser, where the provider's session is alive.
  it("M53: takes an official app's client id in an ordinary browser for a stranger's", async () => {
    const { page, home } = stage;
    const visits = () =>
      home.provider.requests().filter(({ navigation }) => navigation).length;
    const before = visits();
    const query = new URLSearchParams({
      response_type: "code",
      client_id: clientIds.android,
      redirect_uri: "homeassistant://auth-callback",
    });
    await page.goto(`${home.url}/auth/authorize?${query}`);
    await page.locator("input[name=username]").waitFor();
    await entry(page).click();
    await page
      .getByRole("heading", { name: /Give .* access to Willow House\?/ })
      .waitFor();
    assert.equal(await page.locator("input[name=code]").count(), 0);
    assert.equal(visits(), before);
  });

  it("M21, M25: shows one code however often it is asked for, and no address, title or referrer has it", async () => {
    const app = await open(android);
    await reachField(app);
    const page = await leaveAs(app, "robin");
    const callback = page.url();
    const code = await showCode(page);
    secrets.push(code);
    assert.ok(!page.url().includes(code));
    assert.ok(!(await page.title()).includes(code));
    await page.goto(callback);
    await page.locator("#code").or(showButton(page)).waitFor();
    if (await showButton(page).isVisible()) await showButton(page).click();
    assert.equal(await readCode(page), code);
    const { issuer } = stage.home.provider;
    const next = page.waitForRequest(`${issuer}/**`);
    // Not before we have been answered: the page leaves.
    await page.evaluate((to) => {
      setTimeout(() => location.assign(to));
    }, `${issuer}/elsewhere`);
    assert.equal((await next).headers().referer, undefined);
  });
}

interface User {
  name: string;
  is_admin: boolean;
  is_owner: boolean;
}

async function whoIs(url: string, accessToken: string): Promise<User> {
  const socket = await openSocket(url, accessToken);
  try {
    return await socket.call<User>("auth/current_user");
  } finally {
    socket.close();
  }
}

/** Everything that Home Assistant shows in its notifications. */
async function notices({ home }: Stage): Promise<string> {
  const socket = await home.homeAssistant.administer();
  try {
    for (let tries = 0; tries < 50; tries += 1) {
      const all = await socket.call<{ message: string }[]>(
        "persistent_notification/get"
      );
      if (all.some(({ message }) => message.includes("Olive"))) {
        return all.map(({ message }) => message).join("\n");
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return "none";
  } finally {
    socket.close();
  }
}
