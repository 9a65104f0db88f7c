/**
 * The app's web view: the ticket that it brings in a header, and what the
 * login page in it is answered.
 *
 * @module
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  enter,
  leadsOn,
  openWebView,
  toTicket,
  userAgents,
} from "../support/app-login.ts";
import type { Browser } from "../support/browser.ts";
import {
  createBody,
  loginPage,
  openTestHome,
  providerId,
  type TestHome,
} from "../support/home.ts";

const origin = "https://home.example.org";
const openPath = "/auth/external-login/app/open";
const leavePath = "/auth/external-login/app/leave";
const resumeName = "__Host-external-login-resume";
const evil = "https://evil.example";

let home: TestHome;
beforeEach(async () => {
  home = await openTestHome();
});
afterEach(() => home.stop());

/** Where the page that was opened goes on to. */
async function goesTo(response: Response): Promise<string> {
  const text = await response.text();
  return /data-url="([^"]*)"/.exec(text)?.[1] ?? "";
}

async function assertNobody(response: Response): Promise<void> {
  assert.equal(response.status, 200);
  assert.deepEqual(response.headers.getSetCookie(), []);
  assert.equal(await goesTo(response), "/");
}

// No link can set a header: that is all that keeps E from signing V in.
describe("the ticket of a web view", () => {
  it("M20: counts in its header alone, once, at its own address, in time", async () => {
    const { ticket, code } = await toTicket(home);
    const view = home.browser();
    await assertNobody(await openWebView(view));
    for (const guess of ["x".repeat(43), "", code, `${ticket},${ticket}`]) {
      await assertNobody(await openWebView(view, guess));
    }
    for (const query of [`?resume=${ticket}`, `?ticket=${ticket}&way=link`]) {
      await assertNobody(await openWebView(view, undefined, query));
    }
    view.cookies.set(resumeName, {
      value: ticket,
      expiresAt: Infinity,
      attributes: [],
    });
    await assertNobody(await openWebView(view));
    assert.equal((await enter(view)).type, "form");
    view.cookies.clear();
    const form = await view.form(openPath, { resume: ticket });
    assert.equal(form.status, 404);
    const opened = await openWebView(view, ticket);
    assert.equal(opened.status, 200);
    assert.equal(await goesTo(opened), "/?storeToken=true");
    await assertNobody(await openWebView(home.browser(), ticket));
    assert.equal((await enter(view)).type, "create_entry");
    assert.ok(!home.log.some((line) => line.includes(ticket)));
  });

  it("M20: sets one cookie, for one of a hundred at once", async () => {
    const { ticket } = await toTicket(home);
    const views = Array.from({ length: 100 }, () => home.browser());
    await Promise.all(views.map((view) => openWebView(view, ticket)));
    const held = views.filter(({ cookies }) => cookies.has(resumeName));
    assert.equal(held.length, 1);
    const steps = await Promise.all(views.map((view) => enter(view)));
    const entries = steps.filter(({ type }) => type === "create_entry");
    assert.equal(entries.length, 1);
  });

  it("M20: lets nobody in twice when the web view loads again", async () => {
    const { ticket } = await toTicket(home);
    const view = home.browser();
    await openWebView(view, ticket);
    assert.equal((await enter(view)).type, "create_entry");
    await assertNobody(await openWebView(view, ticket));
    assert.equal((await enter(view)).type, "form");
    assert.ok(home.log.some((line) => line.includes("ticket.used")));
  });

  it("M20: is in no address, and its page runs one script by its hash", async () => {
    const { ticket } = await toTicket(home);
    const opened = await openWebView(home.browser(), ticket);
    // Headers may be lost on a redirect.
    for (const name of ["location", "refresh"]) {
      assert.equal(opened.headers.get(name), null);
    }
    assert.equal(opened.headers.get("cache-control"), "no-store");
    assert.equal(opened.headers.get("referrer-policy"), "no-referrer");
    const text = await opened.text();
    assert.ok(!text.includes(ticket));
    const [, script = ""] = /<script>([^]*?)<\/script>/.exec(text) ?? [];
    const hash = createHash("sha256").update(script).digest("base64");
    const policy = String(opened.headers.get("content-security-policy"));
    assert.ok(policy.includes(`script-src 'sha256-${hash}';`));
    assert.ok(!policy.includes("connect-src"));
    const [cookie] = opened.headers.getSetCookie();
    assert.match(
      String(cookie),
      /^__Host-[^;]+; Max-Age=60; Path=\/; HttpOnly; SameSite=Strict; Secure$/
    );
  });

  it("M54: signs nobody in by a link, a form, a frame or another site's script", async () => {
    // E has a ticket of E's own, and V's browser at E's page.
    const { ticket } = await toTicket(home);
    const victim = home.browser();
    for (const path of [openPath, `${openPath}?way=match`, leavePath, "/"]) {
      const response = await victim.ask(path, { headers: { referer: evil } });
      assert.ok(!response.headers.getSetCookie().join().includes("resume"));
      const policy = response.headers.get("content-security-policy");
      if (path !== "/") assert.match(String(policy), /frame-ancestors 'none'/);
    }
    const preflight = await victim.ask(openPath, {
      method: "OPTIONS",
      from: evil,
      headers: { "access-control-request-headers": "x-external-login-resume" },
    });
    assert.equal(preflight.status, 404);
    assert.equal((await enter(victim)).type, "form");
    const own = await openWebView(home.browser(), ticket);
    assert.equal(own.headers.getSetCookie().length, 1);
  });

  it("M62: lets no link choose a weaker way for an ordinary browser", async () => {
    // E's page leads V's browser to the address that an app without a browser
    // opens.
    const victim = home.browser();
    for (const agent of ["", userAgents.desktop]) {
      const headers = { "user-agent": agent };
      const sent = await victim.ask(`${openPath}?way=match`, { headers });
      assert.deepEqual(sent.headers.getSetCookie(), []);
    }
    const body = createBody(loginPage(origin));
    const response = await victim.post("/auth/login_flow", body);
    assert.equal((await response.json()).step_id, "external");
  });

  it("offers the address and the code to an app that found no browser", async () => {
    const view = home.browser();
    const step = async () => {
      const response = await view.ask("/auth/login_flow", {
        method: "POST",
        headers: { "user-agent": userAgents.companion },
        body: createBody(loginPage(origin)),
      });
      return response.json();
    };
    assert.equal((await step()).step_id, "leave");
    const opened = await openWebView(view, undefined, "?way=match");
    assert.equal(await goesTo(opened), "/");
    assert.equal((await step()).step_id, "match");
  });
});

