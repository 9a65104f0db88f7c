import assert from "node:assert/strict";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { AssetsMissingError, loadAssets } from "../src/assets.ts";

const folder = mkdtempSync(join(tmpdir(), "assets-"));

after(() => rmSync(folder, { recursive: true }));

function folders(name: string): { script: URL; pages: URL } {
  const make = (kind: string) => {
    mkdirSync(join(folder, name, kind), { recursive: true });
    return pathToFileURL(join(folder, name, kind, "/"));
  };
  return { script: make("script"), pages: make("pages") };
}

// Browsers keep these files for a year: a name must never mean two contents.
describe("loadAssets", () => {
  it("names each file by its content", () => {
    const from = folders("whole");
    writeFileSync(new URL("login.js", from.script), "1;");
    writeFileSync(new URL("de.json", from.script), "{}");
    writeFileSync(new URL("pages.css", from.pages), "a{}");
    writeFileSync(new URL("page.ts", from.pages), "export {};");
    const before = loadAssets(from);
    assert.deepEqual(
      before.map(({ name, type }) => [name.replace(/[0-9a-f]{8}/, "#"), type]),
      [
        ["de.#.json", "application/json; charset=utf-8"],
        ["login.#.js", "text/javascript; charset=utf-8"],
        ["pages.#.css", "text/css; charset=utf-8"],
      ]
    );
    assert.deepEqual(loadAssets(from), before);
    writeFileSync(new URL("login.js", from.script), "2;");
    const names = loadAssets(from).map(({ name }) => name);
    assert.notEqual(names[1], before[1]?.name);
    assert.equal(names[2], before[2]?.name);
  });

  it("names the command that builds what is missing", () => {
    const from = folders("empty");
    assert.throws(
      () => loadAssets(from),
      (error) =>
        error instanceof AssetsMissingError &&
        /npm run build/.test(error.message)
    );
  });
});
