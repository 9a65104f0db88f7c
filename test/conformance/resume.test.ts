/**
 * Back in another tab: what releases a code, and what only says where a
 * person stands.
 *
 * @module
 */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { Browser, Cookie } from "../support/browser.ts";
import {
  comeBack,
  createBody,
  leave,
  loginPage,
  openTestHome,
  providerId,
  readCheck,
  redeem,
  type TestHome,
} from "../support/home.ts";

const origin = "https://home.example.org";
const passwordHandler: [string, null] = ["homeassistant", null];
const returnPath = `/auth/external-login/callback/${providerId}/return`;

let home: TestHome;
beforeEach(async () => {
  home = await openTestHome();
});
afterEach(() => home.stop());

/** Comes back in a tab that holds no entry of Home Assistant's. */
async function comeBackElsewhere(browser: Browser, more = {}) {
  const { url } = await leave(browser, loginPage(origin), more);
  const check = await readCheck(await comeBack(home, browser, url));
  const answer = await browser.post(check.action, {
    login: check.token,
    found: false,
  });
  return answer.json();
}

async function firstPost(browser: Browser, page = loginPage(origin)) {
  const body = createBody(page, passwordHandler);
  const response = await browser.post("/auth/login_flow", body);
  return { page, step: await response.json() };
}

