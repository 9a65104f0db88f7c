import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  codeHash,
  codeOf,
  createKeyRing,
  formatCode,
  StoreUnusableError,
} from "@ha-external-login/flow";
import { openApp, postStep, press, signInAt } from "../support/app-login.ts";
import { openTestHome, type TestHome } from "../support/home.ts";
import {
  assertNobodyIn,
  assertUnlogged,
  copyOf,
  meet,
  meetAndShow,
  otherCode,
  reload,
  showAtDevice,
  watch,
} from "../support/match-login.ts";
import { createMemoryStore } from "../support/memory-store.ts";

const secret = (version: number, fill: number) => ({
  version,
  bytes: new Uint8Array(32).fill(fill),
});

// Lost: that one code lets one person in on one page, however it is typed.
describe("the code of a match", () => {
  let home: TestHome;

  beforeEach(async () => {
    home = await openTestHome();
  });

  afterEach(() => home.stop());

  it("M41: fits the login it was made for, and no other", async () => {
    // E started too, and has V's code, or V was made to type theirs.
    const mine = await meetAndShow(home);
    const other = await meetAndShow(home);
    for (const [app, code] of [
      [mine.app, other.code],
      [other.app, mine.code],
    ] as const) {
      const step = await postStep(app, { code });
      assert.equal(step.step_id, "match");
      assert.equal(step.description_placeholders?.["error"], "wrong_code");
    }
    await assertNobodyIn(home);
    for (const { app, code } of [mine, other]) {
      assert.equal((await postStep(app, { code })).step_id, "confirm");
    }
    assertUnlogged(home, mine.code, other.code);
  });

  it("M41: is drawn again where any page may type it and it is taken", async () => {
    const first = await showAtDevice(home);
    const device = home.browser();
    home.provider.person = { ...home.provider.person, sub: "person-2" };
    const page = await meetDevice(device);
    const key = home.options.keys.active;
    const code = await codeOf(key, page.login, 0);
    // As if the first one's code had come out alike.
    const until = home.now() + 120;
    const hash = await codeHash(key, code);
    await home.options.store.put("device_code", hash, first.login, until);
    const shown = await press(device, page.login, "show");
    assert.notEqual(shown.code, formatCode(code));
    assert.equal(shown.code, formatCode(await codeOf(key, page.login, 1)));
    const app = await openApp(home.browser(), "oldIos");
    const step = await postStep(app, { code: shown.code });
    assert.equal(step.step_id, "confirm");
  });

  async function meetDevice(device = home.browser()) {
    const response = await device.form("/auth/external-login/match", {
      action: "start",
      provider: "example-id",
    });
    return signInAt(home, device, response.headers.get("location") ?? "");
  }

  it("M42: is taken as people type it, and costs no try in another shape", async () => {
    const { app, code } = await meetAndShow(home);
    for (const typed of ["", "O0IL-1AEU", code.slice(1), `${code}${code}`]) {
      const step = await postStep(app, { code: typed });
      assert.equal(step.description_placeholders?.["error"], "no_code", typed);
    }
    for (let wrong = 0; wrong < 4; wrong += 1) {
      const step = await postStep(app, { code: otherCode(code) });
      assert.equal(step.description_placeholders?.["error"], "wrong_code");
    }
    const typed = ` ${code.toLowerCase().split("").join(" ")}. `;
    assert.equal((await postStep(app, { code: typed })).step_id, "confirm");
    // The page itself says it letter by letter.
    const { system, page } = await meet(home);
    const { text } = await press(system, page.login, "show");
    assert.match(text, /aria-label="[A-Z](, [A-Z]){7}"/);
  });

  it("M43: is out of reach after five wrong ones, wherever they are typed", async () => {
    // Five tabs with copies of the cookie, at two replicas that share a store.
    const { app, system, page, code } = await meetAndShow(home);
    const other = await replica();
    const tabs = Array.from({ length: 5 }, (_, at) => {
      const browser = copyOf(home, app.browser);
      if (at % 2 === 1) browser._gateway = other;
      return { ...app, browser };
    });
    const steps = [];
    for (const tab of tabs) {
      steps.push(await postStep(tab, { code: otherCode(code) }));
    }
    assert.deepEqual(
      steps.map(({ reason, step_id }) => reason ?? step_id),
      ["match", "match", "match", "match", "stopped"]
    );
    // The fifth forgot the login with its answer.
    for (const tab of [...tabs.slice(0, 4), app]) {
      const late = await postStep(tab, { code });
      assert.equal(late.reason, "stopped");
    }
    // The browser that signed in is told at its next press, too.
    const again = await press(system, page.login, "show");
    assert.equal(again.status, 400);
    assert.match(again.text, /no longer valid/);
    await assertNobodyIn(home);
    // One retry that works: the page that was stopped begins anew.
    const fresh = await meetAndShow(home, { starter: app.browser });
    const step = await postStep(fresh.app, { code: fresh.code });
    assert.equal(step.step_id, "confirm");
  });

  it("M43: takes no more than five of a hundred at once", async () => {
    const { app, code } = await meetAndShow(home);
    const other = await replica();
    const steps = await Promise.all(
      Array.from({ length: 100 }, (_, at) => {
        const browser = copyOf(home, app.browser);
        if (at % 2 === 1) browser._gateway = other;
        return postStep({ ...app, browser }, { code: otherCode(code) });
      })
    );
    const wrong = steps.filter(({ step_id }) => step_id === "match");
    assert.ok(wrong.length < 5, String(wrong.length));
    assert.equal((await postStep(app, { code })).reason, "stopped");
    await assertNobodyIn(home);
  });

  it("M43: counts what was typed before anybody signed in, and keeps nothing of it", async () => {
    // E guesses ahead, so that a later code would be tried for less.
    const store = watch(createMemoryStore(), () => new StoreUnusableError());
    await home.restarted({ store });
    const app = await openApp(home.browser());
    const copy = { ...app, browser: copyOf(home, app.browser) };
    const calls = store.calls.length;
    for (let wrong = 0; wrong < 4; wrong += 1) {
      await postStep(app, { code: "BCDF-GHJK" });
    }
    const methods = store.calls
      .slice(calls)
      // Not the service user's, which the new gateway looks for meanwhile.
      .filter(({ args: [name] }) => name !== "secret")
      .map(({ method }) => method);
    assert.deepEqual([...new Set(methods)], ["peek"]);
    const system = home.browser();
    const page = await signInAt(home, system, app.step.url);
    const { code } = await press(system, page.login, "show");
    const fifth = await postStep(app, { code: otherCode(code) });
    assert.equal(fifth.reason, "stopped");
    assert.equal((await postStep(copy, { code })).reason, "stopped");
    await assertNobodyIn(home);
  });

  it("F35: answers a code that is sent twice with the same question, once", async () => {
    const { app, code } = await meetAndShow(home);
    const twice = () => Promise.all([1, 2].map(() => postStep(app, { code })));
    for (const step of [...(await twice()), ...(await twice())]) {
      assert.equal(step.step_id, "confirm");
    }
    const entries = await Promise.all(
      [1, 2, 3].map(() => postStep(app, { confirm: true }))
    );
    const codes = entries.filter(({ type }) => type === "create_entry");
    assert.equal(codes.length, 1);
    const late = await postStep(app, { code });
    assert.notEqual(late.type, "create_entry");
    assert.notEqual(late.step_id, "confirm");
  });

  it("M46: takes it within its two minutes, and later says so once", async () => {
    const { app, system, page, code } = await meetAndShow(home);
    home.wait(119);
    assert.equal((await press(system, page.login, "show")).code, code);
    home.wait(1);
    assert.equal((await press(system, page.login, "show")).status, 400);
    const late = await postStep(app, { code });
    assert.equal(late.reason, "expired");
    await assertNobodyIn(home);
    // The page is no longer bound to a login that ended.
    const fresh = await meetAndShow(home, { starter: app.browser });
    assert.notEqual(fresh.page.login, page.login);
    const step = await postStep(fresh.app, { code: fresh.code });
    assert.equal(step.step_id, "confirm");
  });

  it("M45: fits nothing once the page lost its cookie, and the page begins anew", async () => {
    const { app, system, page, code } = await meetAndShow(home);
    app.browser.cookies.clear();
    assert.equal((await postStep(app, { code })).status, 404);
    const again = await reload(app);
    const step = await postStep(again, { code });
    assert.equal(step.description_placeholders?.["error"], "wrong_code");
    await assertNobodyIn(home);
    assert.equal((await press(system, page.login, "show")).code, code);
  });

  it("M45: fits the page that was reloaded with its cookie", async () => {
    const { app, code } = await meetAndShow(home);
    const again = await reload(app);
    assert.equal(again.step.step_id, "match");
    const confirm = await postStep(again, { code });
    assert.equal(confirm.step_id, "confirm");
    const asked = await reload(app);
    assert.equal(asked.step.step_id, "confirm");
    const entry = await postStep(asked, { confirm: true });
    assert.equal(entry.type, "create_entry");
  });

  it("A40: fits after the keys were rotated, and nothing once they are gone", async () => {
    const old = secret(1, 7);
    const bound = await meetAndShow(home);
    const device = await showAtDevice(home);
    const other = await openApp(home.browser(), "oldIos");
    const rotated = await createKeyRing([secret(2, 8), old]);
    await home.restarted({ keys: rotated });
    const move = (app: typeof other) => {
      app.browser._gateway = home.gateway;
      return app;
    };
    const first = await postStep(move(bound.app), { code: bound.code });
    assert.equal(first.step_id, "confirm");
    const second = await postStep(move(other), { code: device.code });
    assert.equal(second.step_id, "confirm");
    const late = await meetAndShow(home);
    await home.restarted({ keys: await createKeyRing([secret(3, 9)]) });
    const gone = await postStep(move(late.app), { code: late.code });
    assert.equal(gone.status, 404);
    const fresh = await meetAndShow(home, { starter: late.app.browser });
    assert.equal(
      (await postStep(fresh.app, { code: fresh.code })).step_id,
      "confirm"
    );
  });

  it("M57: is one code of a person's, the newest, and one page's", async () => {
    const first = await showAtDevice(home);
    const second = await showAtDevice(home);
    const [app, other] = [
      await openApp(home.browser(), "oldIos"),
      await openApp(home.browser("198.51.100.9"), "oldAndroid"),
    ];
    const old = await postStep(app, { code: first.code });
    assert.equal(old.description_placeholders?.["error"], "wrong_code");
    assert.equal((await press(first.device, first.login, "show")).status, 400);
    const steps = await Promise.all(
      [app, other].map((one) => postStep(one, { code: second.code }))
    );
    const won = steps.filter(({ step_id }) => step_id === "confirm");
    assert.equal(won.length, 1);
    const entries = await Promise.all(
      [app, other].map((one) => postStep(one, { confirm: true }))
    );
    const codes = entries.filter(({ type }) => type === "create_entry");
    assert.equal(codes.length, 1);
  });

  it("M57: leaves one live code of two presses at once", async () => {
    // E and V are the same person to the provider: two logins of one person.
    const pages = [];
    for (const device of [home.browser(), home.browser()]) {
      pages.push({ device, page: await meetDevice(device) });
    }
    const shown = await Promise.all(
      pages.map(({ device, page }) => press(device, page.login, "show"))
    );
    const steps = [];
    for (const { code } of shown.filter(({ code }) => code !== "")) {
      const app = await openApp(home.browser(), "oldIos");
      steps.push((await postStep(app, { code })).step_id);
    }
    assert.equal(steps.filter((step) => step === "confirm").length, 1);
  });

  async function replica() {
    const { gateway } = home;
    const { createGateway } = await import("@ha-external-login/gateway");
    const other = createGateway(home.options);
    assert.notEqual(other, gateway);
    return other;
  }
});
