import assert from "node:assert/strict";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { KeyFileError, loadBridgeKeys, loadSealingKeys } from "../src/keys.ts";
import { createRuntime } from "../src/runtime.ts";
import { SecretFileError } from "../src/secret-file.ts";

const runtime = createRuntime();

// Whoever reads these files can seal a login of their own, or log in at Home
// Assistant as anybody.
describe("loadSealingKeys", () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "keys-"));
    path = join(folder, "keys.json");
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it("makes one key at the first start, and keeps it", async () => {
    const ring = await loadSealingKeys(runtime, folder);
    const text = readFileSync(path, "utf8");
    const [key, ...rest] = JSON.parse(text).keys;
    assert.equal(ring.active.version, 1);
    assert.equal(Buffer.from(key.secret, "base64url").length, 32);
    assert.ok(Math.abs(key.created_at - runtime.now()) < 60);
    assert.deepEqual(rest, []);
    assert.equal(statSync(path).mode % 0o1000, 0o600);
    await loadSealingKeys(runtime, folder);
    assert.equal(readFileSync(path, "utf8"), text);
    assert.deepEqual(readdirSync(folder), ["keys.json"]);
  });

  it("makes one key where several start at once", async () => {
    const rings = await Promise.all(
      Array.from({ length: 8 }, () => loadSealingKeys(runtime, folder))
    );
    assert.equal(rings.length, 8);
    assert.deepEqual(readdirSync(folder), ["keys.json"]);
  });

  it("seals with the first of several", async () => {
    const keys = [2, 1].map((version) => ({
      version,
      secret: Buffer.alloc(32, version).toString("base64url"),
      created_at: 1_764_000_000,
    }));
    writeFileSync(path, JSON.stringify({ keys }), { mode: 0o600 });
    const ring = await loadSealingKeys(runtime, folder);
    assert.equal(ring.active.version, 2);
    assert.equal(ring.get(1)?.version, 1);
  });

  it("A121: refuses a file that others can read or write", async () => {
    await loadSealingKeys(runtime, folder);
    for (const mode of [0o640, 0o604, 0o620, 0o602, 0o644, 0o666]) {
      chmodSync(path, mode);
      await assert.rejects(loadSealingKeys(runtime, folder), SecretFileError);
    }
    chmodSync(path, 0o400);
    await loadSealingKeys(runtime, folder);
  });

  it("F29: refuses junk, and neither repeats nor replaces it", async () => {
    const secret = Buffer.alloc(32, 7).toString("base64url");
    const one = { version: 1, secret, created_at: 1 };
    for (const text of [
      "",
      "{",
      secret,
      JSON.stringify({ keys: [] }),
      JSON.stringify({ keys: [{ ...one, secret: secret.slice(2) }] }),
      JSON.stringify({ keys: [{ ...one, secret: `${secret}!` }] }),
      JSON.stringify({ keys: [{ ...one, version: 0 }] }),
      JSON.stringify({ keys: [one, one] }),
      JSON.stringify({ keys: [{ ...one, more: 1 }] }),
    ]) {
      writeFileSync(path, text, { mode: 0o600 });
      await assert.rejects(loadSealingKeys(runtime, folder), (error) => {
        assert.ok(error instanceof KeyFileError);
        assert.doesNotMatch(String(error), /BwcHBwc/);
        return true;
      });
      assert.equal(readFileSync(path, "utf8"), text);
    }
  });

  it("says where a key file cannot be written", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    await assert.rejects(loadSealingKeys(runtime, file), /file\/keys\.json/);
  });
});

describe("loadBridgeKeys", () => {
  let folder: string;
  let path: string;
  const inner = "1".repeat(64);
  const outer = "2".repeat(64);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bridge-keys-"));
    path = join(folder, "bridge-keys");
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it("reads the pair that makes tickets", () => {
    const older = `inner ${outer}\nouter ${inner}\n`;
    writeFileSync(path, `inner ${inner}\nouter ${outer}\n${older}`, {
      mode: 0o600,
    });
    assert.deepEqual(loadBridgeKeys(folder), { inner, outer });
  });

  it("names the command that writes them", () => {
    assert.throws(() => loadBridgeKeys(folder), /ha-external-login setup/);
    writeFileSync(path, `inner ${inner}\n`, { mode: 0o600 });
    assert.throws(
      () => loadBridgeKeys(folder),
      (error) => {
        assert.ok(error instanceof KeyFileError);
        assert.doesNotMatch(error.message, /1111/);
        return true;
      }
    );
  });

  it("A121: refuses keys that others can read", () => {
    writeFileSync(path, `inner ${inner}\nouter ${outer}\n`);
    chmodSync(path, 0o640);
    assert.throws(() => loadBridgeKeys(folder), SecretFileError);
  });
});
