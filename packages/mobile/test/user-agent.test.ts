import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { NotAllowedError } from "../src/guard.ts";
import { createLinks } from "../src/links.ts";
import {
  createForeground,
  createUserAgent,
  type Plugins,
} from "../src/user-agent.ts";
import { quiet } from "./phone.ts";

/** Capacitor's plugins as an app sees them, by what they were asked. */
class Capacitor {
  readonly asked: string[] = [];

  launchUrl?: string;

  openWindow = false;

  private readonly _listeners = new Map<string, Set<(data: unknown) => void>>();

  private readonly _platform: string;

  constructor(platform: string) {
    this._platform = platform;
  }

  tell(event: string, data?: unknown): void {
    this._listeners.get(event)?.forEach((listener) => listener(data));
  }

  plugins(): Plugins & Parameters<typeof createForeground>[0] {
    const addListener = async (
      event: string,
      listener: (data: unknown) => void
    ) => {
      const listeners = this._listeners.get(event) ?? new Set();
      this._listeners.set(event, listeners.add(listener));
      return { remove: async () => void listeners.delete(listener) };
    };
    const App = {
      addListener,
      getLaunchUrl: async () =>
        this.launchUrl === undefined ? undefined : { url: this.launchUrl },
    };
    const Browser = {
      addListener,
      open: async ({ url }: { url: string }) => {
        this.asked.push(`open ${url}`);
        this.openWindow = true;
      },
      close: async () => {
        this.asked.push("close");
        if (!this.openWindow) throw new Error("No active window to close!");
        this.openWindow = false;
      },
    };
    const Capacitor = { getPlatform: () => this._platform };
    const links = createLinks(App as never);
    return { App, Browser, Capacitor, links } as never;
  }
}

const page = new URL("https://id.example.com/authorize");

// The one file between this package and the phone.
describe("createUserAgent", () => {
  it("opens a page in the system browser", async () => {
    const android = new Capacitor("android");
    await createUserAgent(android.plugins()).open(page);
    assert.deepEqual(android.asked, [`open ${page}`]);
  });

  it("closes what iOS still holds before it opens another", async () => {
    const ios = new Capacitor("ios");
    const agent = createUserAgent(ios.plugins());
    await agent.open(page);
    await agent.open(page);
    assert.deepEqual(ios.asked.slice(-2), ["close", `open ${page}`]);
  });

  it("does not mind that there is nothing to close", async () => {
    const ios = new Capacitor("ios");
    await createUserAgent(ios.plugins()).close();
    assert.deepEqual(ios.asked, ["close"]);
  });

  it("leaves Android alone, where the link has closed it", async () => {
    const android = new Capacitor("android");
    const agent = createUserAgent(android.plugins());
    await agent.open(page);
    await agent.close();
    assert.equal(android.asked.includes("close"), false);
  });

  it("M36: opens nothing that is not https", async () => {
    // A home answers a start with something that the system would hand to
    // another app, or to this one.
    const android = new Capacitor("android");
    const agent = createUserAgent(android.plugins());
    for (const url of [
      "http://id.example.com/",
      "http://127.0.0.1/",
      "javascript:alert(1)",
      "intent://x#Intent;scheme=app;end",
      "file:///data/user/0/app",
      "capacitor://localhost",
      "io.github.example.app:/auth-callback?code=x",
    ]) {
      await assert.rejects(() => agent.open(new URL(url)), NotAllowedError);
    }
    assert.deepEqual(android.asked, []);
  });

  it("opens http on this very machine where development asks so", async () => {
    const web = new Capacitor("web");
    const agent = createUserAgent(web.plugins(), true);
    await agent.open(new URL("http://localhost:8080/"));
    assert.deepEqual(web.asked, ["open http://localhost:8080/"]);
    await assert.rejects(
      () => agent.open(new URL("http://localhost.evil.example/")),
      NotAllowedError
    );
  });

  it("M12: hands on both the launch's link and the event's", async () => {
    const android = new Capacitor("android");
    android.launchUrl = "app:/auth-callback?code=x";
    const heard: string[] = [];
    createUserAgent(android.plugins()).onReturn((url) => heard.push(url));
    android.tell("appUrlOpen", { url: android.launchUrl });
    await quiet();
    assert.deepEqual(heard, [android.launchUrl, android.launchUrl]);
  });

  it("hears nothing at a launch without a link", async () => {
    for (const launchUrl of [undefined, ""]) {
      const web = new Capacitor("web");
      web.launchUrl = launchUrl;
      const heard: string[] = [];
      createUserAgent(web.plugins()).onReturn((url) => heard.push(url));
      await quiet();
      assert.deepEqual(heard, []);
    }
  });

  it("stops listening when it is told to", async () => {
    const ios = new Capacitor("ios");
    ios.launchUrl = "app:/auth-callback?code=x";
    const heard: string[] = [];
    const plugins = ios.plugins();
    const agent = createUserAgent(plugins);
    const { onResume } = createForeground(plugins);
    const ends = [
      agent.onReturn(() => heard.push("return")),
      agent.onClosed(() => heard.push("closed")),
      onResume(() => heard.push("resume")),
    ];
    ends.forEach((end) => end());
    await quiet();
    ios.tell("appUrlOpen", { url: "app:/auth-callback" });
    ios.tell("browserFinished");
    ios.tell("resume");
    assert.deepEqual(heard, []);
  });

  it("tells of the browser's end and of the app's return", async () => {
    const ios = new Capacitor("ios");
    const heard: string[] = [];
    createUserAgent(ios.plugins()).onClosed(() => heard.push("closed"));
    createForeground(ios.plugins()).onResume(() => heard.push("resume"));
    await quiet();
    ios.tell("browserFinished");
    ios.tell("resume");
    assert.deepEqual(heard, ["closed", "resume"]);
  });
});

describe("the package", () => {
  it("M36: knows no other way to a page than the two that are guarded", async () => {
    const src = new URL("../src/", import.meta.url);
    for (const name of await readdir(src)) {
      const text = await readFile(new URL(name, src), "utf8");
      const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/ .*/g, "");
      const ways = /window\b|location\b|iframe|document\b|inappbrowser/i;
      assert.doesNotMatch(code, ways, name);
    }
  });
});
