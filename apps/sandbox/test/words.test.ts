import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { people } from "../src/people.ts";
import type { Sandbox } from "../src/sandbox.ts";
import { inJson, inWords } from "../src/words.ts";

const sandbox: Sandbox = {
  url: "http://localhost:8130",
  phone: "http://localhost:8131",
  homeAssistant: {
    kind: "real",
    version: "2026.11.0",
    url: "http://127.0.0.1:8123",
    owner: { username: "owner", password: "a-password" },
  },
  provider: { name: "Example ID", issuer: "http://127.0.0.1:8140" },
  people: people.map(({ login, password, groups }) => ({
    login,
    password,
    groups,
  })),
  redirectUris: [],
  log: "/tmp/gateway.log",
};

// Lost: how a newcomer gets in.
describe("inWords", () => {
  it("names the address, the version and everybody's way in", () => {
    const text = inWords(sandbox);
    for (const part of [
      sandbox.url,
      sandbox.phone,
      "2026.11.0",
      "owner / a-password",
      sandbox.provider.issuer,
    ]) {
      assert.ok(text.includes(part), part);
    }
    for (const { login, password, groups } of people) {
      const row = new RegExp(`${login} +${password} +${groups[0] ?? "none"}`);
      assert.match(text, row);
    }
  });

  it("says less where it knows less", () => {
    const text = inWords({
      ...sandbox,
      people: [],
      redirectUris: ["http://localhost:8130/back"],
      homeAssistant: { ...sandbox.homeAssistant, owner: null },
    });
    assert.doesNotMatch(text, /undefined|null|password/);
    assert.ok(text.includes("http://localhost:8130/back"));
  });
});

// Lost: the line that other programs read.
describe("inJson", () => {
  it("is one line with these keys", () => {
    const line = inJson(sandbox);
    assert.doesNotMatch(line, /\n/);
    assert.deepEqual(Object.keys(JSON.parse(line)), [
      "url",
      "phone",
      "homeAssistant",
      "provider",
      "people",
    ]);
  });
});
