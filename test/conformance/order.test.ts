/**
 * The order of the callback: what is looked at first decides, and nothing is
 * spent before it is certain whose it is.
 *
 * @module
 */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { Browser } from "../support/browser.ts";
import {
  comeBack,
  leave,
  loginPage,
  openTestHome,
  providerId,
  readCheck,
  type TestHome,
} from "../support/home.ts";

const origin = "https://home.example.org";
const inner = "https://inside.example.org";

let home: TestHome;
beforeEach(async () => {
  home = await openTestHome({ origins: [origin, inner] });
});
afterEach(() => home.stop());

/** A callback that is about to be asked, and what is wrong with it. */
interface Callback {
  browser: Browser;
  url: URL;
  /** Sent more than once in the query. */
  doubled?: string;
}

/** By the rule's own order: a reason, and what brings it about. */
const stages: [reason: string, spoil: (callback: Callback) => unknown][] = [
  ["state", (it) => (it.doubled = "state")],
  [
    "sealed",
    ({ url }) => {
      const state = String(url.searchParams.get("state"));
      url.searchParams.set("state", `${state.slice(0, -4)}AAAA`);
    },
  ],
  ["expired", () => home.wait(15 * 60 + 1)],
  [
    "provider",
    ({ url }) => (url.pathname = url.pathname.replace(/-id$/, "-x")),
  ],
  [
    "origin",
    (it) => {
      const there = home.browser("203.0.113.7", inner);
      for (const [name, cookie] of it.browser.cookies) {
        there.cookies.set(name, cookie);
      }
      it.browser = there;
    },
  ],
  ["binding", ({ browser }) => browser.cookies.clear()],
  ["iss", ({ url }) => url.searchParams.set("iss", "https://evil.example")],
  // The provider's own word, about this very login: it is spent by it.
  [
    "error.access_denied",
    ({ url }) => {
      url.searchParams.delete("code");
      url.searchParams.set("error", "access_denied");
    },
  ],
];

async function toCallback(): Promise<Callback> {
  const browser = home.browser();
  const foreign = {
    clientId: "https://client.example/",
    redirectUri: "https://client.example/cb",
    state: "x",
  };
  const { url } = await leave(browser, loginPage(origin, foreign));
  return { browser, url: await home.provider.authorize(url) };
}

async function open({ browser, url, doubled }: Callback): Promise<string> {
  const more = doubled === undefined ? "" : `&${doubled}=x`;
  const logged = home.log.length;
  await browser.ask(url.pathname + url.search + more);
  const lines = home.log.slice(logged).map((line) => JSON.parse(line));
  const refusal = lines.find(({ event }) => event === "login.refused");
  return refusal?.reason ?? "none";
}

