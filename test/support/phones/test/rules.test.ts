import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  androidRule,
  atLeast,
  type Decision,
  iosRule,
  timersPause,
} from "../rules.ts";
import { appUserAgent } from "../user-agents.ts";

const entered = "https://home.example.org:8123";

/** The last that keeps the way in to itself, and the first that does not. */
const [oldAndroid, newAndroid] = ["2025.12.2", "2025.12.3"];
const [oldIos, newIos] = ["2026.6.9", "2026.7.0"];

const load: Decision = { do: "load" };
const leaves: Decision = { do: "system-browser" };
const nothing: Decision = { do: "nothing" };
const failed: Decision = { do: "failed" };
const done: Decision = { do: "done", code: "abc" };

// A rule that is wrong here proves a way that no phone goes.
describe("androidRule", () => {
  const table: [string, string, Decision, Decision][] = [
    ["another host", "https://id.example.org/authorize", load, leaves],
    ["the home itself", "https://home.example.org:8123/auth", load, load],
    ["another port of it", "https://home.example.org:9443/id", load, load],
    ["another scheme of it", "http://home.example.org/id", load, load],
    ["the host in capitals", "https://HOME.example.org/id", load, load],
    ["a subdomain of it", "https://id.home.example.org/", load, leaves],
    [
      "a host that begins like it",
      "https://home.example.org.evil",
      load,
      leaves,
    ],
    [
      "the answer with a code",
      "homeassistant://auth-callback?code=abc",
      done,
      done,
    ],
    [
      "the answer without one",
      "homeassistant://auth-callback?error=x",
      load,
      load,
    ],
    ["an empty code", "homeassistant://auth-callback?code=", load, load],
    ["another place of the app", "homeassistant://navigate/", load, leaves],
    ["another app's scheme", "other://somewhere", load, leaves],
    ["the same with one slash", "other:/somewhere", load, leaves],
    ["mail", "mailto:a@example.org", load, load],
  ];
  for (const [what, url, before, since] of table) {
    it(`says of ${what}: ${before.do}, since ${newAndroid} ${since.do}`, () => {
      const ask = { url, entered, kind: "tab" } as const;
      assert.deepEqual(androidRule({ ...ask, version: oldAndroid }), before);
      assert.deepEqual(androidRule({ ...ask, version: newAndroid }), since);
    });
  }

  it("asks the same of a window, there being only one view", () => {
    const url = "https://id.example.org/authorize";
    const ask = { url, entered, version: newAndroid };
    assert.deepEqual(androidRule({ ...ask, kind: "window" }), leaves);
    const home = { ...ask, url: `${entered}/x` };
    assert.deepEqual(androidRule({ ...home, kind: "window" }), load);
  });

  it("judges each hop of a chain by itself", () => {
    const chain = [
      `${entered}/auth/go`,
      "https://home.example.org/still/here",
      "https://id.example.org/authorize",
    ];
    const decisions = chain.map((url) =>
      androidRule({ url, entered, kind: "tab", version: newAndroid })
    );
    assert.deepEqual(decisions, [load, load, leaves]);
  });
});

describe("iosRule", () => {
  const table: [string, string, "tab" | "window", Decision, Decision][] = [
    ["another host", "https://id.example.org/", "tab", load, load],
    ["a window", "https://id.example.org/", "window", nothing, leaves],
    ["a window of the home", `${entered}/x`, "window", nothing, leaves],
    ["the answer", "homeassistant://auth-callback?code=abc", "tab", done, done],
    ["no code in it", "homeassistant://auth-callback", "tab", failed, failed],
    [
      "the answer of a beta",
      "homeassistant-beta://x?code=abc",
      "tab",
      done,
      done,
    ],
  ];
  for (const [what, url, kind, before, since] of table) {
    it(`says of ${what}: ${before.do}, since ${newIos} ${since.do}`, () => {
      const ask = { url, entered, kind };
      assert.deepEqual(iosRule({ ...ask, version: oldIos }), before);
      assert.deepEqual(iosRule({ ...ask, version: newIos }), since);
    });
  }
});

describe("timersPause", () => {
  it("is true of iOS, and of Android since 2026.7.2", () => {
    assert.equal(timersPause("ios", "2026.1.0"), true);
    assert.equal(timersPause("android", "2026.7.1"), false);
    assert.equal(timersPause("android", "2026.7.2"), true);
  });
});

describe("atLeast", () => {
  it("compares numbers, not letters", () => {
    assert.equal(atLeast("2026.10.0", "2026.7.2"), true);
    assert.equal(atLeast("2025.12.10", "2025.12.3"), true);
    assert.equal(atLeast("2025.12.3", "2025.12.3"), true);
    assert.equal(atLeast("2025.12.2", "2025.12.3"), false);
    assert.equal(atLeast("2024.12.9", "2025.1.0"), false);
  });

  it("lets a build number be", () => {
    assert.equal(atLeast("2026.8.3-18712", "2026.8.3"), true);
  });
});

describe("appUserAgent", () => {
  it("names app, version and system as both apps do", () => {
    assert.match(
      appUserAgent("android", "2026.8.3"),
      / Home Assistant\/2026\.8\.3 \(Android 16; Pixel 9\)$/
    );
    assert.match(
      appUserAgent("ios", "2026.7.3"),
      / Home Assistant\/2026\.7\.3 \(io\.robbie\.HomeAssistant; build:1; iOS 26\.0\.0\) Mobile\/HomeAssistant, like Safari$/
    );
  });
});