// A callback in another tab would strand people at Home Assistant's error.
describe("the tab check and the resume", () => {
  it("A128: gives the tab that started it the code, with the page's own state", async () => {
    const browser = home.browser();
    const page = loginPage(origin);
    const { url } = await leave(browser, page, { store_token: true });
    const response = await comeBack(home, browser, url);
    assert.equal(response.status, 200);
    const check = await readCheck(response);
    assert.equal(check.state, page.state);
    const answer = await browser.post(check.action, {
      login: check.token,
      found: true,
    });
    const end = new URL((await answer.json()).url);
    assert.equal(end.searchParams.get("state"), page.state);
    assert.equal(end.searchParams.get("storeToken"), "true");
    await redeem(home, page, end);
    // One login gives a code or a resume, never both.
    const { step } = await firstPost(browser);
    assert.equal(step.type, "form");
    assert.equal(browser.cookies.size, 0);
  });

  it("A128: answers a fresh login page at once, under that page's own keys", async () => {
    const browser = home.browser();
    const { url } = await comeBackElsewhere(browser, { store_token: true });
    assert.equal(url, "/?storeToken=true");
    const { page, step } = await firstPost(browser);
    assert.equal(step.type, "create_entry");
    const end = new URL(`${origin}/?code=${step.result}`);
    const user = await redeem(home, page, end);
    const found = home.stub.home.users.find(({ id }) => id === user);
    assert.equal(found?.name, "Alex Example");
    assert.equal(browser.cookies.size, 0);
  });

  it("A128: goes on at once where the state holds no nonce", async () => {
    const browser = home.browser();
    const page = loginPage(origin, { state: "not base64 of anything" });
    const { url } = await leave(browser, page);
    const response = await comeBack(home, browser, url);
    assert.equal(response.status, 303);
    const end = new URL(String(response.headers.get("location")));
    assert.equal(end.searchParams.get("state"), page.state);
    await redeem(home, page, end);
  });

  it("A129: releases nothing to another browser, a page of another origin, or a second time", async () => {
    // E has the check's token from V's page, and posts it.
    const browser = home.browser();
    const { url } = await leave(browser, loginPage(origin));
    const check = await readCheck(await comeBack(home, browser, url));
    const body = { login: check.token, found: true };
    const elsewhere = await home.browser().post(check.action, body);
    assert.deepEqual(await elsewhere.json(), { reason: "used" });
    const foreign = await browser.ask(check.action, {
      method: "POST",
      body,
      from: "https://evil.example",
    });
    assert.equal(foreign.status, 403);
    const other = check.action.replace(providerId, "other-id");
    const wrong = await home.browser().post(other, body);
    assert.deepEqual(await wrong.json(), { reason: "used" });
    const cookies = new Map(browser.cookies);
    const first = await (await browser.post(check.action, body)).json();
    assert.ok(first.url);
    for (const [name, cookie] of cookies) browser.cookies.set(name, cookie);
    const again = await (await browser.post(check.action, body)).json();
    assert.deepEqual(again, { reason: "used" });
    assert.ok(!home.log.some((line) => line.includes(first.url)));
  });

  it("A129: shows no code in the page, and nothing that a script could read later", async () => {
    const browser = home.browser();
    const { url } = await leave(browser, loginPage(origin));
    const response = await comeBack(home, browser, url);
    const policy = String(response.headers.get("content-security-policy"));
    assert.match(policy, /script-src 'sha256-[\w+/=]+'; connect-src 'self'/);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("referrer-policy"), "no-referrer");
    assert.ok(!/code=/.test(await response.text()));
    // Home Assistant has not been asked for a code yet.
    const posts = home.stub.requests.filter(
      ({ target, body }) =>
        target === "/auth/login_flow" && body.includes(origin)
    );
    assert.deepEqual(posts, []);
  });

  it("A130: treats a forged nonce as data", async () => {
    for (const nonce of [
      '"><script>alert(1)</script>',
      "__proto__",
      "n".repeat(1000),
    ]) {
      const browser = home.browser();
      const text = JSON.stringify({ hassUrl: origin, nonce });
      const state = Buffer.from(text).toString("base64");
      const { url } = await leave(browser, loginPage(origin, { state }));
      const response = await comeBack(home, browser, url);
      const document = await response.text();
      assert.ok(!document.includes("<script>alert"));
      assert.match(document, /data-nonce="/);
    }
  });

  it("A131: leaves the cookie unspent for any but this home's own page", async () => {
    const browser = home.browser();
    await comeBackElsewhere(browser);
    const foreign = loginPage(origin, {
      clientId: "https://evil.example/",
      redirectUri: "https://evil.example/cb",
    });
    const elsewhere = loginPage(origin, { redirectUri: "https://x.example/" });
    const scheme = loginPage(origin, {
      redirectUri: "homeassistant://auth-callback",
    });
    for (const page of [foreign, elsewhere, scheme]) {
      const { step } = await firstPost(browser, page);
      assert.notEqual(step.type, "create_entry");
    }
    const fromAbroad = await browser.ask("/auth/login_flow", {
      method: "POST",
      body: createBody(loginPage(origin), passwordHandler),
      from: "https://evil.example",
    });
    assert.notEqual((await fromAbroad.json()).type, "create_entry");
    const { step } = await firstPost(browser);
    assert.equal(step.type, "create_entry");
  });

  it("A131: is good on the origin that it was set on, and no other", async () => {
    const inner = "https://inside.example.org";
    const two = await openTestHome({ origins: [origin, inner] });
    const outer = two.browser();
    const { url } = await leave(outer, loginPage(origin));
    const check = await readCheck(await comeBack(two, outer, url));
    const body = { login: check.token, found: false };
    await outer.post(check.action, body);
    const other = two.browser("203.0.113.7", inner);
    for (const [name, cookie] of outer.cookies) other.cookies.set(name, cookie);
    const page = loginPage(inner);
    const response = await other.post(
      "/auth/login_flow",
      createBody(page, passwordHandler)
    );
    assert.equal((await response.json()).type, "form");
    await two.stop();
  });

  it("A132: sets a cookie that no other site can set or send", async () => {
    const browser = home.browser();
    await comeBackElsewhere(browser);
    const cookie = browser.cookies.get("__Host-external-login-resume");
    assert.deepEqual(
      new Set(cookie?.attributes),
      new Set(["Max-Age=60", "Path=/", "HttpOnly", "SameSite=Strict", "Secure"])
    );
    // E plants a second one of the name: neither counts.
    const doubled = await home.gateway.handle(
      new Request(`${origin}/auth/login_flow`, {
        method: "POST",
        headers: {
          origin,
          cookie: `${browser._cookieHeader()}; __Host-external-login-resume=x`,
        },
        body: JSON.stringify(createBody(loginPage(origin), passwordHandler)),
      }),
      browser.asked
    );
    // The password form is there all the same.
    assert.equal((await doubled.json()).type, "form");
    const { step } = await firstPost(browser);
    assert.equal(step.type, "create_entry");
  });

  it("A132: stores what opens nothing", async () => {
    const puts: string[] = [];
    const { store } = home.options;
    const put = store.put.bind(store);
    store.put = async (kind, key, value, expiresAt) => {
      puts.push(key, value);
      return put(kind, key, value, expiresAt);
    };
    const browser = home.browser();
    await comeBackElsewhere(browser);
    const cookie = browser.cookies.get("__Host-external-login-resume");
    assert.ok(cookie);
    assert.ok(!puts.join(" ").includes(cookie.value));
  });

  it("A133: answers one of fifty first requests", async () => {
    const browser = home.browser();
    await comeBackElsewhere(browser);
    const cookies = new Map(browser.cookies);
    const steps = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const tab = home.browser();
        for (const [name, cookie] of cookies) tab.cookies.set(name, cookie);
        return (await firstPost(tab)).step;
      })
    );
    const types = steps.map(({ type }) => type);
    assert.equal(types.filter((type) => type === "create_entry").length, 1);
    assert.equal(types.filter((type) => type === "form").length, 49);
  });

  it("A133: dies after a minute, and when a newer login takes its place", async () => {
    const late = home.browser();
    await comeBackElsewhere(late);
    const kept = new Map(late.cookies);
    home.wait(61);
    for (const [name, cookie] of kept) {
      late.cookies.set(name, { ...cookie, expiresAt: Infinity });
    }
    assert.equal((await firstPost(late)).step.type, "form");

    // Two logins, begun in two tabs, end elsewhere one after the other.
    const browser = home.browser();
    const tabs = [
      await leave(browser, loginPage(origin)),
      await leave(browser, loginPage(origin)),
    ];
    const resumes: Map<string, Cookie>[] = [];
    for (const { url } of tabs) {
      const check = await readCheck(await comeBack(home, browser, url));
      await browser.post(check.action, { login: check.token, found: false });
      resumes.push(new Map(browser.cookies));
    }
    const [older, newer] = resumes;
    browser.cookies.clear();
    for (const [name, cookie] of older ?? []) browser.cookies.set(name, cookie);
    assert.equal((await firstPost(browser)).step.type, "form");
    browser.cookies.clear();
    for (const [name, cookie] of newer ?? []) browser.cookies.set(name, cookie);
    assert.equal((await firstPost(browser)).step.type, "create_entry");
  });

  it("A133: a check that is answered late releases nothing", async () => {
    const browser = home.browser();
    const { url } = await leave(browser, loginPage(origin));
    const check = await readCheck(await comeBack(home, browser, url));
    home.wait(61);
    const answer = await browser.post(returnPath, {
      login: check.token,
      found: true,
    });
    assert.deepEqual(await answer.json(), { reason: "used" });
  });
});
