/**
 * What the script takes for a ticket, under each shell it may meet. Lost, it
 * would be a way into the home as anybody, past every other check.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { groups } from "../../packages/gateway/src/options.ts";
import { mintTicket } from "../../packages/gateway/src/people/ticket.ts";
import {
  Bridge,
  goodText,
  macOf,
  newKeys,
  noon,
  type Run,
  shells,
  ticketOf,
} from "./ticket-shell.ts";

const exit = {
  form: 10,
  late: 11,
  early: 12,
  mac: 13,
  used: 14,
  keys: 15,
  lines: 17,
};

/** Refused for one of these causes: empty output, nothing said, no mark. */
function assertRefused(run: Run, causes: number[], what: string): void {
  assert.ok(causes.includes(Number(run.exit)), `${what}: exit ${run.exit}`);
  assert.equal(run.stdout.length, 0, what);
  assert.equal(run.stderr, "", what);
}

function assertTaken(run: Run, text: string, what?: string): void {
  assert.equal(run.exit, 0, what);
  assert.equal(run.stdout.toString(), text, what);
}

/** The same bytes but for one bit. */
function withBit(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const place = Math.floor(at / 8);
  const bit = 2 ** (at % 8);
  const byte = copy[place] ?? 0;
  copy[place] = Math.floor(byte / bit) % 2 === 1 ? byte - bit : byte + bit;
  return copy;
}

/** The list with some of its items replaced. */
function replaced(items: string[], at: number, ...values: string[]): string[] {
  return [...items.slice(0, at), ...values, ...items.slice(at + 1)];
}

const capital = (text: string) => text[0]?.toUpperCase() + text.slice(1);

const sha256 = (text: string) =>
  createHash("sha256").update(text).digest("hex");

