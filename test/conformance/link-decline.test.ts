/**
 * The end of a link before anybody is in: the person's own no, and the
 * provider's.
 *
 * @module
 */
import assert from "node:assert/strict";
import { createKeyRing } from "@ha-external-login/flow";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  enter,
  finishShell,
  leadsOn,
  linkOn,
  openWebView,
  signInAt,
  startShell,
  toTap,
  toTicket,
  type Linked,
} from "../support/app-login.ts";
import type { Browser } from "../support/browser.ts";
import { openTestHome, providerId, type TestHome } from "../support/home.ts";

const declinePath = "/auth/external-login/app/decline";
const evil = "https://evil.example";

let home: TestHome;
beforeEach(async () => {
  home = await openTestHome();
});
afterEach(() => home.stop());

async function finish({ shell, code }: Linked) {
  return finishShell(shell.browser, code, shell.verifier);
}

// Whoever did not start it has one button, and it must do what it says.
describe("This is not me, on the page of a link", () => {
  async function decline({ system, page }: Linked) {
    const response = await system.form(declinePath, { login: page.login });
    return { status: response.status, text: await response.text() };
  }

  async function assertOver(linked: Linked): Promise<void> {
    assert.equal((await finish(linked)).status, 400);
    assert.equal(home.stub.home.codes.size, 0);
  }

  it("M60: ends the login, before the tap and after it", async () => {
    const before = await toTap(home);
    const { status, text } = await decline(before);
    assert.equal(status, 200);
    assert.match(text, /Stopped\./);
    assert.match(text, /Nothing was signed in/);
    await assertOver(before);
    assert.ok(home.log.some((line) => line.includes('"reason":"declined"')));

    // E's app had the link already, and has its ticket: V presses now.
    const after = await toTicket(home);
    await decline(after);
    await assertOver(after);
    const view = home.browser();
    const opened = await openWebView(view, after.ticket);
    assert.deepEqual(opened.headers.getSetCookie(), []);
    assert.equal((await enter(view)).type, "form");
  });

  // The button of another way's page, pressed by hand: it would end nothing.
  it("M60: is nobody's button but its own, which says no lie", async () => {
    const linked = await toTap(home);
    for (const action of ["decline", "show", "sure"]) {
      const response = await linked.system.form("/auth/external-login/match", {
        login: linked.page.login,
        action,
      });
      assert.equal(response.status, 403);
      assert.doesNotMatch(await response.text(), /Nothing was signed in/);
    }
    assert.equal((await finish(linked)).status, 200);
  });

  it("M60: ends it in any order of the two, or somebody is in and it says so", async () => {
    for (let at = 0; at < 20; at += 1) {
      const linked = await toTicket(home);
      const view = home.browser();
      const [opened, declined] = await Promise.all([
        openWebView(view, linked.ticket),
        decline(linked),
      ]);
      const isIn = opened.headers.getSetCookie().length > 0;
      assert.equal(/Nothing was signed in/.test(declined.text), !isIn);
      const step = await enter(view);
      assert.equal(step.type, isIn ? "create_entry" : "form");
    }
  });

  it("M60: says that nothing was signed in where that is so, and only there", async () => {
    const linked = await toTicket(home);
    const view = home.browser();
    await openWebView(view, linked.ticket);
    const { status, text } = await decline(linked);
    assert.equal(status, 400);
    assert.match(text, /already used/);
    assert.doesNotMatch(text, /Nothing was signed in/);
    // Pressed twice, it says the same twice.
    const twice = await toTap(home);
    const cookies = new Map(twice.system.cookies);
    await decline(twice);
    for (const [name, cookie] of cookies) {
      twice.system.cookies.set(name, cookie);
    }
    assert.match((await decline(twice)).text, /Nothing was signed in/);
  });

  it("M61: ends it after the keys were rotated as well", async () => {
    // The login began under a key that only opens by now.
    const started = await toTap(home);
    const other = new Uint8Array(32).fill(8);
    const old = { version: 1, bytes: new Uint8Array(32).fill(7) };
    const keys = await createKeyRing([{ version: 2, bytes: other }, old]);
    await home.restarted({ keys });
    started.system._gateway = home.gateway;
    started.shell.browser._gateway = home.gateway;
    const { text } = await decline(started);
    assert.match(text, /Nothing was signed in/);
    await assertOver(started);

    const kept = await toTap(home);
    await home.restarted({
      keys: await createKeyRing([
        { version: 3, bytes: new Uint8Array(32).fill(9) },
        { version: 2, bytes: other },
      ]),
    });
    kept.shell.browser._gateway = home.gateway;
    assert.equal((await finish(kept)).status, 200);
  });

  it("M61: refuses a code whose key is gone", async () => {
    const linked = await toTap(home);
    await home.restarted({
      keys: await createKeyRing([
        { version: 2, bytes: new Uint8Array(32).fill(8) },
      ]),
    });
    linked.shell.browser._gateway = home.gateway;
    await assertOver(linked);
    assert.ok(home.log.some((line) => line.includes('"reason":"sealed"')));
  });

  it("M60: is nobody's to press but that browser's, on that page", async () => {
    const linked = await toTap(home);
    const { login } = linked.page;
    const body = new URLSearchParams({ login }).toString();
    const type = "application/x-www-form-urlencoded";
    const post = (browser: Browser, more: object) =>
      browser.ask(declinePath, {
        method: "POST",
        body,
        headers: { "content-type": type },
        ...more,
      });
    const answers = [
      await post(linked.system, { from: evil }),
      await post(linked.system, { from: "null" }),
      await post(home.browser(), {}),
      await post((await toTap(home)).system, {}),
      await linked.system.ask(`${declinePath}?login=${login}`),
      await linked.system.post(declinePath, { login }),
      await linked.system.form(declinePath, {}),
      await linked.system.form(declinePath, { login: "__proto__" }),
    ];
    for (const { ok } of answers) assert.ok(!ok);
    assert.deepEqual(
      answers.slice(0, 4).map(({ status }) => status),
      [403, 403, 403, 403]
    );
    assert.equal((await finish(linked)).status, 200);
  });
});

