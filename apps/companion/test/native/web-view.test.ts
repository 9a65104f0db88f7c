import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { InAppBrowser } from "@capacitor/inappbrowser";
import { createHomeView } from "../../src/native/web-view.ts";
import { settled } from "../phone.ts";

const home = "https://home.example.org";

const page = {
  url: `${home}/auth/external-login/app/open`,
  headers: { "x-external-login-resume": "ticket" },
  userAgent: "View/1 HaExternalLogin/0.1.0",
};

interface Opened {
  url: string;
  customHeaders: unknown;
  options: Record<string, unknown>;
}

/** The plugin as far as the view needs it, and time that moves by hand. */
function setUp() {
  const opened: Opened[] = [];
  const closes: string[] = [];
  const listeners: Record<string, (data: unknown) => void> = {};
  const timers: { seconds: number; callback: () => void }[] = [];
  const plugin = {
    addListener: async (name: string, listener: () => void) => {
      listeners[name] = listener;
    },
    openInWebView: async (model: Opened): Promise<void> => {
      opened.push(model);
    },
    close: () => {
      closes.push("close");
      return new Promise<void>(() => {});
    },
  };
  const view = createHomeView(plugin as unknown as typeof InAppBrowser, {
    isHome: (origin) => origin === home,
    closeText: () => "Homes",
    after(seconds, callback) {
      const timer = { seconds, callback };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
  });
  const tell = (name: string, data?: unknown) => listeners[name]?.(data);
  return { view, plugin, opened, closes, timers, tell };
}

describe("createHomeView", () => {
  it("opens with what HA needs: its sessions stay, its own agent, no bars", async () => {
    const { view, opened, tell } = setUp();
    const shown = view.open(page);
    tell("browserPageLoaded");
    await shown;
    assert.equal(opened[0]?.url, page.url);
    assert.deepEqual(opened[0]?.customHeaders, page.headers);
    assert.deepEqual(opened[0]?.options, {
      showToolbar: true,
      showURL: true,
      showNavigationButtons: false,
      leftToRight: false,
      toolbarPosition: 0,
      closeButtonText: "Homes",
      clearCache: false,
      clearSessionCache: false,
      mediaPlaybackRequiresUserAction: false,
      customWebViewUserAgent: page.userAgent,
      android: {
        allowZoom: true,
        hardwareBack: true,
        pauseMedia: true,
        isIsolated: true,
      },
      iOS: {
        allowOverScroll: false,
        allowInLineMediaPlayback: true,
        allowsBackForwardNavigationGestures: true,
        enableViewportScale: false,
        surpressIncrementalRendering: false,
        viewStyle: 2,
        animationEffect: 2,
      },
    });
  });

  // Attack: a mistake, or a home that answers with its provider's address,
  // makes the app show a provider's page in its own web view, where it could
  // read the password.
  it("M36: refuses whatever is not one of the person's homes", async () => {
    const { view, opened } = setUp();
    for (const url of [
      "https://id.example.com/authorize?client_id=x",
      "https://home.example.org.evil.example/",
      "http://home.example.org/",
      "https://home.example.org:8443/",
    ]) {
      await assert.rejects(view.open({ ...page, url }), {
        code: "not_allowed",
      });
    }
    assert.deepEqual(opened, []);
  });

  it("gives up where the view does not open, or ends", async () => {
    const { view, plugin, timers, tell } = setUp();
    const ended = view.open(page);
    await settled();
    tell("browserClosed");
    await assert.rejects(ended);
    assert.equal(timers.length, 0);
    plugin.openInWebView = () => new Promise<void>(() => {});
    const late = view.open(page);
    assert.deepEqual(
      timers.map(({ seconds }) => seconds),
      [10]
    );
    timers[0]?.callback();
    await assert.rejects(late);
    plugin.openInWebView = () => Promise.reject(new Error("no web view"));
    await assert.rejects(view.open(page), { message: "no web view" });
  });

  // Lost without: on a slow network the app says that a home did not answer,
  // and that the person is signed out, while they are in it.
  it("waits a minute for the first page of a view that is open", async () => {
    const { view, closes, timers, tell } = setUp();
    const shown = view.open(page);
    await settled();
    assert.deepEqual(
      timers.map(({ seconds }) => seconds),
      [60]
    );
    tell("browserPageLoaded");
    await shown;
    assert.deepEqual(timers, []);
    assert.deepEqual(closes, []);
  });

  it("closes a view that it gave up, and takes that for nobody's wish", async () => {
    const { view, closes, timers, tell } = setUp();
    const closed: string[] = [];
    view.onClosed(() => closed.push("closed"));
    const late = view.open(page);
    await settled();
    timers[0]?.callback();
    assert.deepEqual(closes, ["close"]);
    tell("browserClosed");
    await assert.rejects(late);
    assert.deepEqual(closed, []);
    timers.find(({ seconds }) => seconds === 1)?.callback();
    await settled();
    tell("browserClosed");
    assert.deepEqual(closed, ["closed"]);
  });

  it("closes for the app even where the plugin never says so", async () => {
    const { view, timers } = setUp();
    const closed = view.close();
    timers[0]?.callback();
    await closed;
  });

  it("tells where the view has come to, once it is known", async () => {
    const { view, tell } = setUp();
    const visited: string[] = [];
    view.onVisited((url) => visited.push(url));
    tell("browserPageNavigationCompleted", { url: undefined });
    tell("browserPageNavigationCompleted", { url: `${home}/lovelace` });
    assert.deepEqual(visited, [`${home}/lovelace`]);
  });
});
