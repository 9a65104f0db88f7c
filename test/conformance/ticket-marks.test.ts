/**
 * The marks of used tickets: one login for one ticket, and a directory that
 * neither fills up nor forgets. Lost, whoever saw a ticket could use it again.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  Bridge,
  each,
  goodText,
  newKeys,
  noon,
  shells,
  ticketOf,
} from "./ticket-shell.ts";

const exit = { mac: 13, used: 14, marks: 18 };

const day = 86_400;

const mark = (expiry: number, number: number) =>
  `${expiry}.${number.toString(16).padStart(32, "0")}`;

/** Marks as earlier runs would have left them. */
function remember(bridge: Bridge, names: string[]): void {
  for (const name of names) fs.mkdirSync(join(bridge.directory, "used", name));
}

for (const shell of shells) {
  describe(
    `marks of ticket.sh under ${shell.name}`,
    {
      skip: shell.missing,
    },
    () => {
      // Somebody saw a ticket on its way and is as fast as its owner.
      it("A5: lets one of 1,000 parallel runs of a ticket in", async () => {
        using bridge = new Bridge(shell);
        const ticket = ticketOf(bridge.keys);
        const { codes, printed } = await bridge.race(ticket, 1000);
        assert.deepEqual(codes, { [exit.used]: 999 });
        assert.equal(printed, goodText);
        assert.equal(bridge.marks().length, 1);
      });

      it("A5: decides by making the mark, not by looking for it", async () => {
        using bridge = new Bridge(shell);
        const met = join(bridge.directory, "met");
        // All have looked at everything before the first may make its mark.
        bridge.setTool(
          "mkdir",
          `echo >>'${met}'
while [ "$(/usr/bin/wc -l <'${met}')" -lt 8 ]; do /bin/sleep 0.01; done
${bridge.commandOf("mkdir")}`
        );
        const ticket = ticketOf(bridge.keys);
        const runs = await Promise.all(
          Array.from({ length: 8 }, () => bridge.run(ticket))
        );
        const heard = runs.filter((run) => run.stdout.length > 0);
        assert.deepEqual(
          heard.map((run) => run.exit),
          [0]
        );
        const codes = runs.map((run) => run.exit).sort();
        assert.deepEqual(codes, [
          0,
          ...Array.from({ length: 7 }, () => exit.used),
        ]);
      });

      it("lets the owners of different tickets in at the same time", async () => {
        using bridge = new Bridge(shell);
        const tickets = Array.from({ length: 20 }, () => ticketOf(bridge.keys));
        const runs = await Promise.all(tickets.map((one) => bridge.run(one)));
        assert.ok(runs.every((run) => run.exit === 0));
        assert.equal(bridge.marks().length, 20);
      });

      // Without marks there is no telling what was used.
      it("S22: refuses where marks cannot be kept", async () => {
        using bridge = new Bridge(shell);
        const used = join(bridge.directory, "used");
        const ticket = ticketOf(bridge.keys);
        fs.rmdirSync(used);
        const refuse = async (what: string) => {
          const run = await bridge.run(ticket);
          assert.equal(run.exit, exit.marks, what);
          assert.equal(run.stdout.length, 0, what);
        };
        await refuse("no directory");
        fs.writeFileSync(used, "");
        await refuse("a file in its place");
        fs.rmSync(used);
        fs.symlinkSync("/nowhere", used);
        await refuse("a link to nowhere");
        fs.rmSync(used);
        fs.mkdirSync(used);
        const name = ticket.split(".").slice(1, 3).join(".");
        fs.writeFileSync(join(used, name), "");
        await refuse("a file in the mark's place");
        fs.rmSync(join(used, name));
        assert.equal((await bridge.run(ticket)).exit, 0);
      });

      // Marks whose tickets are long late are of no use to anybody.
      it("A126: sweeps the oldest 64 marks that are over a day old", async () => {
        using bridge = new Bridge(shell);
        const old = Array.from({ length: 100 }, (_, at) =>
          mark(noon - day - 1 - at, at)
        );
        const young = [mark(noon - day, 1), mark(noon, 2), mark(noon + 60, 3)];
        remember(bridge, [...old, ...young]);
        assert.equal((await bridge.run(ticketOf(bridge.keys))).exit, 0);
        const left = bridge.marks();
        assert.equal(left.length, 100 + 3 + 1 - 64);
        assert.deepEqual(left.slice(0, 36), old.slice(0, 36).sort());
        assert.equal((await bridge.run(ticketOf(bridge.keys))).exit, 0);
        const own = bridge.marks().filter((name) => !young.includes(name));
        assert.deepEqual(bridge.marks().length - own.length, 3);
        assert.equal(own.length, 2);
      });

      it("A126: sweeps nothing but empty directories of its own shape", async () => {
        using bridge = new Bridge(shell);
        const used = join(bridge.directory, "used");
        const old = noon - 2 * day;
        const id = "0123456789abcdef0123456789abcdef";
        const foreign = [
          id,
          `${old}`,
          `${old}.`,
          `.${id}`,
          `.${old}.${id}`,
          `-${old}.${id}`,
          `--.${id}`,
          `-p.${id}`,
          `${old}.${id}0`,
          `${old}.${id.slice(1)}`,
          `${old}.${id.toUpperCase()}`,
          `0${old}.${id}`,
          `0${`${old}`.slice(1)}.${id}`,
          `${old}.${id}.${id}`,
          `${`${old}`.slice(1)}.a${id}`,
          `${old} ${id}`,
          `a b.${id}`,
          `*.*`,
          `${old}.${id.slice(0, -1)}*`,
          `${old}.${id.slice(0, -1)}\n`,
          "lost+found",
          "$(touch hit).x",
        ];
        remember(bridge, foreign);
        fs.mkdirSync(join(used, mark(old, 1), "full"), { recursive: true });
        fs.writeFileSync(join(used, mark(old, 2)), "a file");
        const target = join(bridge.directory, "target");
        fs.mkdirSync(target);
        fs.symlinkSync(target, join(used, mark(old, 3)));
        fs.symlinkSync("/nowhere", join(used, mark(old, 4)));
        remember(bridge, [mark(old, 5)]);
        const before = bridge.marks();
        assert.equal((await bridge.run(ticketOf(bridge.keys))).exit, 0);
        const gone = before.filter((name) => !bridge.marks().includes(name));
        assert.deepEqual(gone, [mark(old, 5)]);
        assert.ok(fs.existsSync(target));
        assert.deepEqual(fs.readdirSync(bridge.cwd), []);
      });

      it("A126: bears what is no directory or no mark 100 times over", async () => {
        using bridge = new Bridge(shell);
        const old = noon - 2 * day;
        for (let at = 0; at < 100; at++) {
          const path = join(bridge.directory, "used", mark(old - 1, at));
          fs.writeFileSync(path, "");
        }
        remember(bridge, [mark(old, 1)]);
        assert.equal((await bridge.run(ticketOf(bridge.keys))).exit, 0);
        assert.ok(!bridge.marks().includes(mark(old, 1)));
      });

      it("A126: lets in whoever comes while the sweep fails", async () => {
        for (const rmdir of [null, "exit 1", "kill -9 $$"]) {
          using bridge = new Bridge(shell, { tools: { rmdir } });
          remember(bridge, [mark(noon - 2 * day, 1)]);
          const run = await bridge.run(ticketOf(bridge.keys));
          assert.equal(run.exit, 0, `${rmdir}`);
          assert.equal(run.stdout.toString(), goodText);
          assert.equal(bridge.marks().length, 2);
        }
      });

      // Strangers may run the script as often as they like.
      it("A126: sweeps for nobody who is not let in", async () => {
        using bridge = new Bridge(shell);
        const names = Array.from({ length: 70 }, (_, at) =>
          mark(noon - 2 * day, at)
        );
        remember(bridge, names);
        bridge.watchTools();
        const used = ticketOf(bridge.keys);
        fs.mkdirSync(
          join(bridge.directory, "used", used.split(".").slice(1, 3).join("."))
        );
        const before = bridge.marks();
        const refused = [
          "nonsense",
          ticketOf(newKeys()),
          ticketOf(bridge.keys, { expiry: noon - 1 }),
          ticketOf(bridge.keys, { expiry: noon + 61 }),
          ticketOf(bridge.keys, { text: "name = nobody\n" }),
          used,
        ];
        for (const ticket of refused) {
          assert.notEqual((await bridge.run(ticket)).exit, 0);
        }
        assert.ok(!bridge.calls().includes("rmdir"));
        assert.deepEqual(bridge.marks(), before);
      });

      it("A126: 50 runs at once sweep among 10,000 marks of all ages", async () => {
        using bridge = new Bridge(shell);
        bridge.keepMarksInMemory();
        const names = Array.from({ length: 10_000 }, (_, at) =>
          mark(noon + 60 - at * 20, at)
        );
        remember(bridge, names);
        const old = names.filter((name) => noon - parseInt(name) > day).length;
        assert.ok(old > 50 * 64);
        const tickets = Array.from({ length: 50 }, () => ticketOf(bridge.keys));
        const runs = await each(tickets, (ticket) => bridge.run(ticket));
        assert.ok(runs.every((run) => run.exit === 0));
        const left = new Set(bridge.marks());
        const lost = names.filter((name) => !left.has(name));
        assert.ok(lost.every((name) => noon - parseInt(name) > day));
        assert.ok(
          lost.length >= 64 && lost.length <= 50 * 64,
          `${lost.length}`
        );
        for (const ticket of tickets.slice(0, 3)) {
          assert.equal((await bridge.run(ticket)).exit, exit.used);
        }
      });

      // The clock of Home Assistant's machine is set back.
      it("F28: what was used stays used when the clock steps", async () => {
        using bridge = new Bridge(shell);
        const ticket = ticketOf(bridge.keys);
        assert.equal((await bridge.run(ticket)).exit, 0);
        for (const step of [3600, day, -3600, -10, 10]) {
          bridge.setTime(noon + step);
          await bridge.run(ticketOf(bridge.keys, { expiry: noon + step }));
          bridge.setTime(noon);
          assert.equal((await bridge.run(ticket)).exit, exit.used, `${step} s`);
        }
      });
    }
  );
}
