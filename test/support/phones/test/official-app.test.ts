import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { launch } from "../../browsers.ts";
import { needsBrowsers } from "../../needs.ts";
import { type OfficialApp, openOfficialApp } from "../official-app.ts";
import type { Os } from "../rules.ts";
import { type LittleSite, startLittleSite } from "./little-site.ts";

const skip = needsBrowsers("chromium-shell");

// What such a phone lets through or keeps, a test of a login takes for true.
describe("a phone with an official app", { skip }, () => {
  let browser: Browser;
  let site: LittleSite;
  let app: OfficialApp;

  before(async () => {
    browser = await launch("chromium-shell");
    site = await startLittleSite(({ home, other }) => ({
      "/auth/authorize": `
        <a id="out" href="${other}/idp">out</a>
        <a id="chain" href="${home}/go?to=${encodeURIComponent(`${home}/go?to=${other}/idp`)}">chain</a>
        <a id="window" href="${other}/idp" target="_blank">window</a>
        <a id="answer" href="homeassistant://auth-callback?code=one">answer</a>
        <a id="redirected" href="/go?to=homeassistant://auth-callback?code=two">redirected</a>
        <a id="shell" href="${home}/inner" target="_blank">inner</a>
        <button id="script" onclick="opened = window.open('${other}/idp')">script</button>
        <p id="count">0</p>
        <script>
          setInterval(() => count.textContent = Number(count.textContent) + 1, 10);
        </script>`,
      "/opens": `<script>opened = window.open("${other}/idp")</script>`,
      "/inner": "inner",
      "/idp": "idp",
    }));
  });

  after(async () => {
    await browser?.close();
    await site?.stop();
  });

  beforeEach(() => {
    site.requests.length = 0;
  });

  afterEach(() => app.close());

  const open = async (os: Os, version: string) => {
    app = await openOfficialApp({ os, version, browser, home: site.home });
    await app.openLoginPage();
    await app.view.page.locator("#out").waitFor();
  };

  const tap = (id: string) => app.tap(app.view.page.locator(id));

  const title = () => app.view.page.evaluate(() => document.title);

  const asked = () =>
    site.requests.map(({ host, url }) => `http://${host}${url}`);

  it("asks for the page as the app does", async () => {
    await open("android", "2026.8.3");
    const [first] = site.requests;
    const { searchParams } = new URL(first?.url ?? "", site.home);
    assert.deepEqual(Object.fromEntries(searchParams), {
      response_type: "code",
      client_id: "https://home-assistant.io/android",
      redirect_uri: "homeassistant://auth-callback",
    });
    assert.match(
      first?.headers["user-agent"] ?? "",
      /Home Assistant\/2026\.8\.3 \(Android/
    );
  });

  it("hands another host to the browser and stays where it was", async () => {
    await open("android", "2026.8.3");
    const out = `${site.other}/idp`;
    // As often as somebody presses.
    for (const taps of [1, 2]) {
      const page = await app.systemBrowser.opens(() => tap("#out"));
      await page.waitForURL(out);
      assert.equal(await title(), "/auth/authorize");
      assert.deepEqual(app.effort, { taps, characters: 0 });
      await app.comeBack();
    }
    assert.deepEqual(app.systemBrowser.opened, [out, out]);
  });

  it("judges where a redirect leads before anybody is asked there", async () => {
    await open("android", "2026.8.3");
    const page = await app.systemBrowser.opens(() => tap("#chain"));
    await page.waitForURL(`${site.other}/idp`);
    assert.equal(await title(), "/auth/authorize");
    // Once by the browser; the view never got there.
    assert.equal(
      asked().filter((url) => url === `${site.other}/idp`).length,
      1
    );
  });

  it("loads another host itself where the app is old", async () => {
    await open("android", "2025.12.1");
    await tap("#out");
    await app.view.page.waitForURL(`${site.other}/idp`);
    assert.deepEqual(app.systemBrowser.opened, []);
  });

  for (const way of ["#answer", "#redirected"]) {
    it(`takes the code of ${way} and shows nothing of it`, async () => {
      await open("android", "2026.8.3");
      await tap(way);
      assert.equal(await app.done, way === "#answer" ? "one" : "two");
      assert.equal(await title(), "/auth/authorize");
    });
  }

  it("has one window on Android, which a link to another keeps to", async () => {
    await open("android", "2026.8.3");
    await tap("#shell");
    await app.view.page.waitForURL(`${site.home}/inner`);
    assert.equal(app.view.context.pages().length, 1);
  });

  it("hands a window to the browser on iOS, and the page gets none", async () => {
    await open("ios", "2026.7.3");
    for (const way of ["#window", "#script"]) {
      const page = await app.systemBrowser.opens(() => tap(way));
      await page.waitForURL(`${site.other}/idp`);
      await app.comeBack();
    }
    const opened = await app.view.page.evaluate("opened");
    assert.equal(opened, null);
    assert.equal(await title(), "/auth/authorize");
  });

  it("loads another host itself on iOS", async () => {
    await open("ios", "2026.7.3");
    await tap("#out");
    await app.view.page.waitForURL(`${site.other}/idp`);
  });

  it("does nothing about a window where iOS's app is old", async () => {
    await open("ios", "2026.6.0");
    await tap("#window");
    await tap("#answer");
    await app.done;
    assert.deepEqual(
      app.decisions.map(({ decision }) => decision.do),
      ["nothing", "done"]
    );
    assert.deepEqual(app.systemBrowser.opened, []);
  });

  it("lets no page of iOS open a window by itself", async () => {
    await open("ios", "2026.7.3");
    await app.view.page.goto(`${site.home}/opens`);
    assert.equal(await app.view.page.evaluate("opened"), null);
    assert.deepEqual(app.decisions, []);
  });

  for (const [os, version, rests] of [
    ["android", "2026.8.3", true],
    ["android", "2026.7.1", false],
    ["ios", "2026.7.3", true],
  ] as const) {
    const what = rests ? "stops" : "does not stop";
    it(`${what} the page's timers behind the browser: ${os} ${version}`, async () => {
      await open(os, version);
      const { page } = app.view;
      await app.systemBrowser.opens(() =>
        tap(os === "ios" ? "#window" : "#out")
      );
      const count = () => page.locator("#count").textContent();
      const before = await count();
      if (rests) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        assert.equal(await count(), before);
      } else {
        await page.waitForFunction(
          (before) => document.querySelector("#count")?.textContent !== before,
          before,
          // Nothing is drawn behind the browser.
          { polling: 10 }
        );
      }
      assert.equal(await page.evaluate("document.visibilityState"), "hidden");
      await app.comeBack();
      assert.equal(await page.evaluate("document.visibilityState"), "visible");
      assert.notEqual(await count(), before);
    });
  }

  it("keeps the view's storage when the system takes the process", async () => {
    await open("ios", "2026.7.3");
    await app.view.page.evaluate(() => {
      localStorage.setItem("kept", "yes");
      document.cookie = "cookie=kept; max-age=60";
    });
    await app.view.restart();
    await app.openLoginPage();
    await app.view.page.locator("#out").waitFor();
    const kept = await app.view.page.evaluate(() => [
      localStorage.getItem("kept"),
      document.cookie,
    ]);
    assert.deepEqual(kept, ["yes", "cookie=kept"]);
  });

  it("has a browser that shares nothing with the view", async () => {
    await open("android", "2026.8.3");
    await app.view.context.addCookies([
      { name: "starter", value: "1", url: site.other },
    ]);
    const page = await app.systemBrowser.opens(() => tap("#out"));
    await page.waitForURL(`${site.other}/idp`);
    const last = site.requests.filter(({ url }) => url === "/idp").at(-1);
    assert.equal(last?.headers.cookie, undefined);
    assert.doesNotMatch(last?.headers["user-agent"] ?? "", /Home Assistant/);
  });

  it("runs on the clock that the phone has", async () => {
    const time = Date.now() + 86_400_000;
    const home = site.home;
    app = await openOfficialApp({
      os: "ios",
      version: "2026.7.3",
      browser,
      home,
      time,
    });
    await app.openLoginPage();
    await app.view.page.locator("#out").waitFor();
    const now = await app.view.page.evaluate(() => Date.now());
    assert.ok(now >= time);
  });
});
