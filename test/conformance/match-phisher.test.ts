import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  clientIds,
  openApp,
  postStep,
  press,
  signInAt,
  startDevice,
  userAgents,
  type AppPage,
} from "../support/app-login.ts";
import type { Browser } from "../support/browser.ts";
import {
  createBody,
  loginPage,
  openTestHome,
  providerId,
  type TestHome,
} from "../support/home.ts";
import {
  assertNobodyIn,
  assertUnlogged,
  copyOf,
  meet,
  noticesOf,
  otherCode,
  quietly,
  refusals,
  reload,
  showAtDevice,
} from "../support/match-login.ts";

// Lost: a person's home to whoever brings them to sign in. E starts, V signs
// in. E holds everything that E's own page was ever told: its address, its
// cookies, the flow id, the provider's address with the sealed state, and by
// guessing the callback's and the code page's. All of it is worth nothing.
describe("the phisher of a match", () => {
  let home: TestHome;
  let phisher: Browser;
  let victim: Browser;

  beforeEach(async () => {
    home = await openTestHome();
    phisher = home.browser("198.51.100.66");
    victim = home.browser("203.0.113.7");
  });

  afterEach(() => home.stop());

  /** E's page; V followed the link that E took from it, and signed in. */
  const lure = () => meet(home, { starter: phisher, system: victim });

  it("A2: holds nothing that is worth V's code, whatever E sends V or keeps", async () => {
    const { app, page } = await lure();
    const state = new URL(app.step.url).searchParams.get("state") ?? "";
    const held = [
      page.login,
      state,
      app.step.flow_id,
      app.step.url,
      page.path,
      ...[...phisher.cookies.values()].map(({ value }) => value),
    ];
    for (const code of held) {
      const { step_id } = await postStep(app, { code: code.slice(0, 64) });
      assert.equal(step_id, "match");
    }
    for (const body of [{ confirm: true }, { confirm: false }]) {
      const copy = { ...app, browser: copyOf(home, phisher) };
      assert.equal((await postStep(copy, body)).reason, "expired");
    }
    // The callback's address, and the page behind it, in E's browser.
    const opened = await phisher.ask(page.path);
    assert.equal(opened.status, 400);
    assert.match(await opened.text(), /already used/);
    for (const action of ["show", "sure", "decline"] as const) {
      const answer = await press(phisher, page.login, action);
      assert.equal(answer.status, 403);
      assert.equal(answer.code, "");
    }
    await assertNobodyIn(home);
    // V's page is as it was.
    assert.equal((await press(victim, page.login, "sure")).status, 200);
  });

  it("A2: has V's flow id and V's code, and still nothing without V's cookie", async () => {
    // E looked over V's shoulder, and has a page of E's own to type into.
    const mine = await openApp(victim);
    const system = home.browser();
    const page = await signInAt(home, system, mine.step.url);
    const { code } = await press(system, page.login, "show");
    const own = await openApp(phisher);
    const step = { ...own.step, flow_id: mine.step.flow_id };
    const typed = await postStep({ ...own, step }, { code });
    assert.equal(typed.status, 404);
    const wrong = await postStep(own, { code });
    assert.equal(wrong.description_placeholders?.["error"], "wrong_code");
    const bare = await postStep({ ...mine, browser: home.browser() }, { code });
    assert.equal(bare.status, 404);
    await assertNobodyIn(home);
    assert.equal((await postStep(mine, { code })).step_id, "confirm");
    // Nor does E say the yes to V's question.
    const yes = { ...own, step };
    assert.equal((await postStep(yes, { confirm: true })).status, 404);
    await assertNobodyIn(home);
  });

  it("A2: does not get V's code by starting where V's browser ends by itself", async () => {
    // E's ordinary login page, its provider address opened by V: no match.
    const body = createBody(loginPage(phisher.asked.origin));
    const created = await phisher.post("/auth/login_flow", body);
    const { url } = (await created.json()) as { url: string };
    const { status, text } = await signInAt(home, victim, url);
    assert.equal(status, 400);
    assert.match(text, /another browser/);
    assert.equal(victim.cookies.size, 0);
    await assertNobodyIn(home);
  });

  it("A19: is named on the page before any code: app, person, network, time", async () => {
    const { page } = await lure();
    assert.equal(page.status, 200);
    const words = page.text.replace(/<[^>]*>/g, "");
    assert.match(words, /Home Assistant on Android 16/);
    assert.match(page.text, /Alex Example/);
    assert.match(page.text, /Another, not yours/);
    assert.match(page.text, /Nobody who asks you for it/);
    // *This is not me* comes first.
    const buttons = [...page.text.matchAll(/name="action" value="(\w+)"/g)];
    assert.deepEqual(
      buttons.map(([, value]) => value),
      ["decline", "show"]
    );
    assert.doesNotMatch(page.text, /id="code"/);
    // Another network takes a second press, on a page that asks once more.
    const first = await press(victim, page.login, "show");
    assert.equal(first.code, "");
    assert.match(first.text, /in front of you/);
    assert.match((await press(victim, page.login, "sure")).code, /^.{4}-.{4}$/);
    await assertNobodyIn(home);
  });

  it("A19: gets no page with a code at all where the home says so", async () => {
    await home.stop();
    home = await openTestHome({ match: { network: "same" } });
    phisher = home.browser("198.51.100.66");
    victim = home.browser("203.0.113.7");
    const { page } = await lure();
    assert.equal(page.status, 400);
    assert.match(page.text, /from another network/);
    assert.equal(page.login, "");
    assert.deepEqual(refusals(home), ["network"]);
    await assertNobodyIn(home);
  });

  it("M19: sees no difference whether V closes, walks away, declines or shows the code", async () => {
    const answers: string[][] = [];
    const deeds: ((login: string) => Promise<unknown>)[] = [
      async () => victim.cookies.clear(),
      async () => undefined,
      (login) => press(victim, login, "decline"),
      (login) => press(victim, login, "sure"),
    ];
    for (const deed of deeds) {
      phisher = home.browser("198.51.100.66");
      victim = home.browser("203.0.113.7");
      const { app, page } = await lure();
      await deed(page.login);
      answers.push(await seenBy(app));
      // Networks are counted by the hour.
      home.wait(3600);
    }
    const [first, ...others] = answers;
    for (const other of others) assert.deepEqual(other, first);
    assert.match(first?.at(-1) ?? "", /stopped/);
    await assertNobodyIn(home);
  });

  /** Everything that E can ask of E's own page, and what it is answered. */
  async function seenBy(app: AppPage): Promise<string[]> {
    const seen: string[] = [];
    const note = (step: AppPage["step"]) => {
      const { flow_id: _id, url: _url, ...rest } = step;
      const { reference: _ref, ...said } = rest.description_placeholders ?? {};
      seen.push(JSON.stringify({ ...rest, description_placeholders: said }));
    };
    note(await postStep(app, { code: "" }));
    note(await postStep(app, { code: "BCDF-GHJK" }));
    const before = [...phisher.cookies.keys()];
    note((await reload(app)).step);
    assert.deepEqual([...phisher.cookies.keys()], before);
    // Once a code could not be good any more a reload begins anew, always.
    home.wait(121);
    note((await reload(app)).step);
    seen.push(String(phisher.cookies.size));
    for (let tries = 1; tries < 5; tries += 1) {
      note(await postStep(app, { code: "BCDF-GHJK" }));
    }
    return seen;
  }

  it("M39: lets E in by a code that V gives away, and tells V's home at once", async () => {
    // The stated residual: V reads the code out against the words above it.
    const { app, page } = await lure();
    const { code, text } = await press(victim, page.login, "sure");
    assert.match(text, /Nobody who asks you for it is from your home/);
    await postStep(app, { code });
    assert.deepEqual(await noticesOf(home, 0), []);
    const entry = await postStep(app, { confirm: true });
    assert.equal(entry.type, "create_entry");
    const [notice, ...more] = await noticesOf(home, 1);
    assert.deepEqual(more, []);
    assert.equal(notice?.title, "Sign-in with Home Assistant (Android)");
    assert.match(notice?.message ?? "", /Alex Example signed in/);
    assert.match(notice?.message ?? "", /Example ID/);
    assert.match(notice?.message ?? "", /\d\d:\d\d/);
    assert.match(notice?.message ?? "", /\/profile\/security/);
  });

  it("M39: loses the code to *This is not me*, before and after it is typed", async () => {
    const first = await lure();
    const shown = await press(victim, first.page.login, "sure");
    await press(victim, first.page.login, "decline");
    const wrong = await postStep(first.app, { code: shown.code });
    assert.equal(wrong.description_placeholders?.["error"], "wrong_code");
    phisher.cookies.clear();
    const second = await lure();
    const { code } = await press(victim, second.page.login, "sure");
    assert.equal((await postStep(second.app, { code })).step_id, "confirm");
    const declined = await press(victim, second.page.login, "decline");
    assert.match(declined.text, /Nothing was signed in/);
    const late = await postStep(second.app, { confirm: true });
    assert.equal(late.reason, "expired");
    await assertNobodyIn(home);
    assertUnlogged(home, code, shown.code);
  });

  it("A137: burns an unbound code that was typed already, too", async () => {
    const device = await showAtDevice(home, victim);
    const app = await openApp(phisher, "oldIos");
    const { step_id } = await postStep(app, { code: device.code });
    assert.equal(step_id, "confirm");
    const declined = await press(victim, device.login, "decline");
    assert.match(declined.text, /Nothing was signed in/);
    const late = await postStep(app, { confirm: true });
    assert.equal(late.reason, "expired");
    await assertNobodyIn(home);
  });

  it("A137: hears no yes where *This is not me* was pressed a moment before it", async () => {
    const { app, page } = await lure();
    const { code } = await press(victim, page.login, "sure");
    await postStep(app, { code });
    // As at another replica, which looked before the question was put.
    const until = home.now() + 900;
    await home.options.store.put("declined", page.login, "", until);
    const late = await postStep(app, { confirm: true });
    assert.equal(late.reason, "expired");
    await assertNobodyIn(home);
  });

  it("A137: is never told that nothing happened once somebody was let in", async () => {
    const { app, page } = await lure();
    const { code } = await press(victim, page.login, "sure");
    await postStep(app, { code });
    await postStep(app, { confirm: true });
    const late = await press(victim, page.login, "decline");
    assert.equal(late.status, 400);
    assert.doesNotMatch(late.text, /Nothing was signed in/);
  });

  it("M40: does not work in E's account unawares, bound or unbound", async () => {
    // E signs in as E, and has V type the code that E's browser shows.
    const app = await openApp(victim);
    home.provider.person = {
      ...home.provider.person,
      sub: "person-e",
      claims: { name: "Eve Example", groups: ["family"] },
    };
    const page = await signInAt(home, phisher, app.step.url);
    const bound = await press(phisher, page.login, "sure");
    const step = await postStep(app, { code: bound.code });
    assert.equal(step.step_id, "confirm");
    assert.equal(step.description_placeholders?.["name"], "Eve Example");
    assert.equal(step.description_placeholders?.["provider"], "Example ID");
    const no = await postStep(app, { confirm: false });
    assert.equal(no.reason, "declined");
    assert.equal(victim.cookies.size, 0);
    const old = await openApp(victim, "oldIos");
    const { code } = await showAtDevice(home, phisher);
    const named = await postStep(old, { code });
    assert.equal(named.description_placeholders?.["name"], "Eve Example");
    assert.equal((await postStep(old, { confirm: false })).reason, "declined");
    await assertNobodyIn(home);
  });

  it("M44: presses nothing on V's page, from any other browser", async () => {
    const { page } = await lure();
    const own = await meet(home, { system: victim });
    const browsers = [home.browser(), phisher, copyOf(home, phisher)];
    // The cookie of one page is no cookie of another.
    const renamed = home.browser();
    for (const [name, cookie] of victim.cookies) {
      if (!name.endsWith(own.page.login)) continue;
      const swapped = name.replace(own.page.login, page.login);
      renamed.cookies.set(swapped, cookie);
    }
    assert.equal(renamed.cookies.size, 1);
    victim.cookies.clear();
    for (const browser of [...browsers, renamed, victim]) {
      for (const action of ["show", "decline"] as const) {
        const answer = await press(browser, page.login, action);
        assert.equal(answer.status, 403);
        assert.equal(answer.code, "");
      }
    }
    assert.ok(!refusals(home).includes("declined"));
    await assertNobodyIn(home);
  });

  it("M52: gets V's code onto V's own screen, where it fits nothing", async () => {
    // V started too. E pasted E's QR over V's, so V signs in for E's login.
    const mine = await openApp(home.browser());
    const { page } = await lure();
    const { code } = await press(victim, page.login, "sure");
    const step = await postStep(mine, { code });
    const error = step.description_placeholders?.["error"];
    assert.equal(error, "wrong_code");
    const guess = await postStep(mine, { code: otherCode(code) });
    const { flow_id: _a, url: _b, ...one } = step;
    const { flow_id: _c, url: _d, ...other } = guess;
    assert.deepEqual(one, other);
    await assertNobodyIn(home);
  });

  it("M53: cannot have V's system browser stand for an app", async () => {
    // E's app opens the login page in V's browser, in the official app's name.
    const response = await victim.ask("/auth/login_flow", {
      method: "POST",
      headers: { "user-agent": userAgents.desktop },
      body: {
        client_id: clientIds.android,
        handler: ["external", providerId],
        redirect_uri: "homeassistant://auth-callback",
      },
    });
    const step = (await response.json()) as AppPage["step"];
    assert.equal(step.step_id, "external");
    const { client } = step.description_placeholders ?? {};
    assert.equal(client, "home-assistant.io");
    // Nothing goes on by itself: not the callback, before the page was left.
    const { status, text } = await signInAt(home, victim, step.url);
    assert.equal(status, 400);
    assert.doesNotMatch(text, /homeassistant:/);
    await assertNobodyIn(home);
  });

  it("M56: cannot send V into the middle of the address for any device", async () => {
    const url = await startDevice(phisher);
    const { status, text, login } = await signInAt(home, victim, url);
    assert.equal(status, 400);
    assert.match(text, /another browser/);
    assert.equal(login, "");
    // Whoever opens it by themselves is asked whether they did.
    const page = await signInAt(home, victim, await startDevice(victim));
    assert.match(page.text, /Did you open this address yourself/);
    assert.doesNotMatch(page.text, /Android|iOS/);
    await quietly();
    await assertNobodyIn(home);
  });

  it("M56: types V's unbound code from another network for nothing, where the home says so", async () => {
    await home.stop();
    home = await openTestHome({ match: { network: "same" } });
    const { code } = await showAtDevice(home, home.browser("203.0.113.7"));
    const far = await openApp(home.browser("198.51.100.66"), "oldIos");
    const step = await postStep(far, { code });
    assert.equal(step.description_placeholders?.["error"], "wrong_code");
    assert.deepEqual(refusals(home), ["network"]);
    // V's own screen, in V's network, is still let in by it.
    const near = await openApp(home.browser("203.0.113.7"), "oldIos");
    assert.equal((await postStep(near, { code })).step_id, "confirm");
  });

  it("A138: cannot burn V's login by a refusal that the provider never gave", async () => {
    // E saw V's address, which holds the state, and answers for the provider.
    const app = await openApp(victim);
    const url = new URL(app.step.url);
    const state = url.searchParams.get("state") ?? "";
    const query = new URLSearchParams({
      state,
      error: "access_denied",
      iss: home.provider.issuer,
    });
    const path = `/auth/external-login/callback/${providerId}?${query}`;
    const told = await phisher.ask(path);
    assert.match(await told.text(), /did not let you in/);
    const system = home.browser();
    const page = await signInAt(home, system, app.step.url);
    const { code } = await press(system, page.login, "show");
    assert.equal((await postStep(app, { code })).step_id, "confirm");
  });
});
