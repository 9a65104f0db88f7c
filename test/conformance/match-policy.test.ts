import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { StoreUnusableError } from "@ha-external-login/flow";
import type { MatchRules } from "@ha-external-login/gateway";
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
import { newTotpSecret, totp } from "../support/home-assistant-stub/totp.ts";
import {
  createBody,
  loginPage,
  openTestHome,
  providerId,
  type TestHome,
} from "../support/home.ts";
import {
  assertNobodyIn,
  meet,
  meetAndShow,
  noticesOf,
  quietly,
  refusals,
  reload,
  showAtDevice,
  watch,
  written,
} from "../support/match-login.ts";
import { createMemoryStore } from "../support/memory-store.ts";

// Lost: what the operator and Home Assistant decide about a right code.
describe("the policy of a match", () => {
  let home: TestHome;

  beforeEach(async () => {
    home = await openTestHome();
  });

  afterEach(() => home.stop());

  /** The same home, under other rules, for whoever already has a page. */
  async function changeRules(match: Partial<MatchRules>, ...pages: AppPage[]) {
    const [known, ...others] = home.options.providers;
    assert.ok(known);
    const changed = { ...known, match: { ...known.match, ...match } };
    await home.restarted({ providers: [changed, ...others] });
    for (const { browser } of pages) browser._gateway = home.gateway;
  }

  /** A login page of the home's own that asks for another device. */
  async function askForDevice(browser: Browser): Promise<AppPage> {
    const page = loginPage(browser.asked.origin);
    const response = await browser.ask("/auth/login_flow", {
      method: "POST",
      headers: { "user-agent": userAgents.desktop },
      body: { ...createBody(page), another_device: true },
    });
    const step = (await response.json()) as AppPage["step"];
    return { browser, agent: "desktop", clientId: page.clientId, step };
  }

  it("A48: lets in nobody by a code once match was switched off", async () => {
    const bound = await meetAndShow(home);
    const confirmed = await meetAndShow(home, { agent: "ios" });
    await postStep(confirmed.app, { code: confirmed.code });
    const late = await openApp(home.browser());
    await changeRules({ use: "off" }, bound.app, confirmed.app, late);
    const typed = await postStep(bound.app, { code: bound.code });
    assert.equal(typed.reason, "failed");
    const yes = await postStep(confirmed.app, { confirm: true });
    assert.equal(yes.reason, "failed");
    const page = await signInAt(home, home.browser(), late.step.url);
    assert.equal(page.status, 400);
    assert.equal(page.login, "");
    assert.equal(refusals(home).filter((why) => why === "match.off").length, 3);
    await assertNobodyIn(home);
    // No address for any device either, and no field in the app.
    const devices = await home.browser().ask("/auth/external-login/match");
    assert.equal(devices.headers.get("location"), "/");
    const form = { action: "start", provider: providerId };
    const path = "/auth/external-login/match";
    assert.equal((await home.browser().form(path, form)).status, 400);
    const app = await openApp(home.browser());
    assert.equal(app.step.step_id, "external");
  });

  it("M48: starts on no second device where only the apps may", async () => {
    const page = await askForDevice(home.browser());
    assert.equal(page.step.type, undefined);
    assert.equal(page.browser.cookies.size, 0);
    const plain = await openApp(home.browser(), "desktop");
    const { another_device } = plain.step.description_placeholders ?? {};
    assert.equal(another_device, undefined);
    await changeRules({ use: "devices" });
    const second = await askForDevice(home.browser());
    assert.equal(second.step.step_id, "match");
    assert.equal(second.step.description_placeholders?.["out"], "none");
    const { code } = await showAtDevice(home);
    assert.equal((await postStep(second, { code })).step_id, "confirm");
    // Back to the apps only: a yes is too late.
    await changeRules({ use: "apps" }, second);
    const entry = await postStep(second, { confirm: true });
    assert.equal(entry.reason, "failed");
    await assertNobodyIn(home);
  });

  it("A7: serves no other foreign client, however it calls itself", async () => {
    await changeRules({ use: "devices" });
    const evil = "https://evil.example/";
    for (const agent of ["android", "ios", "companion", "desktop"] as const) {
      for (const more of [{}, { another_device: true }]) {
        const response = await home.browser().ask("/auth/login_flow", {
          method: "POST",
          headers: { "user-agent": userAgents[agent] },
          body: {
            client_id: evil,
            handler: ["external", providerId],
            redirect_uri: `${evil}back`,
            ...more,
          },
        });
        const { step_id } = (await response.json()) as { step_id?: string };
        assert.notEqual(step_id, "match");
      }
    }
  });

  it("M49: has Home Assistant's code made for the sealed client alone", async () => {
    const { app, code } = await meetAndShow(home);
    await postStep(app, { code });
    for (const more of [
      { redirect_uri: "https://evil.example/" },
      { state: "x" },
      { handler: ["external", providerId] },
    ]) {
      assert.equal(
        (await postStep(app, { confirm: true, ...more })).status,
        400
      );
    }
    const foreign = { ...app, clientId: clientIds.ios };
    assert.equal((await postStep(foreign, { confirm: true })).status, 404);
    const { result = "" } = await postStep(app, { confirm: true });
    const made = home.stub.home.codes.get(result);
    assert.equal(made?.clientId, clientIds.android);
    const bodies = home.stub.requests
      .filter(({ target }) => target === "/auth/login_flow")
      .map(({ body }) => JSON.parse(body) as Record<string, unknown>)
      .filter(({ client_id }) => client_id === clientIds.android);
    assert.deepEqual(
      bodies.map(({ redirect_uri }) => redirect_uri),
      ["homeassistant://auth-callback"]
    );
  });

  it("M50: takes a version for words and ways out, and lets nobody in by it", async () => {
    const ways: unknown[] = [];
    for (const agent of ["android", "oldAndroid", "ios", "oldIos"] as const) {
      const { step } = await openApp(home.browser(), agent);
      ways.push([agent, step.step_id, step.description_placeholders?.["out"]]);
    }
    assert.deepEqual(ways, [
      ["android", "match", "link"],
      ["oldAndroid", "match", "none"],
      ["ios", "match", "window"],
      ["oldIos", "match", "none"],
    ]);
    // A desktop that calls itself an app is asked for a code as that app is.
    const { app, code } = await meetAndShow(home, { starter: home.browser() });
    const asDesktop = { ...app, agent: "desktop" } as const;
    assert.equal((await postStep(asDesktop, { code })).step_id, "confirm");
  });

  it("M47: shows an address and the field where the app opens no browser", async () => {
    const { port } = new URL(home.provider.issuer);
    await home.stop();
    // The provider is on Home Assistant's own host, at another port.
    const origin = "http://127.0.0.1:8443";
    home = await openTestHome({ origins: [origin] });
    assert.notEqual(port, "8443");
    const app = await openApp(home.browser());
    const { out, address } = app.step.description_placeholders ?? {};
    assert.equal(out, "none");
    assert.equal(address, "127.0.0.1:8443/auth/external-login/match");
    assert.equal(app.step.url, `http://${address}`);
    const { code } = await showAtDevice(home);
    const step = await postStep(app, { code });
    assert.equal(step.step_id, "confirm");
    assert.equal((await postStep(app, { confirm: true })).type, "create_entry");
  });

  it("M22: holds nobody to an address, and says where another network is another", async () => {
    const app = await openApp(home.browser("203.0.113.7"));
    const system = home.browser("2001:db8:7:7::1");
    const page = await signInAt(home, system, app.step.url);
    assert.match(page.text, /Another, not yours/);
    const { code } = await press(system, page.login, "sure");
    const moved = home.browser("198.51.100.9");
    for (const [name, cookie] of app.browser.cookies) {
      moved.cookies.set(name, cookie);
    }
    const step = await postStep({ ...app, browser: moved }, { code });
    assert.equal(step.step_id, "confirm");
    // One /64 is one network: what a phone changes by itself is no warning.
    const first = home.browser("2001:db8:7:7::2");
    const same = await meet(home, { starter: first, system });
    assert.match(same.page.text, /The same as yours/);
  });

  it("M22: neither warns nor refuses where the policy is off", async () => {
    await changeRules({ network: "off" });
    const starter = home.browser("198.51.100.9");
    const { app, page, code } = await meetAndShow(home, { starter });
    assert.doesNotMatch(page.text, /stop here/);
    assert.equal((await postStep(app, { code })).step_id, "confirm");
  });

  it("M29: lets in nobody who was switched off meanwhile", async () => {
    const first = await meetAndShow(home);
    await postStep(first.app, { code: first.code });
    await postStep(first.app, { confirm: true });
    const user = home.stub.home.users.find(({ name }) =>
      /Alex/.test(name ?? "")
    );
    assert.ok(user);
    const { app, code } = await meetAndShow(home);
    user.is_active = false;
    await postStep(app, { code });
    const end = await postStep(app, { confirm: true });
    assert.equal(end.reason, "inactive");
    assert.equal(app.browser.cookies.size, 0);
    // The code is spent all the same.
    user.is_active = true;
    const again = await reload(app);
    const step = await postStep(again, { code });
    assert.equal(step.description_placeholders?.["error"], "wrong_code");
    assert.equal((await noticesOf(home, 1)).length, 1);
  });

  it("A63: asks for Home Assistant's second factor after the code, and tells only then", async () => {
    const first = await meetAndShow(home);
    await postStep(first.app, { code: first.code });
    await postStep(first.app, { confirm: true });
    await noticesOf(home, 1);
    const user = home.stub.home.users.find(({ name }) =>
      /Alex/.test(name ?? "")
    );
    assert.ok(user);
    user.totp = newTotpSecret();
    const { app, code } = await meetAndShow(home);
    await postStep(app, { code });
    const form = await postStep(app, { confirm: true });
    assert.equal(form.type, "form");
    assert.equal((await noticesOf(home, 0)).length, 1);
    const asked = { ...app, step: form };
    const wrong = await postStep(asked, { code: "000000" });
    assert.equal(wrong.type, "form");
    const digits = totp(user.totp, home.now());
    const entry = await postStep(asked, { code: digits });
    assert.equal(entry.type, "create_entry");
    assert.equal((await noticesOf(home, 2)).length, 2);
    assert.equal(app.browser.cookies.size, 0);
  });

  it("A27: keeps the yes while Home Assistant restarts, and uses it once", async () => {
    const { app, code } = await meetAndShow(home);
    await postStep(app, { code });
    home.stub.down();
    const away = await postStep(app, { confirm: true });
    assert.equal(away.reason, "restarting");
    home.stub.up();
    const again = await reload(app);
    assert.equal(again.step.step_id, "confirm");
    const entry = await postStep(again, { confirm: true });
    assert.equal(entry.type, "create_entry");
    const twice = await postStep(again, { confirm: true });
    assert.notEqual(twice.type, "create_entry");
  });

  it("M51: notifies nobody before a right code, and at most three times an hour", async () => {
    for (let at = 0; at < 100; at += 1) await meet(home);
    await quietly();
    assert.deepEqual(await noticesOf(home, 0), []);
    for (let at = 0; at < 5; at += 1) {
      const { app, code } = await meetAndShow(home);
      await postStep(app, { code });
      const { type } = await postStep(app, { confirm: true });
      assert.equal(type, "create_entry");
    }
    await noticesOf(home, 3);
    await quietly();
    assert.equal((await noticesOf(home, 0)).length, 3);
    const held = home.log.filter((line) => /notice\.withheld/.test(line));
    assert.equal(held.length, 2);
  });

  it("M63: tells of V, however often E signed in under V's name before", async () => {
    // What a person is called may be chosen at the provider: E took V's name.
    for (const sub of ["e", "e", "e", "e", "person-v"]) {
      home.provider.person = { ...home.provider.person, sub };
      const { app, code } = await meetAndShow(home);
      await postStep(app, { code });
      const { type } = await postStep(app, { confirm: true });
      assert.equal(type, "create_entry");
    }
    await noticesOf(home, 4);
    await quietly();
    assert.equal((await noticesOf(home, 0)).length, 4);
  });

  it("S11: keeps nothing of what nobody was vouched for", async () => {
    const store = watch(createMemoryStore(), () => new StoreUnusableError());
    await home.restarted({ store });
    await quietly();
    const before = written(store).length;
    const app = await openApp(home.browser());
    const device = home.browser();
    const url = await startDevice(device);
    await postStep(app, { code: "BCDF-GHJK" });
    await postStep(app, { confirm: true });
    for (const one of [app.step.url, url]) {
      const { searchParams } = new URL(one);
      const state = searchParams.get("state") ?? "";
      const iss = home.provider.issuer;
      const query = new URLSearchParams({ state, iss, error: "access_denied" });
      const path = `/auth/external-login/callback/${providerId}?${query}`;
      assert.equal((await device.ask(path)).status, 400);
    }
    assert.deepEqual(written(store).slice(before), []);
  });

  it("S22: lets in nobody while the store cannot say what was used", async () => {
    const store = watch(createMemoryStore(), () => new StoreUnusableError());
    await home.restarted({ store });
    const { app, system, page, code } = await meetAndShow(home);
    store.broken = true;
    assert.equal((await postStep(app, { code })).status, 503);
    assert.equal((await press(system, page.login, "show")).code, "");
    const late = await openApp(home.browser());
    const failed = await signInAt(home, home.browser(), late.step.url);
    assert.equal(failed.login, "");
    await assertNobodyIn(home);
    store.broken = false;
    assert.equal((await postStep(app, { code })).step_id, "confirm");
  });
});
