import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "main-"));

after(() => rmSync(folder, { recursive: true }));

async function run(...typed: string[]) {
  const child = spawn(process.execPath, ["--no-warnings", main, ...typed], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => (out += String(chunk)));
  child.stderr.on("data", (chunk) => (err += String(chunk)));
  const [code] = await once(child, "close");
  return { code, out, err };
}

// The first thing that somebody sees of it, and often the last.
describe("ha-external-login", () => {
  it("says what it can do", async () => {
    for (const typed of [[], ["--help"], ["help"]]) {
      const { code, out, err } = await run(...typed);
      assert.equal(code, 0);
      assert.match(out, /ha-external-login serve \[--configuration FILE\]/);
      for (const name of ["setup", "people", "sandbox"]) {
        assert.ok(out.includes(`\n  ha-external-login ${name} `), name);
      }
      assert.equal(err, "");
    }
    const { code, out } = await run("serve", "--help");
    assert.equal(code, 0);
    assert.match(out, /--configuration FILE/);
  });

  it("says what was mistyped, and ends with 2", async () => {
    const unknown = await run("sevre");
    assert.equal(unknown.code, 2);
    assert.match(unknown.err, /There is no command "sevre"/);
    const option = await run("serve", "--confguration", "x");
    assert.equal(option.code, 2);
    assert.match(option.err, /--confguration/);
    assert.doesNotMatch(option.err, / {4}at /);
  });

  it("hands a sandbox what was typed", async () => {
    const { code, err } = await run("sandbox", "--port", "none", "--json");
    assert.equal(code, 2);
    assert.match(err, /--port needs a number/);
  });

  it("says in words why it cannot start, and ends with 1", async () => {
    const none = await run("serve");
    assert.equal(none.code, 1);
    assert.match(none.err, /configuration\.yaml" cannot be read/);
    writeFileSync(
      join(folder, "configuration.yaml"),
      "url: https://home.example.org\nhome_assistant: http://127.0.0.1:8123\nproviders: [{ name: Example ID, issuer: https://id.example.org, client_id: a, default_role: system-users }]\n"
    );
    const { code, err } = await run("serve");
    assert.equal(code, 1);
    assert.match(
      err,
      /ha-external-login serve: .*bridge-keys" is missing: run/
    );
    assert.doesNotMatch(err, / {4}at /);
  });
});
