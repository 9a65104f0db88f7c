/**
 * What a browser carries of a login: sealed, bound to it, and few.
 *
 * @module
 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { cookiesCount, cookiesSize } from "@ha-external-login/flow";
import {
  comeBack,
  createBody,
  leave,
  loginPage,
  openTestHome,
  providerId,
  readCheck,
  redeem,
  signIn,
  type TestHome,
} from "../support/home.ts";

const origin = "https://home.example.org";

/** What is refused before consumption leaves no trace but one line. */
function assertUntouched(home: TestHome, logged: number, reason: string) {
  const lines = home.log.slice(logged);
  assert.equal(lines.length, 1, lines.join("\n"));
  assert.match(String(lines[0]), /"login\.refused"/);
  assert.equal(JSON.parse(String(lines[0])).reason, reason);
  assert.equal(home.provider.count("/token"), 0);
}

// A value that a browser can bend, or use where it does not belong, is a way
// into somebody else's login.
describe("the sealed login at the gateway", () => {
  let home: TestHome;
  before(async () => {
    home = await openTestHome();
  });
  after(() => home.stop());

  it("A37: answers every altered flow id alike, as an unknown flow", async () => {
    // E has seen V's flow id, and posts it bent, cut and lengthened.
    const browser = home.browser();
    const page = loginPage(origin);
    const { flowId } = await leave(browser, page);
    const answers = new Set<string>();
    for (const bent of [
      `B${flowId.slice(1)}`,
      flowId.slice(0, -1),
      `${flowId}A`,
      `${flowId}=`,
      "x",
      "0".repeat(64),
    ]) {
      const response = await browser.post(`/auth/login_flow/${bent}`, {
        client_id: page.clientId,
        store_token: false,
      });
      answers.add(`${response.status} ${await response.text()}`);
    }
    assert.deepEqual(
      [...answers],
      ['404 {"message":"Invalid flow specified"}']
    );
  });

  it("A37: refuses an altered state and leaves the login as it was", async () => {
    const browser = home.browser();
    const { url } = await leave(browser, loginPage(origin));
    const back = await home.provider.authorize(url);
    const state = String(back.searchParams.get("state"));
    const other = state.at(-2) === "A" ? "B" : "A";
    const altered = state.slice(0, -2) + other + state.slice(-1);
    back.searchParams.set("state", altered);
    const logged = home.log.length;
    const refused = await browser.ask(back.pathname + back.search);
    assert.equal(refused.status, 400);
    assertUntouched(home, logged, "sealed");
    back.searchParams.set("state", state);
    const response = await browser.ask(back.pathname + back.search);
    assert.notEqual((await readCheck(response)).token, "");
  });

  it("A38: takes no value of one slot in another", async () => {
    // E puts what one place gave them into every other place.
    const browser = home.browser();
    const page = loginPage(origin);
    const { flowId, url } = await leave(browser, page);
    const [name = ""] = [...browser.cookies.keys()].slice(-1);
    const id = name.replace("__Host-external-login-", "");
    const cookie = browser.cookies.get(name)?.value ?? "";
    const state = url.searchParams.get("state") ?? "";
    const values = { flowId, cookie, state };
    for (const [slot, value] of Object.entries(values)) {
      if (slot !== "state") {
        const query = new URLSearchParams({ code: "x", state: value });
        const path = `/auth/external-login/callback/${providerId}?${query}`;
        assert.equal((await browser.ask(path)).status, 400, slot);
      }
      if (slot !== "flowId") {
        const path = `/auth/login_flow/${value}`;
        const answer = await browser.post(path, { client_id: page.clientId });
        assert.equal(answer.status, 404, slot);
      }
      if (slot !== "cookie") {
        const other = home.browser();
        other.cookies.set(name, { value, expiresAt: Infinity, attributes: [] });
        const path = `/auth/login_flow/${flowId}`;
        const answer = await other.post(path, { client_id: page.clientId });
        assert.equal(answer.status, 404, slot);
      }
      const check = await browser.post(
        `/auth/external-login/callback/${providerId}/return`,
        { login: value, found: true }
      );
      assert.deepEqual(await check.json(), { reason: "used" }, slot);
    }
    assert.match(id, /^[\w-]{22}$/);
  });

  it("A41: refuses a state that is older than a login may be", async () => {
    const browser = home.browser();
    const { url } = await leave(browser, loginPage(origin));
    const back = await home.provider.authorize(url);
    home.wait(15 * 60 + 1);
    const logged = home.log.length;
    const refused = await browser.ask(back.pathname + back.search);
    assert.equal(refused.status, 400);
    assert.match(await refused.text(), /This took too long/);
    assert.match(String(home.log[logged]), /"reason":"expired"/);
  });

  it("A42: refuses the same callback after success, for as long as its seal opens", async () => {
    const browser = home.browser();
    const { url } = await leave(browser, loginPage(origin));
    const back = await home.provider.authorize(url);
    const cookies = new Map(browser.cookies);
    await browser.ask(back.pathname + back.search);
    const calls = home.provider.count("/token");
    for (const seconds of [0, 600, 299]) {
      home.wait(seconds);
      await home.options.store.sweep(home.now());
      for (const [name, cookie] of cookies) browser.cookies.set(name, cookie);
      const again = await browser.ask(back.pathname + back.search);
      assert.equal(again.status, 400);
      assert.match(await again.text(), /already used/);
    }
    assert.equal(home.provider.count("/token"), calls);
  });

  it("A42: refuses the same callback after a refusal", async () => {
    const browser = home.browser();
    const { url } = await leave(browser, loginPage(origin));
    const back = await home.provider.authorize(url);
    const cookies = new Map(browser.cookies);
    home.provider.lie({ idToken: { claims: { nonce: "another" } } });
    assert.equal((await browser.ask(back.pathname + back.search)).status, 400);
    home.provider.lie({});
    for (const [name, cookie] of cookies) browser.cookies.set(name, cookie);
    const again = await browser.ask(back.pathname + back.search);
    assert.match(await again.text(), /already used/);
  });

  it("A43: takes 2,048 bytes of client, address and state, and not one more", async () => {
    const page = loginPage(origin);
    const room = 2048 - page.clientId.length - page.redirectUri.length;
    for (const [size, type] of [
      [room, "external"],
      [room + 1, "abort"],
    ] as const) {
      const browser = home.browser();
      const created = await browser.post(
        "/auth/login_flow",
        createBody(loginPage(origin))
      );
      const { flow_id } = await created.json();
      const handed = await browser.post(`/auth/login_flow/${flow_id}`, {
        client_id: page.clientId,
        state: "s".repeat(size),
        store_token: false,
      });
      const step = await handed.json();
      assert.equal(step.type, type);
      if (type === "abort") assert.equal(step.reason, "too_long");
      else {
        const state = new URL(step.url).searchParams.get("state");
        assert.ok(String(state).length <= 400);
        assertFits(browser.cookies);
      }
    }
  });

  it("A43: refuses what is too long at the start, with a step that says so", async () => {
    const browser = home.browser();
    const long = `https://client.example/?${"x".repeat(2000)}`;
    const page = loginPage(origin, { clientId: long, redirectUri: long });
    const answer = await browser.post("/auth/login_flow", createBody(page));
    const step = await answer.json();
    assert.equal(step.reason, "too_long");
    assert.equal(browser.cookies.size, 0);
  });

  it("A46: keeps five logins of a browser, the newest, in 4,096 bytes", async () => {
    const browser = home.browser();
    const started = [];
    for (let tab = 0; tab < 50; tab += 1) {
      const page = loginPage(origin);
      started.push({ page, ...(await leave(browser, page)) });
      home.wait(1);
      assertFits(browser.cookies);
    }
    // Two of them come back, in reverse order.
    for (const { page, url } of started.slice(-2).reverse()) {
      const response = await comeBack(home, browser, url);
      const check = await readCheck(response);
      const answer = await browser.post(check.action, {
        login: check.token,
        found: true,
      });
      const end = new URL((await answer.json()).url, origin);
      await redeem(home, page, end);
    }
    const gone = started[0];
    assert.ok(gone);
    const response = await comeBack(home, browser, gone.url);
    assert.equal(response.status, 400);
    assert.match(await response.text(), /started in another browser/);
  });

  it("A47: takes no weaker way than the one that was sealed", async () => {
    // E turns a login by redirect into one that a code or verifier finishes.
    const browser = home.browser();
    const page = loginPage(origin);
    const { flowId } = await leave(browser, page);
    for (const more of [
      { code: "BCDFGHJK" },
      { match: "BCDFGHJK" },
      { way: "match" },
      { code_challenge: page.challenge },
      { redirect_uri: "https://evil.example/" },
    ]) {
      const answer = await browser.post(`/auth/login_flow/${flowId}`, {
        client_id: page.clientId,
        store_token: false,
        ...more,
      });
      assert.equal(answer.status, 400, JSON.stringify(more));
    }
    const start = await browser.post("/auth/login_flow", {
      ...createBody(page),
      way: "match",
    });
    assert.equal(start.status, 400);
    await signIn(home, browser);
  });

  it("A104: counts the sealed client, whatever a later request names", async () => {
    const browser = home.browser();
    const page = loginPage(origin);
    const { flowId } = await leave(browser, page);
    const answer = await browser.post(`/auth/login_flow/${flowId}`, {
      client_id: "https://evil.example/",
      store_token: false,
    });
    assert.equal(answer.status, 404);
  });
});

