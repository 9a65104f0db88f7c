import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { openTestHome, type TestHome } from "../../../../test/support/home.ts";
import type { Context } from "../../src/context.ts";
import { trustAgain } from "../../src/serve/not-trusted.ts";
import type { Log } from "../../src/options.ts";

const inner = "10.20.30.40";

const sheet = {
  name: "pages.12345678.css",
  type: "text/css; charset=utf-8",
  body: new TextEncoder().encode("h1 { font-size: 20px }"),
};

// Lost: that somebody learns why nothing works, and a stranger no address.
describe("notTrusted", () => {
  let home: TestHome;
  beforeEach(async () => {
    home = await openTestHome({
      stub: { trusted: false },
      gateway: { ownAddress: inner, assets: [sheet] },
    });
  });
  afterEach(() => home.stop());

  it("names the addresses to somebody at home, and to nobody else", async () => {
    for (const address of ["192.168.1.9", "10.0.0.2", "::1", "fd00::9"]) {
      const answer = await home.browser(address).ask("/");
      assert.equal(answer.status, 503);
      assert.ok((await answer.text()).includes(inner), address);
    }
    for (const address of ["203.0.113.7", "172.32.0.1", "2001:db8::1"]) {
      const answer = await home.browser(address).ask("/");
      assert.equal(answer.status, 503);
      const text = await answer.text();
      assert.ok(!text.includes(inner) && !text.includes("8123"), address);
    }
  });

  it("comes with its style sheet", async () => {
    const browser = home.browser();
    const page = await (await browser.ask("/")).text();
    const [, path = ""] =
      /<link rel="stylesheet" href="([^"]+)"/.exec(page) ?? [];
    const answer = await browser.ask(path);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-type"), sheet.type);
  });

  it("stands in place of everything, until Home Assistant trusts us", async () => {
    const browser = home.browser();
    for (const path of ["/", "/api/", "/auth/providers", "/auth/authorize"]) {
      assert.equal((await browser.ask(path)).status, 503, path);
    }
    home.stub.home.trusted = true;
    home.wait(2);
    const again = await browser.ask("/auth/external-login/trust");
    assert.equal(again.status, 303);
    assert.equal(again.headers.get("location"), "/");
    assert.equal((await browser.ask("/auth/providers")).status, 200);
  });
});

// Lost: settings of Home Assistant's that it takes back after five minutes.
describe("trustAgain", () => {
  const revertAt = "2026-11-26T12:05:00+00:00";

  /** Checks again at a Home Assistant that says this of its settings. */
  function checkAgain(use: () => Promise<unknown>): Promise<Response> {
    const log: Log = { info() {}, warn() {}, error() {} };
    const context = {
      options: { assets: [], log },
      service: { use },
      facts: () => ({ name: "Home", timeZone: "Europe/Berlin" }),
    } as unknown as Context;
    const origin = "https://home.example.org";
    return trustAgain(context, new Request(`${origin}/x`), {
      address: "203.0.113.7",
      origin,
    });
  }

  it("says until when somebody has to confirm them", async () => {
    const answer = await checkAgain(async () => ({ revert_at: revertAt }));
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /13:05/);
  });

  it("goes on where nothing is on trial, or nobody can say", async () => {
    for (const use of [
      async () => ({ revert_at: null }),
      async () => ({ revert_at: "soon" }),
      async () => undefined,
      () => Promise.reject(new Error("away")),
    ]) {
      const answer = await checkAgain(use);
      assert.equal(answer.status, 303);
      assert.equal(answer.headers.get("location"), "/");
    }
  });
});
