/**
 * Z8: tickets, their lines and the script, against a second maker of tickets
 * and a second reader of what is printed.
 */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { describe, it } from "node:test";
import { groups } from "../../packages/gateway/src/options.ts";
import {
  mintTicket,
  type TicketLines,
} from "../../packages/gateway/src/people/ticket.ts";
import { Bridge, macOf, noon, shells, ticketOf } from "./ticket-shell.ts";

/** What Home Assistant would make of it, for a user it does not know yet. */
interface Read {
  name: string | null;
  group: string;
  localOnly: boolean;
}

/**
 * Home Assistant's reading: lines end at CR, LF or both; one that is no UTF-8
 * is dropped; the first `=` parts key and value; the last line of a key wins.
 */
function readOutput(output: Buffer): Read {
  const said = new Map<string, string>();
  for (const bytes of output.toString("latin1").split(/\r\n|[\r\n]/)) {
    const line = decode(Buffer.from(bytes, "latin1"))?.trim();
    if (line === undefined || line.startsWith("#")) continue;
    const at = line.indexOf("=");
    if (at < 0) continue;
    said.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  return {
    name: said.get("name") ?? null,
    group: said.get("group") ?? "system-admin",
    localOnly: said.get("local_only") === "true",
  };
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Pieces of which a name that means harm is made. */
const hostile = [
  "\n",
  "\r",
  "\u2028",
  "\u0085",
  "\v",
  "\0",
  "=",
  "#",
  " ",
  "name = ",
  "group = system-admin",
  "local_only = true",
  "\ud800",
  "\u202e",
  "ł",
  "'",
  "$(reboot)",
  "%s",
  "\\n",
];

const names = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc
    .array(fc.constantFrom(...hostile), { maxLength: 12 })
    .map((parts) => parts.join("")),
  fc
    .array(fc.oneof(fc.constantFrom(...hostile), fc.string()), { maxLength: 8 })
    .map((parts) => parts.join(""))
);

const people = fc.record({
  username: fc.stringMatching(/^[A-Za-z0-9-]{1,64}$/),
  lines: fc.record({
    name: names,
    group: fc.constantFrom(...groups),
    localOnly: fc.boolean(),
  }),
  nonce: fc.uint8Array({ minLength: 16, maxLength: 16 }),
});

/** Lines that a right mac vouches for, few of which may be printed. */
const texts = fc
  .oneof(
    fc.tuple(
      fc.constantFrom("name = Ada\n", "name = \0\n", "name = a = #\0\n"),
      fc.constantFrom("group = system-users\n", "\0group = system-admin\n"),
      fc.constantFrom("local_only = true\n", "local_only = yes\n")
    ),
    fc.array(
      fc.constantFrom(
        "name = Ada\n",
        "name = \n",
        "group = system-users\n",
        "group = system-admin\n",
        "group = nobody\n",
        "local_only = true\n",
        "local_only = false\n",
        "\r",
        "\n",
        "=",
        "#",
        "\0",
        "\u0001"
      ),
      { maxLength: 6 }
    )
  )
  .map((lines) => lines.join(""));

const threeLines =
  /^name = \P{Cc}+\ngroup = system-(admin|users|read-only)\nlocal_only = (true|false)\n$/u;

/** How a valid ticket is bent. */
type Bend = (ticket: Buffer) => Buffer;

const bends: fc.Arbitrary<Bend> = fc.oneof(
  fc
    .tuple(fc.nat(), fc.integer({ min: 1, max: 255 }))
    .map(([at, byte]): Bend => (ticket) => {
      const copy = Buffer.from(ticket);
      copy[at % copy.length] = byte === 10 ? 11 : byte;
      return copy;
    }),
  fc
    .tuple(
      fc.nat(),
      fc.nat({ max: 8 }),
      fc.constantFrom(...hostile, ".", "v1.")
    )
    .map(([at, length, text]): Bend => (ticket) => {
      const start = at % ticket.length;
      return Buffer.concat([
        ticket.subarray(0, start),
        Buffer.from(text.replaceAll(/[\n\0]/g, "")),
        ticket.subarray(start + length),
      ]);
    }),
  fc.nat().map(
    (at): Bend =>
      (ticket) =>
        ticket.subarray(0, at % ticket.length)
  )
);

/** Seeded, so that a failure can be seen again. */
const runs = { seed: 20_260_801, endOnFailure: true };

for (const shell of shells) {
  describe(`Z8: ticket.sh under ${shell.name}`, { skip: shell.missing }, () => {
    it("Z8: makes of a person what the gateway said, and nothing else", async () => {
      using bridge = new Bridge(shell);
      const { keys } = bridge;
      await fc.assert(
        fc.asyncProperty(people, async ({ username, lines, nonce }) => {
          const request = { username, lines, nonce, now: noon };
          const ticket = await mintTicket(keys, request);
          const signed = ticket.slice(0, -64);
          assert.equal(ticket, signed + macOf(keys, username, signed));
          const run = await bridge.run(ticket, username);
          assert.equal(run.exit, 0);
          assertSaid(readOutput(run.stdout), lines);
          assert.match(run.stdout.toString(), threeLines);
          const again = await bridge.run(ticket, username);
          assert.deepEqual([again.exit, again.stdout.length], [14, 0]);
        }),
        { ...runs, numRuns: 40 }
      );
    });

    it("Z8: prints nothing but three whole lines, whatever was signed", async () => {
      using bridge = new Bridge(shell);
      await fc.assert(
        fc.asyncProperty(texts, async (text) => {
          const before = bridge.marks().length;
          const run = await bridge.run(ticketOf(bridge.keys, { text }));
          // A shell can hold no NUL; what is left must be good by itself.
          const held = text.replaceAll("\0", "");
          const good = threeLines.test(held);
          assert.equal(run.exit === 0, good, JSON.stringify(text));
          assert.equal(run.stdout.toString(), good ? held : "");
          assert.equal(bridge.marks().length, before + (good ? 1 : 0));
        }),
        { ...runs, numRuns: 40 }
      );
    });

    it("Z8: takes no bent ticket, and leaves no mark of one", async () => {
      using bridge = new Bridge(shell);
      const own = Buffer.from(ticketOf(bridge.keys));
      const bent = fc
        .sample(bends, { seed: runs.seed, numRuns: 400 })
        .map((bend) => bend(own))
        .filter((ticket) => !ticket.equals(own));
      const before = bridge.everything();
      const codes = await bridge.codes(bent);
      assert.equal(codes.length, bent.length);
      assert.ok(codes.every((code) => code === 10 || code === 13));
      assert.ok(codes.includes(13) && codes.includes(10));
      assert.deepEqual(bridge.everything(), before);
      assert.equal((await bridge.run(own.toString())).exit, 0);
    });
  });
}

/** The very group and flag, and a name that came from the one asked for. */
function assertSaid(read: Read, lines: TicketLines): void {
  assert.equal(read.group, lines.group);
  assert.equal(read.localOnly, lines.localOnly);
  assert.ok(read.name, "a person without a name");
  assert.ok(Array.from(read.name).length <= 128);
}