// A second provider must not be able to finish a login of the first.
describe("a login at another provider or origin", () => {
  it("A39: refuses a state at another provider's callback, and burns nothing", async () => {
    const second = await openTestHome();
    const [known] = second.options.providers;
    assert.ok(known);
    const home = await openTestHome({
      providers: [{ ...known, id: "other-id" }],
    });
    const browser = home.browser();
    const { url } = await leave(browser, loginPage(origin));
    const back = await home.provider.authorize(url);
    const logged = home.log.length;
    const wrong = `/auth/external-login/callback/other-id${back.search}`;
    assert.equal((await browser.ask(wrong)).status, 400);
    assertUntouched(home, logged, "provider");
    const response = await browser.ask(back.pathname + back.search);
    assert.notEqual((await readCheck(response)).token, "");
    await home.stop();
    await second.stop();
  });

  it("A39: refuses a state on another origin of the same home", async () => {
    const inner = "https://inside.example.org";
    const home = await openTestHome({ origins: [origin, inner] });
    const browser = home.browser();
    const { url } = await leave(browser, loginPage(origin));
    const back = await home.provider.authorize(url);
    const other = home.browser("203.0.113.7", inner);
    for (const [name, cookie] of browser.cookies) {
      other.cookies.set(name, cookie);
    }
    const logged = home.log.length;
    const refused = await other.ask(back.pathname + back.search);
    assert.equal(refused.status, 400);
    assertUntouched(home, logged, "origin");
    await home.stop();
  });

  it("A48: lets nobody in through a provider that was removed meanwhile", async () => {
    const home = await openTestHome();
    const browser = home.browser();
    const { url } = await leave(browser, loginPage(origin));
    const back = await home.provider.authorize(url);
    browser._gateway = await home.restarted({ providers: [] });
    const logged = home.log.length;
    const refused = await browser.ask(back.pathname + back.search);
    assert.equal(refused.status, 400);
    assertUntouched(home, logged, "provider");
    await home.stop();
  });

  it("A29: finishes a login that was begun before a restart", async () => {
    const home = await openTestHome();
    const browser = home.browser();
    const page = loginPage(origin);
    const { url } = await leave(browser, page);
    browser._gateway = await home.restarted();
    const check = await readCheck(await comeBack(home, browser, url));
    const answer = await browser.post(check.action, {
      login: check.token,
      found: true,
    });
    await redeem(home, page, new URL((await answer.json()).url, origin));
    await home.stop();
  });
});

