/**
 * The page in the system browser on which a person decides: what it says,
 * what it leads to, and what nobody else can do with it.
 *
 * @module
 */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  finishShell,
  leadsOn,
  linkOn,
  startShell,
  toTap,
  type Linked,
} from "../support/app-login.ts";
import type { Browser } from "../support/browser.ts";
import { openTestHome, type TestHome } from "../support/home.ts";

const scheme = "io.github.example.app";
const evil = "https://evil.example";

let home: TestHome;
beforeEach(async () => {
  home = await openTestHome();
});
afterEach(() => home.stop());

/** Addresses of a page's links. */
function linksOf(text: string): string[] {
  return [...text.matchAll(/ href="([^"]*)"/g)].map(([, href = ""]) => href);
}

async function read(browser: Browser, path: string) {
  const response = await browser.ask(path);
  return { status: response.status, text: await response.text() };
}

async function finish({ shell, code }: Linked) {
  return finishShell(shell.browser, code, shell.verifier);
}

// Any app can claim our scheme, and a live session answers without a word:
// what stands between is that somebody reads this page and taps.
describe("the page of a link", () => {
  it("M32: leads into the app by a tap alone, however fresh the sign-in", async () => {
    // E's page sends V to the provider, where V's session is alive.
    const { system, page } = await toTap(home);
    const shown = await system.ask(page.path);
    const text = await shown.text();
    assert.equal(text, page.text);
    for (const name of ["location", "refresh", "link"]) {
      assert.equal(shown.headers.get(name), null);
    }
    assert.doesNotMatch(text, leadsOn);
    const intoApp = linksOf(text).filter((href) => href.startsWith(scheme));
    assert.equal(intoApp.length, 1);
    assert.match(text, /Companion/);
    assert.match(text, /home\.example\.org/);
    assert.match(text, /Alex Example/);
    assert.match(text, /Example ID/);
    assert.match(text, /This is not me/);
    assert.equal(home.stub.home.codes.size, 0);
  });

  it("M32: runs nothing, loads nothing foreign, and is in no frame", async () => {
    const shell = await startShell(home.browser());
    const back = await home.provider.authorize(new URL(shell.url));
    const page = await home.browser().ask(back.pathname + back.search);
    const policy = String(page.headers.get("content-security-policy"));
    assert.ok(!policy.includes("script-src"));
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /form-action 'self';/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(page.headers.get("cache-control"), "no-store");
    assert.equal(page.headers.get("x-content-type-options"), "nosniff");
  });

  it("M25: tells no other site where it was, and keeps its code out of history", async () => {
    const shell = await startShell(home.browser());
    const system = home.browser();
    const back = await home.provider.authorize(new URL(shell.url));
    const page = await system.ask(back.pathname + back.search);
    // With a form on it; any other page of ours tells nobody at all.
    assert.equal(page.headers.get("referrer-policy"), "same-origin");
    const text = await page.text();
    const code = linkOn(text).get("code") ?? "";
    assert.ok(code.length > 40);
    assert.ok(!page.url.includes(code));
    assert.ok(!/<title>[^<]*</.exec(text)?.[0].includes(code));
    assert.ok(!JSON.stringify([...page.headers]).includes(code));
    for (const way of ["open", "leave", "back"]) {
      const other = await system.ask(`/auth/external-login/app/${way}`);
      assert.equal(other.headers.get("referrer-policy"), "no-referrer");
    }
  });

  it("M27: takes what a provider says for text", async () => {
    home.provider.person = {
      sub: "person-1",
      claims: {
        name: `<img src=x onerror=alert(1)>"'`,
        preferred_username: "javascript:alert(1)",
        groups: ["family"],
      },
      userinfo: {},
    };
    const { page } = await toTap(home);
    assert.doesNotMatch(page.text, /<img|<script|href="javascript/);
    assert.match(page.text, /&lt;img src=x onerror=alert\(1\)&gt;/);
  });

  it("M33: shows what was sealed, whatever its address holds besides", async () => {
    // E writes E's own link, app and code beside what the provider sent.
    const shell = await startShell(home.browser());
    const back = await home.provider.authorize(new URL(shell.url));
    for (const [name, value] of [
      ["scheme", "evil.example"],
      ["target", `${evil}/`],
      ["link", "evil.example:/cb"],
      ["app", "Your bank"],
      ["person", "Mallory"],
      ["handoff", "x".repeat(43)],
      ["error_description", "<b>evil.example</b>"],
    ] as const) {
      back.searchParams.append(name, value);
    }
    const system = home.browser();
    const first = await (await system.ask(back.pathname + back.search)).text();
    const right = linkOn(first);
    back.searchParams.set("code", "evil.example");
    back.searchParams.set("iss", evil);
    const second = await (await system.ask(back.pathname + back.search)).text();
    for (const text of [first, second]) {
      assert.doesNotMatch(text, /evil\.example|Your bank|Mallory/);
      assert.deepEqual(linkOn(text), right);
    }
    const { status } = await finishShell(
      shell.browser,
      right.get("code") ?? "",
      shell.verifier
    );
    assert.equal(status, 200);
  });

  it("M33: is not shown for a code that is another's, or is twice there", async () => {
    const shell = await startShell(home.browser());
    const other = await startShell(home.browser());
    const mine = await home.provider.authorize(new URL(shell.url));
    const theirs = await home.provider.authorize(new URL(other.url));
    const code = theirs.searchParams.get("code") ?? "";
    const doubled = new URL(mine);
    doubled.searchParams.append("code", code);
    const twice = await home.browser().ask(doubled.pathname + doubled.search);
    assert.equal(twice.status, 400);
    mine.searchParams.set("code", code);
    const swapped = await home.browser().ask(mine.pathname + mine.search);
    assert.equal(swapped.status, 400);
    assert.doesNotMatch(await swapped.text(), /[?&]code=/);
    assert.equal(home.stub.home.codes.size, 0);
  });

  it("F33: comes back as it was in its own browser, until it is used or late", async () => {
    const linked = await toTap(home);
    const again = await read(linked.system, linked.page.path);
    assert.equal(again.text, linked.page.text);
    const stranger = await read(home.browser(), linked.page.path);
    assert.equal(stranger.status, 400);
    assert.doesNotMatch(stranger.text, /io\.github/);
    await finish(linked);
    const used = await read(linked.system, linked.page.path);
    assert.equal(used.status, 400);
    assert.match(used.text, /already used/);
    assert.doesNotMatch(used.text, /io\.github/);

    const late = await toTap(home);
    home.wait(61);
    const { status, text } = await read(late.system, late.page.path);
    assert.equal(status, 400);
    assert.match(text, /This took too long/);
    assert.doesNotMatch(text, /io\.github/);
  });

  it("F35: is one page, however often the browser asks at once", async () => {
    const shell = await startShell(home.browser());
    const back = await home.provider.authorize(new URL(shell.url));
    const system = home.browser();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => system.ask(back.pathname + back.search))
    );
    const shown = answers.filter(({ status }) => status === 200);
    assert.equal(shown.length, 1);
    assert.equal(home.provider.count("/token"), 1);
    const { status } = await read(system, back.pathname + back.search);
    assert.equal(status, 200);
  });
});
