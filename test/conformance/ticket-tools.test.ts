/**
 * What the script does with its surroundings: whom it trusts, what others can
 * see of it, and what is left when it dies. Lost, the keys of the home would
 * be in a process list.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { needsPrograms } from "../support/needs.ts";
import {
  bash,
  Bridge,
  busybox,
  each,
  goodText,
  newKeys,
  noon,
  shells,
  ticketOf,
  ticketScript,
  toolNames,
} from "./ticket-shell.ts";

const exit = { form: 10, mac: 13, used: 14, keys: 15, tool: 16, marks: 18 };

/** Writes into the home whatever a program can be seen by. */
const tellAll = (file: string) =>
  `/bin/cat /proc/$$/cmdline /proc/$$/environ /proc/$PPID/cmdline >>'${file}'`;

/** Every part of a ticket or a key that is worth hiding. */
function secretsOf(bridge: Bridge, ticket: string): string[] {
  return [bridge.keys.inner, bridge.keys.outer, ticket, ticket.slice(-64)];
}

for (const shell of shells) {
  describe(`ticket.sh under ${shell.name}`, { skip: shell.missing }, () => {
    // Somebody else on the machine looks at every process as it runs.
    it("A52: shows no key and no ticket to a tool or in an argument", async () => {
      using bridge = new Bridge(shell);
      const seen = join(dirname(bridge.cwd), "seen");
      bridge.watchTools(tellAll(seen));
      const ticket = ticketOf(bridge.keys);
      // Exported variables of these names would lend a key their export.
      const names = ticketScript.match(/\b[a-z]+(?==)/g) ?? [];
      const taken = ["username", "password"];
      const env = Object.fromEntries(
        names.filter((name) => !taken.includes(name)).map((name) => [name, "x"])
      );
      const run = await bridge.run(ticket, "x-ada", { env, flags: ["-a"] });
      assert.equal(run.exit, 0);
      const text = fs.readFileSync(seen, "latin1");
      assert.ok(text.includes("sha256sum"), "nothing was seen");
      assert.ok(text.includes("LC_ALL=C"), "no environment was seen");
      for (const secret of secretsOf(bridge, ticket)) {
        assert.ok(!text.includes(secret), "a secret was seen");
      }
    });

    it("A52: shows no key to whoever reads /proc during 100 runs", async () => {
      using bridge = new Bridge(shell);
      const older = newKeys();
      const { inner, outer } = bridge.keys;
      bridge.writeKeys(
        [bridge.keys, older]
          .map((pair) => `inner ${pair.inner}\nouter ${pair.outer}\n`)
          .join("")
      );
      const others = new Set(fs.readdirSync("/proc"));
      let running = true;
      let looks = 0;
      const look = async () => {
        for (; running; looks++) {
          const text = readProcesses(others);
          for (const secret of [inner, outer, older.inner, older.outer]) {
            assert.ok(!text.includes(secret), "a key was seen");
          }
          await sleep(1);
        }
      };
      const looking = look();
      const runs = await each(Array.from({ length: 100 }), () =>
        bridge.run(ticketOf(bridge.keys))
      );
      running = false;
      await looking;
      assert.ok(runs.every((run) => run.exit === 0));
      assert.ok(looks > 10, `${looks} looks`);
      assert.deepEqual(fs.readdirSync(bridge.cwd), []);
    });

    it("A52: leaves no trace when a shell is told to trace", async () => {
      using bridge = new Bridge(shell);
      for (const flags of [["-x"], ["-v"], ["-xv"], ["-a"], ["-e"], ["-u"]]) {
        const ticket = ticketOf(bridge.keys);
        const run = await bridge.run(ticket, "x-ada", { flags });
        assert.equal(run.exit, 0, flags.join());
        assert.equal(run.stdout.toString(), goodText);
        for (const secret of secretsOf(bridge, ticket)) {
          assert.ok(!run.stderr.includes(secret), flags.join());
        }
        if (flags.includes("-x")) assert.equal(run.stderr, "+ set +axve -fu\n");
      }
    });

    // Text from outside that another shell would have run.
    it("A54: refuses hostile bytes in ticket and username", async () => {
      using bridge = new Bridge(shell);
      bridge.watchTools();
      fs.writeFileSync(join(bridge.cwd, "v1.1.2.3.4"), "");
      fs.writeFileSync(join(bridge.cwd, "x-ada"), "");
      const before = bridge.everything();
      const own = ticketOf(bridge.keys);
      const [, expiry = "", nonce = "", lines = "", mac = ""] = own.split(".");
      const hostile = [
        "$(touch hit)",
        "`touch hit`",
        "${IFS}",
        "';touch hit;'",
        '";touch hit;"',
        "-n",
        "-e",
        "--",
        "%s",
        "%d%n",
        "\\c",
        "\\0101",
        "*",
        "?",
        "[a-z]*",
        "{a,b}",
        "~",
        "!",
        "a b",
        "a\tb",
        "a\nb",
        "a\r\nb",
        "%0d%0a",
        "..",
        "../../keys",
        "/etc/passwd",
        "&& touch hit",
        "| touch hit",
        "> hit",
        "username=owner",
        "ä",
        "\u202e",
        "A".repeat(100_000),
        "1".repeat(100_000),
        ".".repeat(100_000),
      ];
      for (const text of hostile) {
        const tickets = [
          text,
          own + text,
          text + own,
          `v1.${text}.${nonce}.${lines}.${mac}`,
          `v1.${expiry}.${text}.${lines}.${mac}`,
          `v1.${expiry}.${nonce}.${text}.${mac}`,
          `v1.${expiry}.${nonce}.${lines}.${text}`,
        ];
        for (const ticket of tickets) {
          const run = await bridge.run(ticket);
          assert.equal(
            run.exit,
            exit.form,
            JSON.stringify(ticket).slice(0, 99)
          );
          assert.equal(run.stdout.length + run.stderr.length, 0);
        }
        const run = await bridge.run(own, text);
        const plain = /^[A-Za-z0-9-]{1,64}$/.test(text);
        assert.equal(run.exit, plain ? exit.mac : exit.form, text.slice(0, 99));
        if (plain) bridge.calls();
      }
      assert.deepEqual(bridge.calls(), []);
      assert.deepEqual(bridge.everything(), before);
    });

    it("A54: refuses each byte from 1 to 255 where it has no place", async () => {
      using bridge = new Bridge(shell);
      const own = Buffer.from(ticketOf(bridge.keys));
      const tickets: Buffer[] = [];
      for (let byte = 1; byte < 256; byte++) {
        if (byte === 10) continue;
        // In the expiry, in the lines, and after all.
        for (const at of [5, 60]) {
          const copy = Buffer.from(own);
          copy[at] = byte;
          if (!copy.equals(own)) tickets.push(copy);
        }
        tickets.push(Buffer.concat([own, Buffer.from([byte])]));
      }
      const codes = await bridge.codes(tickets);
      assert.equal(codes.length, tickets.length);
      codes.forEach((code, at) => {
        const expected = isTicket.test(tickets[at]?.toString("latin1") ?? "")
          ? exit.mac
          : exit.form;
        assert.equal(code, expected, tickets[at]?.toString("latin1"));
      });
      assert.deepEqual(bridge.marks(), []);
    });

    it("A54: takes no tool, separator or language from the caller", async () => {
      using bridge = new Bridge(shell);
      const evil = join(dirname(bridge.cwd), "evil");
      fs.mkdirSync(evil);
      for (const name of [...toolNames, "printf", "test", "["]) {
        fs.writeFileSync(join(evil, name), "#!/bin/sh\n:>hit\n", {
          mode: 0o755,
        });
      }
      fs.writeFileSync(join(evil, "start"), ":>hit\nprintf() { :>hit; }\n");
      fs.writeFileSync(bridge.script, ticketScript);
      const env = {
        PATH: evil,
        IFS: "0123456789.",
        ENV: join(evil, "start"),
        BASH_ENV: join(evil, "start"),
        LC_ALL: "tr_TR.UTF-8",
        LANG: "C.UTF-8",
        PS4: "$(:>hit)",
        CDPATH: evil,
        TZ: "Pacific/Auckland",
        POSIXLY_CORRECT: "1",
        nl: "x",
        hex: "x",
        digits: "x",
        "BASH_FUNC_printf%%": "() { :>hit; }",
      };
      // The script as it is, so with the machine's own tools and clock.
      const expiry = Math.floor(Date.now() / 1000) + 30;
      const ticket = ticketOf(bridge.keys, { expiry });
      for (const code of [0, exit.used]) {
        const run = await bridge.run(ticket, "x-ada", { env });
        assert.equal(run.exit, code);
        assert.equal(run.stdout.toString(), code === 0 ? goodText : "");
      }
      assert.deepEqual(fs.readdirSync(bridge.cwd), []);
      assert.equal(bridge.marks().length, 1);
    });

    it("F12: says that a tool is missing, and lets nobody in", async () => {
      for (const name of ["sha256sum", "base64", "date", "mkdir"]) {
        using bridge = new Bridge(shell, { tools: { [name]: null } });
        const run = await bridge.run(ticketOf(bridge.keys));
        assert.equal(run.exit, exit.tool, name);
        assert.equal(run.stdout.length + run.stderr.length, 0, name);
        assert.deepEqual(bridge.marks(), [], name);
      }
      using bridge = new Bridge(shell, { tools: { rmdir: null } });
      assert.equal((await bridge.run(ticketOf(bridge.keys))).exit, 0);
    });

    it("F12: lets nobody in whose tool answers rubbish", async () => {
      const constant = "e3b0c44298fc1c149afbf4c8996fb924";
      const rubbish: [name: string, text: string, code: number][] = [
        ["sha256sum", ":", exit.tool],
        ["sha256sum", "echo rubbish", exit.tool],
        ["sha256sum", "exit 1", exit.tool],
        ["sha256sum", `echo ${constant}`, exit.tool],
        // A constant hash would be a mac that everybody knows.
        ["sha256sum", `echo '${constant}${constant}  -'`, exit.tool],
        ["date", ":", exit.tool],
        ["date", "echo tomorrow", exit.tool],
        ["date", `echo '${noon} +%s'`, exit.tool],
        ["date", "echo -1", exit.tool],
        ["date", `echo 0${noon}`, exit.tool],
        ["date", `echo 0x6b49d200`, exit.tool],
        ["date", "echo 99999999999999999999", exit.tool],
        ["date", `echo ${noon}; exit 1`, exit.tool],
        ["base64", ":", 17],
        ["base64", "/bin/cat", 17],
        ["base64", "exit 1", 17],
        ["base64", "echo group = system-admin", 17],
        ["mkdir", ":", exit.tool],
        ["mkdir", "exit 1", exit.marks],
      ];
      for (const [name, text, code] of rubbish) {
        using bridge = new Bridge(shell, { tools: { [name]: text } });
        const known = ticketOf(bridge.keys).slice(0, -64) + constant + constant;
        for (const ticket of [ticketOf(bridge.keys), known]) {
          if (name !== "sha256sum" && ticket === known) continue;
          const run = await bridge.run(ticket);
          assert.equal(run.exit, code, `${name}: ${text}`);
          assert.equal(run.stdout.length, 0, `${name}: ${text}`);
        }
        assert.deepEqual(bridge.marks(), []);
      }
    });

    // A printf that is a program would show the keys as its arguments.
    it("F12: refuses a shell whose printf is no builtin", async () => {
      const renamed = ticketScript.replaceAll(
        /\bprintf(?= ')/g,
        "printf-program"
      );
      assert.notEqual(renamed, ticketScript);
      using bridge = new Bridge(shell, {
        script: renamed,
        tools: { "printf-program": ':>hit; exec /usr/bin/printf "$@"' },
      });
      const run = await bridge.run(ticketOf(bridge.keys));
      assert.equal(run.exit, exit.tool);
      assert.equal(run.stdout.length, 0);
      assert.deepEqual(fs.readdirSync(bridge.cwd), []);
    });

    it(
      "S22: refuses where the keys may not be read",
      {
        skip: process.getuid?.() !== 0 && "only root can become somebody else",
      },
      async () => {
        using bridge = new Bridge(shell);
        const used = join(bridge.directory, "used");
        fs.chownSync(used, 65534, 65534);
        const ticket = ticketOf(bridge.keys);
        const denied = await bridge.run(ticket, "x-ada", { uid: 65534 });
        assert.equal(denied.exit, exit.keys);
        assert.equal(denied.stdout.length + denied.stderr.length, 0);
        fs.chownSync(join(bridge.directory, "keys"), 65534, 65534);
        assert.equal(
          (await bridge.run(ticket, "x-ada", { uid: 65534 })).exit,
          0
        );
      }
    );

    it("S22: refuses where it stands without keys, or cannot tell where", async () => {
      using bridge = new Bridge(shell);
      fs.rmSync(join(bridge.directory, "keys"));
      const ticket = ticketOf(bridge.keys);
      assert.equal((await bridge.run(ticket)).exit, exit.keys);
      fs.mkdirSync(join(bridge.directory, "keys"));
      assert.equal((await bridge.run(ticket)).exit, exit.keys);
    });

    // The power goes, or somebody kills it, wherever it is.
    it("A56: killed before any line, it has printed nothing", async () => {
      using bridge = new Bridge(shell);
      const lines = ticketScript.split("\n");
      let kills = 0;
      let spent = 0;
      for (let at = 1; at < lines.length - 1; at++) {
        const killed = [
          ...lines.slice(0, at),
          "kill -9 $$",
          ...lines.slice(at),
        ].join("\n");
        // Before a blank or a comment is before what follows it.
        if (/^(#|$)/.test(lines[at]?.trim() ?? "")) continue;
        if (!parses(shell.argv, killed)) continue;
        const ticket = ticketOf(bridge.keys);
        const before = bridge.marks().length;
        bridge.writeScript(killed);
        const run = await bridge.run(ticket);
        bridge.writeScript(ticketScript);
        if (run.exit === 0) {
          // In a branch that a good ticket does not take.
          assert.equal(run.stdout.toString(), goodText, `line ${at + 1}`);
          continue;
        }
        kills++;
        assert.equal(run.stdout.length, 0, `line ${at + 1}`);
        const marked = bridge.marks().length > before;
        spent += marked ? 1 : 0;
        const again = await bridge.run(ticket);
        assert.equal(again.exit, marked ? exit.used : 0, `line ${at + 1}`);
      }
      assert.ok(kills > 60, `${kills} kills`);
      assert.ok(spent > 2, `${spent} tickets spent`);
    });

    it("A56: killed while a tool runs, it has printed nothing", async () => {
      for (const name of ["sha256sum", "date", "base64", "mkdir"]) {
        for (const when of ["before", "after"]) {
          using bridge = new Bridge(shell);
          const kill = "kill -9 0";
          const late = `${bridge.commandOf(name)} >/dev/null\n${kill}`;
          bridge.setTool(name, when === "before" ? kill : late);
          const options = { detached: true };
          const ended = await bridge.run(
            ticketOf(bridge.keys),
            "x-ada",
            options
          );
          assert.equal(ended.exit, "SIGKILL", `${when} ${name}`);
          assert.equal(ended.stdout.length, 0, `${when} ${name}`);
        }
      }
    });

    it(
      "A56: fails when nobody takes what it prints",
      {
        skip: !fs.existsSync("/dev/full") && "there is no /dev/full",
      },
      async () => {
        using bridge = new Bridge(shell);
        const full = fs.openSync("/dev/full", "w");
        const ticket = ticketOf(bridge.keys);
        const run = await bridge.run(ticket, "x-ada", { stdout: full });
        fs.closeSync(full);
        assert.equal(run.exit, 19);
        assert.equal((await bridge.run(ticket)).exit, exit.used);
      }
    );

    it(
      "A56: prints in one write",
      {
        skip: needsPrograms({ strace: "strace" }),
      },
      () => {
        using bridge = new Bridge(shell);
        const trace = join(dirname(bridge.cwd), "trace");
        const name = "x".repeat(512);
        const text = goodText.replace("Ada B", name);
        const result = spawnSync(
          "/usr/bin/strace",
          [
            "-o",
            trace,
            "-e",
            "trace=write",
            "--",
            ...shell.argv,
            bridge.script,
          ],
          {
            env: {
              username: "x-ada",
              password: ticketOf(bridge.keys, { text }),
            },
          }
        );
        assert.equal(result.stdout.toString(), text);
        const writes = fs.readFileSync(trace, "utf8").match(/^write\(1, /gm);
        assert.equal(writes?.length, 1);
      }
    );
  });
}

describe("ticket.sh as it is delivered", () => {
  it(
    "runs as it is in a system that has nothing but busybox",
    {
      skip:
        busybox.missing ||
        (process.getuid?.() !== 0 && "only root can enter another system"),
    },
    () => {
      const root = fs.mkdtempSync(join(tmpdir(), "busybox-"));
      try {
        furnish(root, busybox.argv[0] ?? "");
        using bridge = new Bridge(busybox);
        const home = join(root, "config");
        fs.cpSync(dirname(bridge.directory), home, { recursive: true });
        fs.writeFileSync(join(home, "external_login/ticket.sh"), ticketScript);
        const expiry = Math.floor(Date.now() / 1000) + 30;
        const password = ticketOf(bridge.keys, { expiry });
        const run = () =>
          spawnSync(
            "/usr/sbin/chroot",
            [root, "/bin/sh", "/config/external_login/ticket.sh"],
            { env: { username: "x-ada", password }, encoding: "utf8" }
          );
        const first = run();
        assert.equal(first.stdout, goodText);
        assert.equal(first.status, 0);
        assert.equal(run().status, exit.used);
      } finally {
        fs.rmSync(root, { recursive: true });
      }
    }
  );
});

describe("ticket.sh under bash as sh", { skip: bash.missing }, () => {
  // Only bash takes functions from the environment.
  it("A54: runs no function from the caller", async () => {
    using bridge = new Bridge(bash);
    const names = [...toolNames, "printf", "read", "umask"];
    const env: Record<string, string> = {};
    for (const name of names) {
      env[`BASH_FUNC_${name}%%`] = `() { :>'${bridge.cwd}/${name}'; }`;
    }
    const ticket = ticketOf(bridge.keys);
    const run = await bridge.run(ticket, "x-ada", { env });
    assert.deepEqual(fs.readdirSync(bridge.cwd), []);
    assert.equal(run.exit, 0);
    assert.equal(run.stdout.toString(), goodText);
    assert.equal((await bridge.run(ticket)).exit, exit.used);
  });
});

const isTicket =
  /^v1\.[1-9]\d{9}\.[0-9a-f]{32}\.(?=[^=]*={0,2}\.)(?:[A-Za-z0-9+/=]{4})+\.[0-9a-f]{64}$/;

function parses(shell: string[], script: string): boolean {
  const [program = "", ...args] = shell;
  const options = {
    input: script,
    stdio: ["pipe", "ignore", "ignore"] as const,
  };
  return (
    spawnSync(program, [...args, "-n"], {
      ...options,
      stdio: [...options.stdio],
    }).status === 0
  );
}

/** What every process of the machine shows of itself, but for some. */
function readProcesses(others: Set<string>): string {
  return fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && !others.has(name))
    .flatMap((pid) =>
      ["cmdline", "environ"].map((file) => `/proc/${pid}/${file}`)
    )
    .map((path) => {
      try {
        return fs.readFileSync(path, "latin1");
      } catch {
        return "";
      }
    })
    .join("\n");
}

/** A root directory with busybox in the place of everything. */
function furnish(root: string, busybox: string): void {
  const linked = spawnSync("ldd", [busybox], { encoding: "utf8" }).stdout;
  const libraries = linked.match(/\/\S+(?= \()/g) ?? [];
  for (const path of [...libraries, busybox]) {
    const target = join(root, path === busybox ? "/bin/busybox" : path);
    fs.mkdirSync(dirname(target), { recursive: true });
    fs.copyFileSync(fs.realpathSync(path), target);
  }
  for (const name of ["sh", ...toolNames]) {
    fs.symlinkSync("busybox", join(root, "bin", name));
  }
  fs.mkdirSync(join(root, "dev"));
  fs.writeFileSync(join(root, "dev", "null"), "");
}