// Attack: E combines faults, to have a login burnt or to learn how far a
// forgery got.
describe("the order at the callback", () => {
  for (const [at, [reason]] of stages.entries()) {
    it(`N31: says "${reason}" first, whatever else is wrong behind it`, async () => {
      const callback = await toCallback();
      const honest = new URL(callback.url);
      const held = new Map(callback.browser.cookies);
      const { browser } = callback;
      // What moves time comes before what is judged by it, and by itself.
      for (const [other, spoil] of stages.slice(at).reverse()) {
        if (other !== "expired" || reason === "expired") spoil(callback);
      }
      assert.equal(await open(callback), reason);
      assert.equal(home.provider.count("/token"), 0);
      if (reason === "expired" || reason.startsWith("error.")) return;
      // Not burnt: whoever rightly holds it ends it.
      for (const [name, cookie] of held) browser.cookies.set(name, cookie);
      const answer = await browser.ask(honest.pathname + honest.search);
      assert.equal(answer.status, 303);
      assert.match(String(answer.headers.get("location")), /code=/);
    });
  }

  it("N36: refuses an odd query and burns nothing", async () => {
    const { browser, url } = await toCallback();
    for (const more of [
      "&code=again",
      "&error=access_denied",
      "&id_token=x",
      "&response=x",
      "&access_token=x",
    ]) {
      const answer = await browser.ask(url.pathname + url.search + more);
      assert.equal(answer.status, 400, more);
    }
    const none = new URL(url);
    none.searchParams.delete("code");
    const bare = await browser.ask(none.pathname + none.search);
    assert.equal(bare.status, 400);
    assert.equal(home.provider.count("/token"), 0);
    assert.equal((await browser.ask(url.pathname + url.search)).status, 303);
  });

  it("N33: lets one of fifty at once through, and asks the provider once", async () => {
    const { browser, url } = await toCallback();
    const answers = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const tab = home.browser();
        for (const [name, cookie] of browser.cookies) {
          tab.cookies.set(name, cookie);
        }
        return tab.ask(url.pathname + url.search);
      })
    );
    const passed = answers.filter(({ status }) => status === 303);
    assert.equal(passed.length, 1);
    for (const answer of answers.filter(({ status }) => status !== 303)) {
      assert.equal(answer.status, 400);
      assert.match(await answer.text(), /already used/);
    }
    assert.equal(home.provider.count("/token"), 1);
  });

  it("A1: gives a clean browser nothing for somebody else's callback", async () => {
    // E signs in, keeps the callback to themselves, and has V open it.
    const { browser, url } = await toCallback();
    const victim = home.browser("198.51.100.9");
    for (const request of [
      { method: "GET" },
      { method: "POST", body: "x", from: "https://evil.example" },
    ]) {
      const answer = await victim.ask(url.pathname + url.search, request);
      assert.ok(answer.status >= 400);
      assert.equal(answer.headers.get("location"), null);
    }
    assert.equal(victim.cookies.size, 0);
    assert.equal(home.provider.count("/token"), 0);
    assert.equal((await browser.ask(url.pathname + url.search)).status, 303);
  });

  it("A2: leaves who started a login with nothing to wait for", async () => {
    // E starts, and sends V where the login leads; V signs in there.
    const thief = home.browser();
    const { url, flowId } = await leave(thief, loginPage(origin));
    const victim = home.browser("198.51.100.9");
    const answer = await comeBack(home, victim, url);
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /started in another browser/);
    // Whatever E then asks, there is no code in the answer.
    const returned = `/auth/external-login/callback/${providerId}/return`;
    for (const [path, body] of [
      [`/auth/login_flow/${flowId}`, { client_id: `${origin}/` }],
      [returned, { login: flowId, found: true }],
      [returned, { login: url.searchParams.get("state"), found: true }],
    ] as const) {
      const text = await (await thief.post(path, body)).text();
      assert.ok(!/create_entry|[?&]code=/.test(text), text);
    }
    assert.deepEqual(
      home.stub.home.users.filter(({ name }) => name === "Alex Example"),
      []
    );
  });

  it("A38: takes no other login of the same browser in this one's place", async () => {
    // E set the cookie of a login of E's own under the name of V's.
    const one = await toCallback();
    const other = await toCallback();
    const [[name, cookie] = ["", undefined]] = one.browser.cookies;
    const [[, theirs] = ["", undefined]] = other.browser.cookies;
    assert.ok(cookie && theirs);
    one.browser.cookies.set(name, theirs);
    assert.equal(await open(one), "binding");
    one.browser.cookies.set(name, cookie);
    assert.equal(await open(one), "none");
  });

  it("A34: takes no callback of another provider's for its own", async () => {
    const second = await openTestHome();
    const [known] = second.options.providers;
    assert.ok(known);
    await home.stop();
    home = await openTestHome({ providers: [{ ...known, id: "second-id" }] });
    const { browser, url } = await toCallback();
    const swapped = url.pathname.replace(providerId, "second-id") + url.search;
    assert.equal((await browser.ask(swapped)).status, 400);
    assert.equal(second.provider.count("/token"), 0);
    assert.equal(home.provider.count("/token"), 0);
    const check = await browser.ask(url.pathname + url.search);
    assert.equal(check.status, 303);
    assert.equal((await readCheck(check)).token, "");
    await second.stop();
  });
});
