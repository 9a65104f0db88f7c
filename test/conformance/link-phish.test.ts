/**
 * *link* from the side of whoever phishes: E holds what E can have of a login,
 * V has a live session and obeys. Without V's tap, on V's own phone, what E
 * gets is nothing.
 *
 * @module
 */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  enter,
  finishShell,
  leadsOn,
  linkOn,
  openWebView,
  startShell,
  toTap,
  type Shell,
} from "../support/app-login.ts";
import type { Browser } from "../support/browser.ts";
import { openTestHome, providerId, type TestHome } from "../support/home.ts";

const evil = "https://evil.example";

let home: TestHome;
beforeEach(async () => {
  home = await openTestHome();
});
afterEach(() => home.stop());

/**
 * What V's browser does by itself with an address that E sent: follows every
 * redirect, and taps nothing.
 *
 * @returns where it ended up, and every app that it opened on the way.
 */
async function follow(browser: Browser, address: URL) {
  const opened: string[] = [];
  let url = address;
  for (let hops = 0; hops < 10; hops += 1) {
    if (url.protocol !== "http:" && url.protocol !== "https:") {
      opened.push(url.href);
      return { opened, text: "", path: "" };
    }
    if (url.origin === home.provider.issuer) {
      url = await home.provider.authorize(url);
      continue;
    }
    const path = url.pathname + url.search;
    const response = await browser.ask(path);
    const next = response.headers.get("location");
    const text = await response.text();
    if (next === null) {
      if (leadsOn.test(text) || response.headers.has("refresh")) {
        opened.push(...(/io\.github[^"]*/.exec(text) ?? []));
      }
      return { opened, text, path };
    }
    url = new URL(next, url);
  }
  throw new Error("it goes round and round");
}

/** E tries everything at the two ends with all that E has. */
async function nothingFor(shell: Shell, held: string[]): Promise<void> {
  for (const value of [...held, shell.state, shell.verifier, shell.url, ""]) {
    const { browser, verifier } = shell;
    assert.equal((await finishShell(browser, value, verifier)).status, 400);
    const view = home.browser();
    if (/^[!-~]*$/.test(value)) await openWebView(view, value);
    assert.equal(view.cookies.size, 0);
    assert.equal((await enter(view)).type, "form");
  }
  assert.equal(home.stub.home.codes.size, 0);
  assert.ok(!home.log.some((line) => line.includes("login.finished")));
}

/** Everything on the page but what a person has to tap. */
function withoutLinks(text: string): string {
  return text.replace(/href="io\.github[^"]*"/g, "");
}

// E starts in E's own app: the verifier is E's, and the session is V's.
describe("a phisher who starts a login in their own app", () => {
  it("A3: gets nothing when V opens the provider's address and taps nothing", async () => {
    const shell = await startShell(home.browser("198.51.100.9"));
    const victim = home.browser();
    const { opened, text } = await follow(victim, new URL(shell.url));
    assert.deepEqual(opened, []);
    // V reads what it is, and that it is for a phone.
    assert.match(text, /Alex Example/);
    assert.match(text, /Companion/);
    assert.match(text, /Open the app only if you started this there/);
    await nothingFor(shell, []);
    home.wait(61);
    await nothingFor(shell, []);
  });

  it("A3: gets nothing when V has tapped: the answer is in V's app", async () => {
    const shell = await startShell(home.browser("198.51.100.9"));
    const victim = home.browser();
    const { text, path } = await follow(victim, new URL(shell.url));
    const tapped = linkOn(text);
    // V's app waits for nothing, or for another state, and drops it.
    const own = await startShell(home.browser());
    assert.notEqual(tapped.get("state"), own.state);
    // E reads V's screen, but for where the link leads.
    const seen = withoutLinks(text);
    assert.ok(!seen.includes(tapped.get("code") ?? ""));
    const [login = ""] = /(?<=name="login" value=")[^"]*/.exec(seen) ?? [];
    await nothingFor(shell, [path, login]);
  });

  it("A3: gets no page with the link from the callback address that V opened", async () => {
    // V sends E the address of the page, as E asked.
    const shell = await startShell(home.browser("198.51.100.9"));
    const victim = home.browser();
    const { path } = await follow(victim, new URL(shell.url));
    const thief = home.browser("198.51.100.9");
    const page = await (await thief.ask(path)).text();
    assert.doesNotMatch(page, /io\.github/);
    await nothingFor(shell, [path]);
  });

  it("A3: leaves the page to V when E declines from elsewhere", async () => {
    const linked = await toTap(home);
    const thief = home.browser("198.51.100.9");
    const { login } = linked.page;
    const path = "/auth/external-login/app/decline";
    const answer = await thief.form(path, { login });
    assert.equal(answer.status, 403);
    const { shell, code } = linked;
    const { status } = await finishShell(shell.browser, code, shell.verifier);
    assert.equal(status, 200);
  });

  it("A3: gets nothing for a login of V's by a callback address of E's own", async () => {
    // E signs in as E and sends V what came back: V is to end up as E.
    const shell = await startShell(home.browser("198.51.100.9"));
    home.provider.person = {
      sub: "e",
      claims: { name: "Mallory", groups: ["family"] },
      userinfo: {},
    };
    const back = await home.provider.authorize(new URL(shell.url));
    const victim = home.browser();
    const { opened, text } = await follow(victim, back);
    assert.deepEqual(opened, []);
    assert.match(text, /Mallory/);
    assert.equal((await enter(victim)).type, "form");
    // V taps all the same: V's app has no such attempt.
    const own = await startShell(home.browser());
    assert.notEqual(linkOn(text).get("state"), own.state);
  });

  it("A3: gets nothing for a code of E's put into V's attempt", async () => {
    // E's link opens V's app while V waits, with V's own state in it.
    const mine = await startShell(home.browser("198.51.100.9"));
    const { text } = await follow(home.browser(), new URL(mine.url));
    const code = linkOn(text).get("code") ?? "";
    const victim = await startShell(home.browser());
    const posted = await finishShell(victim.browser, code, victim.verifier);
    assert.equal(posted.status, 400);
    assert.equal(home.stub.home.codes.size, 0);
  });
});

// On V's own phone our scheme may be E's as well, and then the starter is E.
describe("an app that says it is ours", () => {
  it("M34: is sent nothing until V taps, at every sign-in anew", async () => {
    // E's app starts with our link and its own challenge; V's session lives.
    const victim = home.browser();
    for (let at = 0; at < 3; at += 1) {
      const shell = await startShell(home.browser());
      const { opened, text } = await follow(victim, new URL(shell.url));
      assert.deepEqual(opened, []);
      assert.match(text, /Open the app/);
      assert.match(text, /This is not me/);
      assert.ok(text.indexOf("This is not me") < text.indexOf("Open the app<"));
      await nothingFor(shell, []);
    }
  });

  it("M34: is let in by V's tap alone: the residual", async () => {
    const shell = await startShell(home.browser());
    const { text } = await follow(home.browser(), new URL(shell.url));
    const code = linkOn(text).get("code") ?? "";
    const { resume } = await finishShell(shell.browser, code, shell.verifier);
    const view = home.browser();
    await openWebView(view, resume);
    assert.equal((await enter(view)).type, "create_entry");
  });

  it("M34: has no scheme to claim where only https links are configured", async () => {
    const link = "https://home.example.org/auth/external-login/app/back";
    await home.restarted({ apps: [{ name: "Own", link }] });
    const refused = startShell(home.browser());
    await assert.rejects(refused);
    const shell = await startShell(home.browser(), { link });
    const system = home.browser();
    const { text, path } = await follow(system, new URL(shell.url));
    const other = await startShell(home.browser(), { link });
    const back = await home.provider.authorize(new URL(other.url));
    back.searchParams.delete("code");
    back.searchParams.set("error", "access_denied");
    const pages = [text, (await follow(system, back)).text];
    for (const way of ["leave", "back?code=x&state=y"]) {
      const page = await system.ask(`/auth/external-login/app/${way}`);
      assert.equal(page.headers.get("location"), null);
      pages.push(await page.text());
    }
    for (const page of pages) {
      assert.doesNotMatch(page, leadsOn);
      for (const [, href = ""] of page.matchAll(/href="([^"]*)"/g)) {
        assert.match(href, /^(\/|https:\/\/home\.example\.org\/)/);
      }
    }
    // Where no app claims it, the link ends at a page that takes nothing.
    const [, href = ""] = /href="(https:[^"]*)"/.exec(text) ?? [];
    const tapped = new URL(href.replaceAll("&amp;", "&"));
    assert.equal(tapped.origin + tapped.pathname, link);
    const end = await follow(system, tapped);
    assert.ok(!end.text.includes(tapped.searchParams.get("code") ?? ""));
    assert.ok(path.includes("callback"));
    const { status } = await finishShell(
      shell.browser,
      tapped.searchParams.get("code") ?? "",
      shell.verifier
    );
    assert.equal(status, 200);
  });
});