// Where a sibling host or a plain-http page can set a cookie of ours, a
// person can be signed in as somebody else.
describe("cookies that others set", () => {
  it("A15: binds by __Host- cookies that scripts and siblings cannot touch", async () => {
    const home = await openTestHome();
    const browser = home.browser();
    await leave(browser, loginPage(origin));
    const [[name, cookie] = ["", undefined]] = browser.cookies;
    assert.match(name, /^__Host-external-login-[\w-]{22}$/);
    assert.deepEqual(
      new Set(cookie?.attributes),
      new Set(["Max-Age=900", "Path=/", "HttpOnly", "SameSite=Lax", "Secure"])
    );
    await home.stop();
  });

  it("A15: refuses two cookies of one name, and burns nothing", async () => {
    // E, on a sibling host, sets a second cookie of V's login's name.
    const home = await openTestHome();
    const browser = home.browser();
    const { url } = await leave(browser, loginPage(origin));
    const back = await home.provider.authorize(url);
    const own = browser._cookieHeader();
    const [name] = own.split("=");
    const logged = home.log.length;
    const refused = await home.gateway.handle(
      new Request(back, { headers: { cookie: `${own}; ${name}=evil` } }),
      browser.asked
    );
    assert.equal(refused.status, 400);
    assertUntouched(home, logged, "cookie");
    const response = await browser.ask(back.pathname + back.search);
    assert.notEqual((await readCheck(response)).token, "");
    await home.stop();
  });

  it("A15: uses another name, without Secure, on a plain-http origin", async () => {
    const plain = "http://localhost:8124";
    const home = await openTestHome({ origins: [plain] });
    const browser = home.browser("127.0.0.1", plain);
    await leave(browser, loginPage(plain));
    const [[name, cookie] = ["", undefined]] = browser.cookies;
    assert.match(name, /^external-login-[\w-]{22}$/);
    assert.ok(!cookie?.attributes.includes("Secure"));
    await home.stop();
  });
});

function assertFits(cookies: Map<string, { value: string }>): void {
  const size = [...cookies]
    .map(([name, { value }]) => name.length + value.length + "=; ".length)
    .reduce((sum, it) => sum + it, 0);
  assert.ok(size <= cookiesSize, `${size} bytes of cookies`);
  assert.ok(cookies.size <= cookiesCount);
}