// An app that nobody tells waits, and its person starts again and again.
describe("a no on the way to an app", () => {
  async function refused(home: TestHome, change: (back: URL) => void) {
    const shell = await startShell(home.browser());
    const back = await home.provider.authorize(new URL(shell.url));
    change(back);
    const response = await home.browser().ask(back.pathname + back.search);
    const text = await response.text();
    return { shell, status: response.status, text, link: linkOn(text) };
  }

  function assertTold(
    { shell, status, text, link }: Awaited<ReturnType<typeof refused>>,
    reason: string
  ): void {
    assert.equal(status, 400);
    assert.deepEqual(Object.fromEntries(link), {
      error: "access_denied",
      state: shell.state,
      iss: shell.iss,
    });
    assert.doesNotMatch(text, leadsOn);
    assert.match(text, /Reference/);
    const lines = home.log.filter((line) => line.includes(reason));
    assert.equal(lines.length, 1);
    assert.equal(home.stub.home.codes.size, 0);
  }

  it("tells the app by a tap that the provider said no", async () => {
    const said = await refused(home, (back) => {
      back.searchParams.delete("code");
      back.searchParams.set("error", "access_denied");
      back.searchParams.set(
        "error_description",
        "<b>evil.example</b> javascript:1"
      );
    });
    assertTold(said, "error.access_denied");
    assert.doesNotMatch(said.text, /evil\.example/);
  });

  it("tells the app that somebody is in no group of the home's", async () => {
    home.provider.person = {
      sub: "person-2",
      claims: { name: "Robin Vale", groups: ["others"] },
      userinfo: {},
    };
    assertTold(await refused(home, () => undefined), "policy.group");
  });

  it("is a page of ours alone once no such app is configured", async () => {
    const shell = await startShell(home.browser());
    await home.restarted({ apps: [] });
    const { status, text } = await signInAt(home, home.browser(), shell.url);
    assert.equal(status, 400);
    assert.doesNotMatch(text, /io\.github/);
    assert.equal(home.stub.home.codes.size, 0);
    assert.ok(!home.log.some((line) => line.includes(shell.state)));
    assert.ok(home.log.some((line) => line.includes(providerId)));
  });
});
