import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { launch } from "../../browsers.ts";
import { needsBrowsers } from "../../needs.ts";
import type { Os } from "../rules.ts";
import { openShellApp, type ShellApp } from "../shell-app.ts";
import { type LittleSite, startLittleSite } from "./little-site.ts";

const skip = needsBrowsers("chromium-shell");

const scheme = "io.example.app";
const link = `${scheme}:/auth-callback?code=one`;

const core = readFileSync(
  new URL(
    "../../../../node_modules/@capacitor/core/dist/index.js",
    import.meta.url
  ),
  "utf8"
);

/** A shell that asks for whatever a test wants, and keeps what it hears. */
const page = `<!doctype html><script type="module">
  import { CapacitorHttp, registerPlugin } from "/core.js";
  const App = registerPlugin("App");
  const Browser = registerPlugin("Browser");
  const InAppBrowser = registerPlugin("InAppBrowser");
  window.plugins = { App, Browser, CapacitorHttp, InAppBrowser };
  window.heard = [];
  const hear = (plugin, name) =>
    window.plugins[plugin].addListener(name, (data) => {
      heard.push([name, data?.url ?? data?.isActive].filter((x) => x !== undefined).join(" "));
    });
  window.hear = hear;
  if (!location.search.includes("deaf")) {
    for (const name of ["appStateChange", "pause", "resume"]) await hear("App", name);
    await hear("Browser", "browserFinished");
    for (const name of ["browserPageLoaded", "browserPageNavigationCompleted", "browserClosed"])
      await hear("InAppBrowser", name);
    await hear("App", "appUrlOpen");
  }
  document.title = "ready";
</script>`;