for (const shell of shells) {
  describe(`ticket.sh under ${shell.name}`, { skip: shell.missing }, () => {
    it("prints the gateway's lines byte for byte", async () => {
      using bridge = new Bridge(shell);
      for (const group of groups) {
        for (const localOnly of [true, false]) {
          const ticket = await mintTicket(bridge.keys, {
            username: "x-ada",
            lines: { name: "Zoë 日本 😀 = #", group, localOnly },
            now: noon,
            nonce: crypto.getRandomValues(new Uint8Array(16)),
          });
          assertTaken(
            await bridge.run(ticket),
            `name = Zoë 日本 😀 = #\ngroup = ${group}\nlocal_only = ${localOnly}\n`
          );
        }
      }
    });

    // Somebody without the keys makes a ticket of what they know or saw.
    it("A49: refuses a forged ticket", async () => {
      using bridge = new Bridge(shell);
      const { keys } = bridge;
      const own = ticketOf(keys);
      const mac = own.slice(-64);
      const signed = own.slice(0, -64);
      const hashed = sha256(`${keys.inner}x-ada\n${signed}`);
      const forgeries: Record<string, string> = {
        "random mac": signed + sha256("random"),
        "another home": ticketOf(newKeys()),
        "keys swapped": ticketOf({ inner: keys.outer, outer: keys.inner }),
        "inner alone": signed + hashed,
        "inner twice": ticketOf({ inner: keys.inner, outer: keys.inner }),
        "outer alone": signed + sha256(`${keys.outer}x-ada\n${signed}`),
        "outer twice": ticketOf({ inner: keys.outer, outer: keys.outer }),
        "no keys": signed + sha256(`x-ada\n${signed}`),
        "no keys, two hashes": signed + sha256(sha256(`x-ada\n${signed}`)),
        lengthened: own.replace(/(?<=\w{32}\.)/, "AAAA"),
        "first half right": own.slice(0, -32) + "0".repeat(32),
        "all but the last digit":
          own.slice(0, -1) + (own.endsWith("0") ? 1 : 0),
      };
      for (const [what, forged] of Object.entries(forgeries)) {
        assertRefused(await bridge.run(forged), [exit.mac], what);
      }
      const malformed: Record<string, string> = {
        "empty mac": signed,
        "cut mac": own.slice(0, -1),
        "longer mac": `${own}0`,
        "upper-case mac": signed + mac.toUpperCase(),
      };
      for (const [what, forged] of Object.entries(malformed)) {
        assertRefused(await bridge.run(forged), [exit.form], what);
      }
      assert.deepEqual(bridge.marks(), []);
      assertTaken(await bridge.run(own), goodText);
    });

    // Whoever has a ticket of their own tries it as somebody else.
    it("A50: refuses a ticket for another user", async () => {
      using bridge = new Bridge(shell);
      const username = "x-abcdefghijklmnopqrstuvwxyz234567";
      const own = ticketOf(bridge.keys, { username });
      const others = {
        [exit.mac]: ["owner", capital(username), `${username}2`, "x-"],
        [exit.form]: [
          "",
          `x- ${username.slice(2)}`,
          ` ${username}`,
          `${username} `,
          `${username}\n`,
          `${username}\nv1`,
          `${username}=`,
          "x".repeat(65),
        ],
      };
      for (const [code, names] of Object.entries(others)) {
        for (const name of names) {
          const run = await bridge.run(own, name);
          assertRefused(run, [Number(code)], JSON.stringify(name));
        }
      }
      // Without a rule for names, these two would be the same bytes.
      const shifted = ticketOf(bridge.keys, { username: "x-ada\nv1.x" });
      for (const name of ["x-ada\nv1.x", "x-ada"]) {
        const run = await bridge.run(shifted, name);
        assertRefused(run, [exit.form, exit.mac], JSON.stringify(name));
      }
      assert.equal(
        (await bridge.run(own, undefined, { env: {} })).exit,
        exit.mac
      );
      assert.deepEqual(bridge.marks(), []);
      assertTaken(await bridge.run(own, username), goodText);
    });

    it("refuses without a username or a ticket in the environment", async () => {
      using bridge = new Bridge(shell);
      const nobody = ticketOf(bridge.keys, { username: "" });
      assertRefused(await bridge.run(nobody, ""), [exit.form], "empty name");
      assertRefused(await bridge.run(""), [exit.form], "empty ticket");
      const none = await bridge.run(undefined);
      assertRefused(none, [exit.form], "no ticket");
    });

    // A ticket that was seen is tried when it should be worth nothing.
    it("A51: refuses a late, an early and a used ticket", async () => {
      using bridge = new Bridge(shell);
      const at = (ahead: number) =>
        ticketOf(bridge.keys, { expiry: noon + ahead });
      for (const ahead of [-1, -60, -86_400]) {
        assertRefused(await bridge.run(at(ahead)), [exit.late], `${ahead} s`);
      }
      for (const ahead of [61, 3600, 9_999_999_999 - noon]) {
        assertRefused(await bridge.run(at(ahead)), [exit.early], `${ahead} s`);
      }
      assert.deepEqual(bridge.marks(), []);
      for (const ahead of [0, 60]) {
        const ticket = at(ahead);
        assertTaken(await bridge.run(ticket), goodText, `${ahead} s`);
        assertRefused(await bridge.run(ticket), [exit.used], "again");
      }
      // Nothing but the directory remembers, so a restart changes nothing.
      assert.equal(bridge.marks().length, 2);
    });

    it("A51: takes no expiry but ten digits", async () => {
      using bridge = new Bridge(shell);
      const wrong = [
        `+${noon}`,
        `-${noon}`,
        `0${noon}`,
        `${noon}`.slice(1),
        `0${noon}`.slice(0, 10),
        "0x6b49d200",
        "0x6b49d20",
        "18446744073709551616",
        `${noon} `,
        ` ${noon}`,
        "",
        "1800000_30",
        "180000003\u0660",
      ];
      for (const expiry of wrong) {
        const run = await bridge.run(ticketOf(bridge.keys, { expiry }));
        assertRefused(run, [exit.form], expiry);
      }
      assert.deepEqual(bridge.marks(), []);
    });

    // Two clocks: a ticket lives 30 s on the gateway's.
    it("F47: bears clocks 30 s apart, either way", async () => {
      using bridge = new Bridge(shell);
      const ahead: [seconds: number, code: number][] = [
        [-31, exit.early],
        [-30, 0],
        [-29, 0],
        [29, 0],
        [30, 0],
        [31, exit.late],
        [-3600, exit.early],
        [3600, exit.late],
      ];
      for (const [seconds, code] of ahead) {
        bridge.setTime(noon + seconds);
        const run = await bridge.run(ticketOf(bridge.keys));
        assert.equal(run.exit, code, `${seconds} s`);
      }
      for (const boot of [0, 45, 100_000]) {
        bridge.setTime(boot);
        const run = await bridge.run(ticketOf(bridge.keys));
        assertRefused(run, [exit.early], `booted in 1970, ${boot} s ago`);
      }
    });

    // Anybody may POST to the provider at Home Assistant's own port.
    it("A53: answers strangers by builtins, forgers after their mac", async () => {
      using bridge = new Bridge(shell);
      bridge.watchTools();
      const before = bridge.everything();
      const malformed = ["", "password", "v1", "v1....", "v1.1.2.3.4"];
      for (const ticket of malformed) {
        assertRefused(await bridge.run(ticket, "owner"), [exit.form], ticket);
      }
      assert.deepEqual(bridge.calls(), []);
      for (const expiry of [noon - 99, noon + 30, noon + 99]) {
        const forged = ticketOf(newKeys(), { expiry });
        assertRefused(await bridge.run(forged, "owner"), [exit.mac], "forged");
      }
      const hashes = Array.from({ length: 6 }, () => "sha256sum");
      assert.deepEqual(bridge.calls(), hashes);
      assert.deepEqual(bridge.everything(), before);
    });

    it("takes the tools in the order that the checks ask for", async () => {
      using bridge = new Bridge(shell);
      bridge.watchTools();
      const ticket = ticketOf(bridge.keys);
      assert.equal((await bridge.run(ticket)).exit, 0);
      const all = ["sha256sum", "sha256sum", "date", "base64", "mkdir"];
      assert.deepEqual(bridge.calls(), all);
      const late = ticketOf(bridge.keys, { expiry: noon - 1 });
      assert.equal((await bridge.run(late)).exit, exit.late);
      assert.deepEqual(bridge.calls(), ["sha256sum", "sha256sum", "date"]);
    });

    // A seen ticket is bent: another group, another time, another number.
    it("A55: refuses a ticket with any bit changed", async () => {
      using bridge = new Bridge(shell);
      const own = Buffer.from(ticketOf(bridge.keys));
      const bent = Array.from({ length: own.length * 8 }, (_, at) =>
        withBit(own, at)
      ).filter((copy) => !copy.includes(0) && !copy.includes(10));
      assert.ok(bent.length > own.length * 7);
      for (const code of await bridge.codes(bent)) {
        assert.ok(code === exit.form || code === exit.mac, `exit ${code}`);
      }
      assert.deepEqual(bridge.marks(), []);
      assertTaken(await bridge.run(own.toString()), goodText);
    });

    it("A55: refuses fields changed, moved, doubled, emptied, added", async () => {
      using bridge = new Bridge(shell);
      const own = ticketOf(bridge.keys);
      const fields = own.split(".");
      const bent = new Map<string, string>();
      fields.forEach((field, at) => {
        const put = (what: string, ...values: string[]) =>
          bent.set(`${what} ${at}`, replaced(fields, at, ...values).join("."));
        put("emptied", "");
        put("removed");
        put("doubled", field, field);
        put("written twice", field + field);
        put("added after", field, "x");
        put("blank before", ` ${field}`);
        put("blank after", `${field} `);
        put("line break after", `${field}\n`);
        fields.forEach((other, to) => {
          if (to === at) return;
          const moved = [...fields];
          moved[at] = other;
          moved[to] = field;
          bent.set(`swapped ${at} ${to}`, moved.join("."));
        });
      });
      const admin = Buffer.from(goodText.replace("users", "admin"));
      const lines = fields[3] ?? "";
      const changes: [what: string, field: number, value: string][] = [
        ["administrator", 3, admin.toString("base64")],
        ["later", 1, `${noon + 31}`],
        ["another number", 2, "0".repeat(32)],
        ["v2", 0, "v2"],
        ["V1", 0, "V1"],
        ["no padding", 3, lines.replace("=", "")],
        ["a padding more", 3, `${lines}=`],
        ["more padding", 3, `${lines}====`],
        ["blank in base64", 3, `${lines.slice(0, 4)} ${lines.slice(4)}`],
        ["line break in base64", 3, `${lines.slice(0, 4)}\n${lines.slice(4)}`],
        ["padding in base64", 3, `AA==${lines}`],
        ["another alphabet", 3, "_-__" + lines.slice(4)],
      ];
      for (const [what, at, value] of changes) {
        bent.set(what, replaced(fields, at, value).join("."));
      }
      for (const [what, ticket] of bent) {
        const run = await bridge.run(ticket);
        assertRefused(run, [exit.form, exit.mac], what);
      }
      assert.deepEqual(bridge.marks(), []);
      assertTaken(await bridge.run(own), goodText);
    });

    it("A55: refuses other forms with a right mac over them", async () => {
      using bridge = new Bridge(shell);
      const lines = Buffer.from(goodText).toString("base64");
      const wrong = [
        { version: "v2" },
        { version: "" },
        { version: "v1.v1" },
        { nonce: "a".repeat(31) },
        { nonce: "A".repeat(32) },
        { nonce: `../${"a".repeat(29)}` },
        { nonce: "" },
        { lines: "" },
        { lines: "=" },
        { lines: "====" },
        { lines: "AAA" },
        { lines: "A===" },
        { lines: "AAAAA" },
        { lines: `${lines}.${lines}` },
        { lines: `${lines.slice(0, 8)}\n${lines.slice(8)}` },
        { lines: `${lines.slice(0, 8)} ${lines.slice(8)}` },
        { lines: lines.replace(/.{4}/, "_-__") },
        { lines: "AAAA".repeat(400) },
      ];
      for (const parts of wrong) {
        const run = await bridge.run(ticketOf(bridge.keys, parts));
        assertRefused(run, [exit.form], JSON.stringify(parts));
      }
      const bare = ticketOf(bridge.keys).slice("v1.".length, -64);
      const unversioned = bare + macOf(bridge.keys, "x-ada", bare);
      const run = await bridge.run(unversioned);
      assertRefused(run, [exit.form], "no version");
      assert.deepEqual(bridge.marks(), []);
    });

    // Home Assistant makes an administrator of whoever has no group.
    it("A56: refuses a ticket cut after any byte", async () => {
      using bridge = new Bridge(shell);
      const own = ticketOf(bridge.keys);
      const cuts = Array.from(own, (_, at) => Buffer.from(own.slice(0, at)));
      const codes = new Set(await bridge.codes(cuts));
      assert.deepEqual(codes, new Set([exit.form]));
      assert.deepEqual(bridge.marks(), []);
    });

    it("A56: prints no lines but the three, whatever the mac says", async () => {
      using bridge = new Bridge(shell);
      const name = "name = Ada\n";
      const group = "group = system-users\n";
      const local = "local_only = false\n";
      const texts = [
        "\n",
        "no lines at all",
        name,
        name + local,
        name + group,
        group + local,
        group + name + local,
        name + local + group,
        name + group + local.trimEnd(),
        name + group + local + group,
        `${name + group + local}\n`,
        name + group + local.replace("false", "False"),
        name + group + local.replace("\n", "\r\n"),
        `${name}group = \n${local}`,
        `${name}group = admins\n${local}`,
        `${name}group = system-users \n${local}`,
        `${name}group=system-users\n${local}`,
        `${name}# group = system-users\n${local}`,
        `name = Ada\rgroup = system-admin\n${group}${local}`,
        `name = Ada\r\n${group}${local}`,
        `name = \u0001Ada\n${group}${local}`,
        `name = Ada\u007f\n${group}${local}`,
        `name = Ada\t\n${group}${local}`,
        `name = \n${group}${local}`,
        `name= Ada\n${group}${local}`,
        `\n${name}${group}${local}`,
      ];
      for (const text of texts) {
        const run = await bridge.run(ticketOf(bridge.keys, { text }));
        assertRefused(run, [exit.lines], JSON.stringify(text));
      }
      assert.deepEqual(bridge.marks(), []);
    });

    it("prints names of any script and byte beyond control", async () => {
      using bridge = new Bridge(shell);
      const ascii = Array.from({ length: 95 }, (_, at) =>
        String.fromCharCode(32 + at)
      ).join("");
      const bytes = Buffer.from(
        Array.from({ length: 128 }, (_, at) => 128 + at)
      );
      const texts = [ascii, "Łukasz Ærø", "עברית", "😀😀"].map((name) =>
        Buffer.from(goodText.replace("Ada", () => name))
      );
      // Some shells keep bytes from 0x80 for themselves. No name of ours is
      // like this one, but it must not turn into another either.
      texts.push(
        Buffer.concat([
          Buffer.from("name = "),
          bytes,
          Buffer.from(goodText.slice(goodText.indexOf("\n"))),
        ])
      );
      for (const text of texts) {
        const run = await bridge.run(ticketOf(bridge.keys, { text }));
        assert.equal(run.exit, 0, text.toString());
        assert.deepEqual(run.stdout, text);
      }
    });

    it("A125: takes two generations of keys, not a third", async () => {
      const [fresh, older, oldest] = [newKeys(), newKeys(), newKeys()];
      using bridge = new Bridge(shell, { keys: [fresh, older] });
      for (const keys of [fresh, older]) {
        assertTaken(await bridge.run(ticketOf(keys)), goodText);
      }
      const mixed = { inner: fresh.inner, outer: older.outer };
      for (const keys of [oldest, mixed]) {
        assertRefused(await bridge.run(ticketOf(keys)), [exit.mac], "keys");
      }
    });

    it("S22: refuses where the keys are missing, unreadable or not whole", async () => {
      using bridge = new Bridge(shell);
      const { inner, outer } = bridge.keys;
      const whole = `inner ${inner}\nouter ${outer}\n`;
      const wrong = [
        "",
        "\n",
        `outer ${outer}\ninner ${inner}\n`,
        `inner ${inner}\ninner ${inner}\n`,
        whole.toUpperCase(),
        whole.replaceAll("\n", "\r\n"),
        `${inner}\n${outer}\n`,
        `${whole}inner ${inner}\n`,
        `${whole}inner ${inner.slice(1)}`,
        whole + whole + whole,
        `${whole}# older\n`,
        `${whole}\n`,
        whole.replace(inner, `${inner} 0`),
        whole.replace(inner, `${inner}0`),
        whole.replace(inner, inner.slice(1)),
        whole.replace(inner, "g".repeat(64)),
        // Half a file, cut here and there and around every border.
        ...Array.from(whole, (_, at) => whole.slice(0, at)).filter(
          (_, at) => at % 71 < 8 || at % 71 > 68 || at % 10 === 0
        ),
      ];
      for (const text of wrong) {
        bridge.writeKeys(text);
        const run = await bridge.run(ticketOf(bridge.keys));
        assertRefused(run, [exit.keys], JSON.stringify(text));
      }
      // An empty key would make tickets that anybody can make.
      const empty = { inner: "", outer: "" };
      bridge.writeKeys("inner \nouter \n");
      assertRefused(await bridge.run(ticketOf(empty)), [exit.keys], "empty");
      assert.deepEqual(bridge.marks(), []);
      bridge.writeKeys(whole);
      assertTaken(await bridge.run(ticketOf(bridge.keys)), goodText);
    });

    it("knows a mac by its whole length, whatever its start", async () => {
      using bridge = new Bridge(shell);
      const signed = ticketOf(bridge.keys).slice(0, -64);
      const mac = macOf(bridge.keys, "x-ada", signed);
      const near = Array.from(mac, (digit, at) => {
        const other = digit === "0" ? "1" : "0";
        const bent = mac.slice(0, at) + other + mac.slice(at + 1);
        return Buffer.from(signed + bent);
      });
      const codes = new Set(await bridge.codes(near));
      assert.deepEqual(codes, new Set([exit.mac]));
    });
  });
}
