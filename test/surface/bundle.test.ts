/**
 * What a browser loads on the login page: small, and without anything that
 * is the server's alone.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "vite";

const root = fileURLToPath(new URL("../../", import.meta.url));

const forbidden = ["client_secret", "oauth4webapi", "PRIVATE KEY"];

/** Bytes, as a server with brotli sends them. */
const limits = {
  "login.js": 8000,
  "later.js": 4000,
  "de.json": 2000,
  "es.json": 2000,
  "fr.json": 2000,
  "nl.json": 2000,
};

const files = new Map<string, string>();

describe("the login page's script", () => {
  before(async () => {
    await build({
      root,
      configFile: `${root}vite.config.ts`,
      logLevel: "warn",
    });
    for (const name of Object.keys(limits)) {
      const path = `${root}packages/login-step/dist/${name}`;
      files.set(name, await readFile(path, "utf8"));
    }
  });

  for (const [name, limit] of Object.entries(limits)) {
    it(`is at most ${limit} bytes of brotli: ${name}`, (test) => {
      const size = brotliCompressSync(files.get(name)!).length;
      test.diagnostic(`${name}: ${size} bytes of ${limit}`);
      assert.ok(size <= limit, `${size} bytes, ${size - limit} too many`);
    });
  }

  it("holds nothing that only the server may know of", () => {
    for (const [name, text] of files) {
      const leaked = forbidden.filter((word) => text.includes(word));
      assert.deepEqual(leaked, [], `"${name}" holds ${leaked.join(", ")}`);
    }
  });

  it("leaves to a second part what a desktop never shows", () => {
    const [script, later] = [files.get("login.js")!, files.get("later.js")!];
    assert.deepEqual(script.match(/\bimport\(/g), ["import("]);
    for (const words of ["Your browser opens", "This is not me"]) {
      assert.equal(script.includes(words), false, words);
      assert.equal(later.includes(words), true, words);
    }
    // Whoever types a code has lit already.
    assert.equal(later.includes("lit-html"), false);
  });

  it("is a classic script that leaves nothing behind in the page", () => {
    const script = files.get("login.js")!;
    assert.match(script, /^\/\*.*\*\/\n\(function\(\)\{/);
    assert.doesNotMatch(script, /^\s*(?:import|export)\s/m);
  });
});
