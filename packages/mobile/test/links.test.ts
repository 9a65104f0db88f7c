import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createLinks } from "../src/links.ts";
import { quiet } from "./phone.ts";

const link = "app:/auth-callback?code=x";

/** The plugin: what it retained goes to the first listener alone. */
class App {
  listening = 0;

  private readonly _listeners: ((data: { url: string }) => void)[] = [];

  private _retained: string[];

  private readonly _launchUrl?: string;

  constructor(retained: string[] = [], launchUrl?: string) {
    this._retained = retained;
    if (launchUrl !== undefined) this._launchUrl = launchUrl;
  }

  links() {
    return createLinks({
      addListener: async (_event: string, listener: never) => {
        this.listening += 1;
        this._listeners.push(listener);
        this._retained.splice(0).forEach((url) => this.open(url));
      },
      getLaunchUrl: async () => this._launchUrl && { url: this._launchUrl },
    } as never);
  }

  open(url: string): void {
    if (this._listeners.length === 0) this._retained.push(url);
    this._listeners.forEach((listener) => listener({ url }));
  }
}

describe("createLinks", () => {
  // Loss: Android took the process while the browser was open; the link comes
  // as an event that is retained for one, and is not the launch's.
  it("M12, M13: gives a link that came early to everybody, whoever listens first", async () => {
    const app = new App([link], "app:/add");
    const links = app.links();
    const heard: string[] = [];
    links.onLink((url) => heard.push(`app ${url}`));
    await quiet();
    links.onLink((url) => heard.push(`sign-in ${url}`));
    await quiet();
    assert.equal(app.listening, 1);
    assert.deepEqual(heard, [
      `app ${link}`,
      "app app:/add",
      `sign-in ${link}`,
      "sign-in app:/add",
    ]);
  });

  it("takes what is retained before anybody has asked for it", async () => {
    const app = new App([link]);
    const links = app.links();
    await quiet();
    const heard: string[] = [];
    links.onLink((url) => heard.push(url));
    await quiet();
    assert.deepEqual(heard, [link]);
  });

  it("gives a link that comes now to each of them once", async () => {
    const app = new App();
    const links = app.links();
    const heard: string[] = [];
    const hear = (url: string) => void heard.push(url);
    links.onLink(hear);
    const end = links.onLink(hear);
    app.open(link);
    await quiet();
    assert.deepEqual(heard, [link, link]);
    // Whoever ends it hears nothing, also of what is under way.
    app.open("app:/second");
    end();
    await quiet();
    assert.deepEqual(heard, [link, link, "app:/second"]);
  });

  // Loss: the app's own listener stumbles over a link that is not its own.
  it("lets no listener take a link from another", async (test) => {
    const tasks: (() => void)[] = [];
    test.mock.method(globalThis, "queueMicrotask", (task: () => void) =>
      tasks.push(task)
    );
    const app = new App();
    const links = app.links();
    links.onLink(() => {
      throw new Error("not mine");
    });
    const heard: string[] = [];
    links.onLink((url) => heard.push(url));
    app.open(link);
    const [first, second] = tasks;
    assert.throws(() => first?.(), /not mine/);
    second?.();
    assert.deepEqual(heard, [link]);
  });

  it("keeps a few of them, not all that ever came", async () => {
    const app = new App();
    const links = app.links();
    for (let i = 1; i <= 20; i += 1) app.open(`app:/${i}`);
    const heard: string[] = [];
    links.onLink((url) => heard.push(url));
    await quiet();
    assert.deepEqual(heard.length, 8);
    assert.equal(heard.at(-1), "app:/20");
  });
});
