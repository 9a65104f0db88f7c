import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  BridgeError,
  readBridgeKeys,
  writeBridge,
} from "../../src/bridge/write.ts";
import { bridgeYaml } from "../../src/bridge/yaml.ts";
import { parse } from "yaml";

let root: string;
let homeAssistantConfig: string;
let data: string;

const write = (newKeys?: boolean) =>
  writeBridge({
    homeAssistantConfig,
    data,
    randomBytes,
    ...(newKeys === undefined ? {} : { newKeys }),
  });

const path = (name: string) =>
  join(homeAssistantConfig, "external_login", name);

const read = (name: string) => fs.readFileSync(path(name), "utf8");

const modeOf = (file: string) => (fs.statSync(file).mode % 0o1000).toString(8);

beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), "bridge-"));
  homeAssistantConfig = join(root, "config");
  data = join(root, "data");
  fs.mkdirSync(homeAssistantConfig);
  fs.writeFileSync(join(homeAssistantConfig, "configuration.yaml"), "");
});

afterEach(() => fs.rmSync(root, { recursive: true }));

// A key in a file that others may read is the key of the home; a second run
// that made new ones would lock everybody out until the gateway restarts.
describe("writeBridge", () => {
  it("writes script, keys and the directory of marks", async () => {
    assert.deepEqual(await write(), {
      script: path("ticket.sh"),
      keys: "made",
    });
    assert.match(read("ticket.sh"), /^#!\/bin\/sh\n/);
    assert.match(read("keys"), /^inner [0-9a-f]{64}\nouter [0-9a-f]{64}\n$/);
    assert.equal(
      read("keys"),
      fs.readFileSync(join(data, "bridge-keys"), "utf8")
    );
    assert.deepEqual(fs.readdirSync(path("")).sort(), [
      "keys",
      "ticket.sh",
      "used",
    ]);
  });

  it("S7: lets nobody else read the keys, whatever the umask", async () => {
    const umask = process.umask(0);
    try {
      await write();
    } finally {
      process.umask(umask);
    }
    assert.equal(modeOf(path("keys")), "600");
    assert.equal(modeOf(join(data, "bridge-keys")), "600");
    assert.equal(modeOf(path("used")), "700");
    assert.equal(modeOf(path("")), "700");
    assert.equal(modeOf(data), "700");
    assert.equal(modeOf(path("ticket.sh")), "644");
  });

  it("gives both keys 256 bits of their own", async () => {
    await write();
    const keys = await readBridgeKeys(data);
    assert.ok(keys);
    assert.notEqual(keys.inner, keys.outer);
  });

  it("keeps keys and marks on a second run, and mends the rest", async () => {
    await write();
    const keys = read("keys");
    fs.mkdirSync(join(path("used"), "mark"));
    fs.chmodSync(path("keys"), 0o644);
    fs.writeFileSync(path("ticket.sh"), "exit 0\n");
    assert.equal((await write()).keys, "kept");
    assert.equal(read("keys"), keys);
    assert.equal(modeOf(path("keys")), "600");
    assert.match(read("ticket.sh"), /sha256sum/);
    assert.deepEqual(fs.readdirSync(path("used")), ["mark"]);
  });

  it("copies the keys to the side that has lost them", async () => {
    await write();
    const keys = read("keys");
    fs.rmSync(data, { recursive: true });
    assert.equal((await write()).keys, "copied");
    assert.equal(fs.readFileSync(join(data, "bridge-keys"), "utf8"), keys);
    fs.rmSync(path("keys"));
    assert.equal((await write()).keys, "copied");
    assert.equal(read("keys"), keys);
  });

  it("trusts the gateway's keys when the two sides differ", async () => {
    await write();
    const keys = read("keys");
    const zeros = keys.replace(/[0-9a-f]{64}/g, "0".repeat(64));
    fs.writeFileSync(path("keys"), zeros);
    assert.equal((await write()).keys, "copied");
    assert.equal(read("keys"), keys);
  });

  it("A125: makes new keys when asked, and lets the old ones in", async () => {
    await write();
    const first = read("keys");
    assert.equal((await write(true)).keys, "renewed");
    const [second = "", after] = read("keys").split(first);
    assert.equal(after, "");
    assert.match(second, /^inner [0-9a-f]{64}\nouter [0-9a-f]{64}\n$/);
    assert.equal(fs.readFileSync(join(data, "bridge-keys"), "utf8"), second);
    assert.equal((await write()).keys, "kept");
    assert.equal(read("keys"), second + first);
    await write(true);
    assert.ok(read("keys").endsWith(second));
    assert.ok(!read("keys").includes(first));
  });

  it("writes to the end before it replaces anything", async () => {
    await write();
    const inode = fs.statSync(path("keys")).ino;
    fs.writeFileSync(path("keys.new"), "left over");
    await write(true);
    assert.notEqual(fs.statSync(path("keys")).ino, inode);
    assert.ok(!fs.existsSync(path("keys.new")));
  });

  it("refuses a directory that is not Home Assistant's", async () => {
    fs.rmSync(join(homeAssistantConfig, "configuration.yaml"));
    await assert.rejects(write(), BridgeError);
    assert.deepEqual(fs.readdirSync(homeAssistantConfig), []);
  });

  // Whoever may write in that directory leads a set-up by root elsewhere.
  it("refuses a link in the place of a directory", async () => {
    const elsewhere = join(root, "elsewhere");
    fs.mkdirSync(elsewhere);
    fs.symlinkSync(elsewhere, path("").replace(/\/$/, ""));
    await assert.rejects(write(), BridgeError);
    assert.deepEqual(fs.readdirSync(elsewhere), []);
  });

  it("follows no link in the place of a file", async () => {
    await write();
    const elsewhere = join(root, "elsewhere");
    fs.writeFileSync(elsewhere, "mine");
    for (const name of ["ticket.sh", "ticket.sh.new", "keys.new"]) {
      fs.rmSync(path(name), { force: true });
      fs.symlinkSync(elsewhere, path(name));
    }
    await write();
    assert.equal(fs.readFileSync(elsewhere, "utf8"), "mine");
  });

  it(
    "gives the files to the owner of each directory",
    {
      skip: process.getuid?.() !== 0 && "only root may give files away",
    },
    async () => {
      fs.chownSync(homeAssistantConfig, 1001, 1002);
      fs.mkdirSync(data);
      fs.chownSync(data, 1003, 1004);
      await write();
      for (const name of ["", "ticket.sh", "keys", "used"]) {
        const { uid, gid } = fs.statSync(path(name));
        assert.deepEqual([uid, gid], [1001, 1002], name);
      }
      const { uid, gid } = fs.statSync(join(data, "bridge-keys"));
      assert.deepEqual([uid, gid], [1003, 1004]);
    }
  );
});

describe("readBridgeKeys", () => {
  it("finds none before there are any", async () => {
    assert.equal(await readBridgeKeys(data), undefined);
  });

  it("refuses half a file, and says nothing of what is in it", async () => {
    await write();
    const file = join(data, "bridge-keys");
    const text = fs.readFileSync(file, "utf8");
    fs.writeFileSync(file, text.slice(0, 100));
    await assert.rejects(readBridgeKeys(data), (error) => {
      assert.ok(error instanceof BridgeError);
      assert.ok(!JSON.stringify(error).includes(text.slice(10, 60)));
      assert.ok(!error.message.includes(text.slice(10, 60)));
      return true;
    });
  });
});

// One wrong letter here and everybody is an administrator, or locked out.
describe("bridgeYaml", () => {
  it("is what Home Assistant has to read", () => {
    const text = bridgeYaml({
      pathAsHomeAssistantSeesIt: '/config/my "home"/external_login/ticket.sh',
      id: "external",
      name: "External login: Ünited #1",
    });
    assert.deepEqual(parse(text), {
      homeassistant: {
        auth_providers: [
          { type: "homeassistant" },
          {
            type: "command_line",
            id: "external",
            name: "External login: Ünited #1",
            command: "/bin/sh",
            args: ['/config/my "home"/external_login/ticket.sh'],
            meta: true,
          },
        ],
      },
    });
  });
});
