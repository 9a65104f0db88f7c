import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mirrorIn } from "../install/debian.ts";

// Lost: an installation where only the machine's own mirror is reachable.
describe("mirrorIn", () => {
  it("reads the one-line form, with options", () => {
    const line =
      "deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian stable main";
    assert.equal(mirrorIn(line), "http://mirror.example/debian");
  });

  it("reads the stanza form, with comments between its lines", () => {
    const stanza = [
      "Types: deb",
      "# http://frozen.example/debian/20250520",
      "URIs: http://mirror.example/debian",
      "Suites: stable stable-updates",
      "Components: main",
    ].join("\n");
    assert.equal(mirrorIn(stanza), "http://mirror.example/debian");
  });

  it("leaves security, other archives and the frozen past aside", () => {
    const lines = [
      "deb http://mirror.example/debian-security stable-security main",
      "deb http://tools.example/apt stable main",
      "deb http://snapshot.example/20250520/debian stable main",
      "# deb http://off.example/debian stable main",
    ];
    assert.equal(mirrorIn(lines.join("\n")), undefined);
  });
});