// Each manner is one that an app has to live with; a test of the companion
// takes them for true.
describe("an app on Capacitor", { skip }, () => {
  let browser: Browser;
  let site: LittleSite;
  let shell: ShellApp;

  before(async () => {
    browser = await launch("chromium-shell");
    site = await startLittleSite(() => ({
      "/idp": `<a href="${link}">Open the app</a>`,
      "/open": `<script>
        bridges = ["Capacitor", "androidBridge", "native"].filter((name) => name in window);
        addEventListener("load", () => setTimeout(() => location.replace("/home")));</script>`,
      "/home": `<a href="/next">next</a>`,
      "/next": `<script>addEventListener("load", () => history.pushState({}, "", "/inner"))</script>`,
    }));
  });

  after(async () => {
    await browser?.close();
    await site?.stop();
  });

  beforeEach(() => {
    site.requests.length = 0;
  });

  afterEach(() => shell.close());

  const open = async (os: Os, url?: string) => {
    shell = await openShellApp({
      os,
      browser,
      scheme,
      files: (path) =>
        ({ "/index.html": page, "/core.js": core })[path] ?? undefined,
    });
    await start(() => shell.launch(url));
  };

  const start = async (how: () => Promise<unknown>) => {
    await how();
    await shell.page().waitForFunction(() => document.title === "ready");
  };

  /** What a call came to: its data, or the words it was refused with. */
  const call = (plugin: string, method: string, options = {}) =>
    shell.page().evaluate(
      ([name, what, given]) => {
        const { plugins } = window as unknown as {
          plugins: Record<
            string,
            Record<string, (options: unknown) => Promise<unknown>>
          >;
        };
        return plugins[name]?.[what]?.(given).then(
          (data) => data,
          ({ message, code }) => ({ message, code })
        );
      },
      [plugin, method, options] as const
    );

  const heard = () =>
    shell
      .page()
      .evaluate(() =>
        (window as unknown as { heard: string[] }).heard.splice(0)
      );

  /** Waits until that many were heard, and gives them. */
  const hears = async (count: number) => {
    await shell
      .page()
      .waitForFunction(
        (wanted) =>
          (window as unknown as { heard: string[] }).heard.length >= wanted,
        count
      );
    return heard();
  };

  /** Waits for the last that is expected, and gives all until then. */
  const hearsOf = async (last: string) => {
    await shell
      .page()
      .waitForFunction(
        (wanted) =>
          (window as unknown as { heard: string[] }).heard.some((line) =>
            line.startsWith(wanted)
          ),
        last
      );
    return heard();
  };

  const openBrowser = async () => {
    const opened = await shell.systemBrowser.opens(() =>
      call("Browser", "open", { url: `${site.other}/idp` })
    );
    await opened.getByText("Open the app").waitFor();
    return opened;
  };

  for (const os of ["android", "ios"] as const) {
    it(`${os}: is known to Capacitor by its own bridge`, async () => {
      await open(os);
      const { Capacitor, isSecure } = await shell.page().evaluate(() => {
        const { Capacitor } = window as unknown as {
          Capacitor: { getPlatform(): string; isNativePlatform(): boolean };
        };
        return {
          Capacitor: [Capacitor.getPlatform(), Capacitor.isNativePlatform()],
          isSecure: isSecureContext,
        };
      });
      assert.deepEqual(Capacitor, [os, true]);
      assert.equal(isSecure, true);
      const info = (await call("App", "getInfo")) as { id: string };
      assert.equal(info.id, "io.github.haexternallogin.companion");
      const { message } = (await call("App", "unknown")) as Error;
      assert.match(message, /is not implemented on/);
      assert.deepEqual(
        shell.bridge.calls.filter(({ method }) => method === "getInfo"),
        [{ plugin: "App", method: "getInfo", options: {} }]
      );
    });

    it(`${os}: asks by native code, without origin and cookies`, async () => {
      await open(os);
      const answer = await call("CapacitorHttp", "post", {
        url: `${site.home}/idp`,
        headers: { "content-type": "application/json" },
        data: { code: "one" },
      });
      assert.equal((answer as { status: number }).status, 200);
      const [request] = site.requests;
      assert.equal(request?.headers.origin, undefined);
      assert.equal(request?.headers.cookie, undefined);
      assert.equal(shell.http.requests[0]?.body, '{"code":"one"}');
      shell.http.online = false;
      const refused = await call("CapacitorHttp", "get", { url: site.home });
      assert.ok("message" in (refused as object));
    });

    it(`${os}: keeps a link until somebody listens`, async () => {
      await open(os, link);
      assert.ok((await hears(1)).includes(`appUrlOpen ${link}`));
      assert.deepEqual(await call("App", "getLaunchUrl"), { url: link });
      // It was given away; the URL of the launch stays.
      await start(() => shell.page().reload());
      assert.deepEqual(await heard(), []);
      assert.deepEqual(await call("App", "getLaunchUrl"), { url: link });
    });

    it(`${os}: shows a home apart from the bridge, with headers once`, async () => {
      await open(os);
      const view = {
        url: `${site.home}/open`,
        customHeaders: { "x-ticket": "secret" },
        options: {
          customWebViewUserAgent: "Mine",
          clearCache: false,
          clearSessionCache: false,
        },
      };
      await call("InAppBrowser", "openInWebView", view);
      let lines = await hearsOf("browserPageNavigationCompleted");
      assert.ok(lines.includes("browserPageLoaded"));
      assert.ok(
        lines.includes(`browserPageNavigationCompleted ${site.home}/home`)
      );
      const shown = shell.inAppBrowser.page();
      assert.ok(shown);
      const bridges = await shown.evaluate(() =>
        ["Capacitor", "androidBridge", "native"].filter(
          (name) => name in window
        )
      );
      assert.deepEqual(bridges, []);
      assert.deepEqual(
        site.requests.map(({ url, headers }) => [
          url,
          headers["x-ticket"],
          headers["user-agent"],
        ]),
        [
          ["/open", "secret", "Mine"],
          ["/home", undefined, "Mine"],
        ]
      );

      await shown.evaluate(() => localStorage.setItem("kept", "yes"));
      await shown.getByText("next").click();
      lines = await hearsOf("browserPageNavigationCompleted");
      assert.deepEqual(lines, [
        // Asked for when it is told: the history has moved on.
        `browserPageNavigationCompleted ${shown.url()}`,
      ]);
      await shell.inAppBrowser.closedByPerson();
      await hearsOf("browserClosed");
      const refused = await call("InAppBrowser", "close");
      assert.equal((refused as { code: string }).code, "OS-PLUG-IABP-0012");

      await call("InAppBrowser", "openInWebView", view);
      await hearsOf("browserPageNavigationCompleted");
      const kept = await shell.inAppBrowser
        .page()
        ?.evaluate(() => localStorage.getItem("kept"));
      assert.equal(kept, "yes");
    });
  }

  it("android: tells of the end of the browser whichever way it ended", async () => {
    await open("android");
    const opened = await openBrowser();
    assert.deepEqual(await hears(2), ["pause", "appStateChange false"]);
    await opened.getByText("Open the app").click();
    assert.deepEqual(await hears(4), [
      `appUrlOpen ${link}`,
      "appStateChange true",
      "resume",
      "browserFinished",
    ]);
    // Nothing is open any more, and nobody minds.
    await call("Browser", "close");
    assert.equal(await call("App", "getLaunchUrl"), undefined);

    await openBrowser();
    shell.switchBack();
    assert.deepEqual((await hears(5)).at(-1), "browserFinished");
    shell.switchAway();
    shell.switchBack();
    assert.ok(!(await hears(4)).includes("browserFinished"));
  });

  it("ios: tells of the end of the browser only where Done was pressed", async () => {
    await open("ios");
    const opened = await openBrowser();
    await opened.getByText("Open the app").click();
    assert.deepEqual(await hears(1), [`appUrlOpen ${link}`]);
    assert.deepEqual(await call("App", "getLaunchUrl"), { url: link });
    // It is still there, behind the app.
    const again = { url: `${site.other}/idp` };
    const refused = await call("Browser", "open", again);
    assert.equal((refused as Error).message, "Unable to display URL");
    assert.deepEqual(await call("Browser", "close"), {});
    const none = await call("Browser", "close");
    assert.equal((none as Error).message, "No active window to close!");

    await openBrowser();
    shell.browser.closedByPerson();
    assert.deepEqual(await hears(1), ["browserFinished"]);
  });

  it("android: begins again with the link that it began with", async () => {
    await open("android", link);
    await hears(1);
    await start(() => shell.recreate());
    assert.ok((await hears(1)).includes(`appUrlOpen ${link}`));
  });

  it("starts for a link when the process was taken, with what it stored", async () => {
    await open("android");
    await shell.page().evaluate(() => localStorage.setItem("kept", "yes"));
    const opened = await openBrowser();
    await shell.kill();
    assert.equal(shell.isRunning(), false);
    const started = shell.context.waitForEvent("page");
    await opened.getByText("Open the app").click();
    await start(() => started);
    assert.ok((await hears(1)).includes(`appUrlOpen ${link}`));
    const kept = await shell
      .page()
      .evaluate(() => localStorage.getItem("kept"));
    assert.equal(kept, "yes");
  });

  it("android: begins an app that was taken as it once began, then gives the first who listens its link", async () => {
    const first = `${scheme}:/add?home=one`;
    for (const began of [undefined, first]) {
      await open("android", began);
      await shell.kill();
      await start(() => shell.openLink(link));
      // Whoever listens later gets nothing of it, and no URL of the launch.
      const retained = [began, link].filter((url) => url !== undefined);
      assert.deepEqual(
        await hears(retained.length),
        retained.map((url) => `appUrlOpen ${url}`)
      );
      await shell
        .page()
        .evaluate(() =>
          (window as unknown as { hear(...of: string[]): Promise<void> }).hear(
            "App",
            "appUrlOpen"
          )
        );
      const launchUrl = await call("App", "getLaunchUrl");
      assert.deepEqual(launchUrl, began && { url: began });
      assert.deepEqual(await heard(), []);

      // Removed from the recent ones, it begins with the link.
      await shell.kill();
      await start(() => shell.launch(link));
      assert.deepEqual(await call("App", "getLaunchUrl"), { url: link });
      await shell.close();
    }
  });

  it("ios: starts an app that was taken with the link as its launch's", async () => {
    await open("ios");
    await shell.kill();
    await start(() => shell.openLink(link));
    assert.deepEqual(await hears(1), [`appUrlOpen ${link}`]);
    assert.deepEqual(await call("App", "getLaunchUrl"), { url: link });
  });

  it("android: loses the view to a press on the icon, and to a link", async () => {
    await open("android");
    const view = {
      url: `${site.home}/home`,
      options: { customWebViewUserAgent: "Mine" },
    };
    for (const way of [() => shell.tapIcon(), () => shell.openLink(link)]) {
      await call("InAppBrowser", "openInWebView", view);
      await hears(3);
      await way();
      const lines = await hears(3);
      assert.equal(lines[0], "browserClosed");
      assert.equal(shell.inAppBrowser.page(), undefined);
    }
  });

  it("says that there is no browser, or never says anything", async () => {
    await open("android");
    shell.browser.missing = true;
    const url = `${site.other}/idp`;
    const refused = await call("Browser", "open", { url });
    assert.equal((refused as Error).message, "Unable to display URL");
    shell.browser.missing = false;
    shell.browser.hanging = 1;
    const settled = await Promise.race([
      call("Browser", "open", { url }),
      new Promise((resolve) => setTimeout(resolve, 300, "hangs")),
    ]);
    assert.equal(settled, "hangs");
    await openBrowser();
  });
});