// The way out is an address, and anybody can send anybody to an address.
describe("the page by which a web view is left", () => {
  async function leave(browser: Browser, query: string) {
    const response = await browser.ask(leavePath + query);
    return { response, text: await response.text() };
  }

  it("M55: takes nothing from its address, and keeps a real link back", async () => {
    const plain = await leave(home.browser(), `?provider=${providerId}`);
    assert.equal(plain.response.status, 200);
    assert.match(plain.text, /href="io\.github\.example\.app:\/continue"/);
    assert.doesNotMatch(plain.text, leadsOn);
    const android = await home.browser().ask(leavePath, {
      headers: { "user-agent": userAgents.companion },
    });
    assert.ok(
      (await android.text()).includes(
        'href="intent:/continue#Intent;scheme=io.github.example.app;end"'
      )
    );
    for (const query of [
      "",
      "?provider=other",
      `?provider=${evil}`,
      "?provider=a&provider=b",
      `?link=${evil}&scheme=javascript&app=x&next=${evil}`,
      "?provider=%3Cscript%3E",
    ]) {
      const { response, text } = await leave(home.browser(), query);
      assert.equal(text, plain.text, query);
      assert.deepEqual(response.headers.getSetCookie(), []);
    }
  });

  it("M55: starts nothing here, however often it is opened", async () => {
    const { store } = home.options;
    const asked = home.stub.requests.length;
    const told = home.log.length;
    store.put = () => assert.fail("something was kept");
    const browser = home.browser();
    for (let at = 0; at < 50; at += 1) {
      const { response } = await leave(browser, `?provider=${providerId}`);
      for (const name of ["location", "refresh"]) {
        assert.equal(response.headers.get(name), null);
      }
      const policy = response.headers.get("content-security-policy");
      assert.match(String(policy), /frame-ancestors 'none'/);
      assert.ok(!String(policy).includes("script-src"));
    }
    assert.equal(home.log.length, told);
    assert.equal(home.stub.requests.length, asked);
    assert.equal(home.provider.count("/authorize"), 0);
  });

  it("M55: goes home where no app is configured", async () => {
    await home.restarted({ apps: [] });
    const { response } = await leave(home.browser(), "");
    assert.equal(response.status, 303);
    assert.equal(response.headers.get("location"), "/");
  });
});