// One provider of several may be E's: what it says is about itself alone.
describe("a provider among several, asked from an app", () => {
  it("M15: has nothing to say about another's login", async () => {
    const second = await openTestHome();
    const [known] = second.options.providers;
    assert.ok(known);
    const evilOne = { ...known, id: "second-id" };
    await home.stop();
    home = await openTestHome({ providers: [evilOne] });
    // V starts at E's provider, which sends V on to the honest one, with the
    // state that it was given.
    const shell = await startShell(home.browser(), { provider: "second-id" });
    const honest = await startShell(home.browser());
    const mixed = new URL(honest.url);
    mixed.searchParams.set("state", shell.state);
    const back = await home.provider.authorize(mixed);
    for (const id of [providerId, "second-id"]) {
      const url = new URL(back);
      url.pathname = url.pathname.replace(providerId, id);
      const { opened, text } = await follow(home.browser(), url);
      assert.deepEqual(opened, []);
      assert.doesNotMatch(text, /[?&]code=/);
    }
    // Neither code was brought to the other's token endpoint.
    assert.equal(second.provider.count("/token"), 0);
    assert.equal(home.provider.count("/token"), 0);
    const causes = home.log.filter((line) => line.includes("login.refused"));
    assert.match(causes.join(), /"reason":"provider".*"reason":"iss"/);
    // Both logins can still be finished by whoever rightly holds them.
    const right = await second.provider.authorize(new URL(shell.url));
    const ended = await home.browser().ask(right.pathname + right.search);
    assert.equal(ended.status, 200);
    const answer = linkOn(await ended.text());
    assert.equal(answer.get("iss"), shell.iss);
    await second.stop();
  });

  it("M15: says whose word it is, on the page and in nothing else", async () => {
    const linked = await toTap(home, { provider: providerId });
    assert.match(linked.page.text, /Example ID/);
    assert.ok(!linked.answer.toString().includes("127.0.0.1"));
    assert.ok(!linked.page.text.includes(evil));
  });
});
