import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  appOf,
  fingerprintOf,
  isCompanion,
  officialApp,
  osOf,
  wayOut,
} from "../../src/link/apps.ts";

const android = "https://home-assistant.io/android";
const ios = "https://home-assistant.io/iOS";

const androidAgent = (version: string, details = "Android 16; Pixel 9") =>
  `Mozilla/5.0 (Linux; Android 16) Home Assistant/${version} (${details})`;

const iosAgent = (version: string) =>
  `Mozilla/5.0 (iPhone) Home Assistant/${version} (io.robbie.HomeAssistant; build:1; iOS 26.0.0) Mobile/HomeAssistant, like Safari`;

const apart = { provider: "id.example.org", home: "home.example.org" };

// Lost: that an app's login page shows a way out that this app really has.
describe("officialApp", () => {
  it("M50: knows the apps by what they call themselves", () => {
    assert.deepEqual(officialApp(androidAgent("2026.8.3"), android), {
      os: "Android",
      version: "2026.8.3",
      system: "Android 16",
    });
    assert.deepEqual(officialApp(iosAgent("2026.7.3"), ios), {
      os: "iOS",
      version: "2026.7.3",
      system: "iOS 26.0.0",
    });
  });

  it("M50: knows none in another browser, for another client, or by a forgery", () => {
    for (const [agent, client] of [
      [null, android],
      ["", android],
      ["Mozilla/5.0 (Linux; Android 16) Chrome/156", android],
      [androidAgent("2026.8.3"), ios],
      [androidAgent("2026.8.3"), "https://home.example.org/"],
      [androidAgent("2026.8.3"), `${android}/`],
      [androidAgent("latest"), android],
      [androidAgent("2026.8.3", "Windows 11"), android],
      [androidAgent("2026.8.3", "Android <b>x</b>"), android],
    ] as const) {
      assert.equal(officialApp(agent, client), undefined, `${agent}`);
    }
  });

  it("M50: takes no more of a forged system than a number", () => {
    const details = `Android ${"9".repeat(500)}; Pixel`;
    const app = officialApp(androidAgent("2026.8.3", details), android);
    assert.ok((app?.system.length ?? 0) < 20);
  });
});

describe("wayOut", () => {
  it("M50: follows each rule change of the apps", () => {
    for (const [os, version, out] of [
      ["Android", "2025.12.2", "none"],
      ["Android", "2025.12.3", "link"],
      ["Android", "2026.1.0", "link"],
      ["Android", "2025.2.10", "none"],
      ["iOS", "2026.6.9", "none"],
      ["iOS", "2026.7.0", "window"],
      ["iOS", "2026.10", "window"],
      ["iOS", "2025.12.1", "none"],
    ] as const) {
      const app = { os, version, system: os };
      assert.equal(wayOut(app, apart), out, `${os} ${version}`);
    }
  });

  it("M47: knows that Android's app keeps the home's own host to itself", () => {
    const hosts = { provider: "home.example.org", home: "home.example.org" };
    const app = { version: "2026.8.3", system: "" } as const;
    assert.equal(wayOut({ ...app, os: "Android" }, hosts), "none");
    assert.equal(wayOut({ ...app, os: "iOS" }, hosts), "window");
  });
});

describe("an app's name and link", () => {
  it("tells a companion's web view and an official client", () => {
    assert.equal(isCompanion("Mozilla/5.0 HaExternalLogin/0.1.0"), true);
    assert.equal(isCompanion("Mozilla/5.0 HaExternalLogin/x"), false);
    assert.equal(isCompanion(null), false);
    assert.deepEqual([android, ios, `${ios}/`].map(osOf), [
      "Android",
      "iOS",
      undefined,
    ]);
  });

  it("finds an app by its link's fingerprint, while it is listed", async () => {
    const app = { name: "Companion", link: "io.github.example.app:/back" };
    const other = { name: "Other", link: "io.github.example.other:/back" };
    const fingerprint = await fingerprintOf(app.link);
    assert.equal(await appOf([other, app], fingerprint), app);
    assert.equal(await appOf([other], fingerprint), undefined);
    assert.equal(await appOf([other, app], ""), undefined);
  });
});
