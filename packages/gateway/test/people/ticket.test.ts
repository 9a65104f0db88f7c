import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import type { Group } from "../../src/options.ts";
import {
  mintTicket,
  TicketError,
  ticketLife,
  ticketName,
  type TicketRequest,
} from "../../src/people/ticket.ts";

const keys = { inner: "0a".repeat(32), outer: "f1".repeat(32) };

const request: TicketRequest = {
  username: "x-ada",
  lines: { name: "Ada", group: "system-users", localOnly: false },
  now: 1_800_000_000,
  nonce: new Uint8Array(16).fill(0xab),
};

const sha256 = (text: string) =>
  createHash("sha256").update(text).digest("hex");

const printedBy = (ticket: string) =>
  Buffer.from(ticket.split(".")[3] ?? "", "base64").toString();

const printed = async (lines: Partial<TicketRequest["lines"]>) =>
  printedBy(
    await mintTicket(keys, {
      ...request,
      lines: { ...request.lines, ...lines },
    })
  );

// The script beside Home Assistant reads this, word for word. Every byte that
// differs is a home nobody can log in to, or one that anybody can.
describe("mintTicket", () => {
  it("writes version, expiry, nonce, lines and mac", async () => {
    const ticket = await mintTicket(keys, request);
    const lines = "name = Ada\ngroup = system-users\nlocal_only = false\n";
    const base64 = Buffer.from(lines).toString("base64");
    const signed = `v1.1800000030.${"ab".repeat(16)}.${base64}.`;
    const inner = sha256(`${keys.inner}x-ada\n${signed}`);
    assert.equal(ticket, signed + sha256(keys.outer + inner));
  });

  it("lives for thirty seconds", () => {
    assert.equal(ticketLife, 30);
  });

  it("S13: puts the name first, group and local_only last", async () => {
    const text = await printed({ group: "system-admin", localOnly: true });
    assert.equal(text, "name = Ada\ngroup = system-admin\nlocal_only = true\n");
  });

  // A provider lets people choose their name, and one chooses another group.
  it("S19: leaves no way out of the name's line", async () => {
    const breaks = [
      "\n",
      "\r",
      "\r\n",
      "\u0085",
      "\u2028",
      "\u2029",
      "\v",
      "\0",
    ];
    for (const text of breaks) {
      const name = `Eve${text}group = system-admin${text}`;
      assert.equal(
        await printed({ name }),
        "name = Evegroup = system-admin\ngroup = system-users\nlocal_only = false\n"
      );
    }
  });

  it("puts the username in the place of a name that nobody could see", async () => {
    for (const name of ["", " ", "\n", "\u200b", "\u00a0\u2003", "\ud800"]) {
      const [first] = (await printed({ name })).split("\n");
      assert.equal(first, "name = x-ada", JSON.stringify(name));
    }
  });

  it("S18: is another ticket for another nonce, user, time or key", async () => {
    const tickets = await Promise.all([
      mintTicket(keys, request),
      mintTicket(keys, { ...request, nonce: new Uint8Array(16) }),
      mintTicket(keys, { ...request, username: "x-bob" }),
      mintTicket(keys, { ...request, now: request.now + 1 }),
      mintTicket({ ...keys, inner: keys.outer }, request),
      mintTicket({ ...keys, outer: keys.inner }, request),
    ]);
    assert.equal(new Set(tickets.map((one) => one.slice(-64))).size, 6);
  });

  it("refuses to make what no script takes", async () => {
    const { lines } = request;
    const wrong: [unknown, object][] = [
      [{ ...keys, inner: "" }, {}],
      [{ ...keys, outer: keys.outer.toUpperCase() }, {}],
      [{ inner: keys.inner }, {}],
      [keys, { username: "" }],
      [keys, { username: "x-ada\n" }],
      [keys, { username: "x ada" }],
      [keys, { username: "x".repeat(65) }],
      [keys, { nonce: new Uint8Array(15) }],
      [keys, { nonce: new Uint8Array(17) }],
      [keys, { now: 1.5 }],
      [keys, { now: NaN }],
      [keys, { now: -5 }],
      [keys, { now: 9_999_999_999 }],
      [keys, { lines: { ...lines, group: "" } }],
      [keys, { lines: { ...lines, group: "admins" as Group } }],
      [keys, { lines: { ...lines, localOnly: "true" } }],
    ];
    for (const [someKeys, change] of wrong) {
      await assert.rejects(
        mintTicket(someKeys as typeof keys, { ...request, ...change }),
        (error) => {
          assert.ok(error instanceof TicketError);
          assert.equal(error.code, "ticket_unusable");
          const said = error.message + JSON.stringify(error.cause);
          assert.ok(!said.includes(keys.inner), "S7: a key was said");
          return true;
        }
      );
    }
  });

  it("fits the script's bound with the longest name", async () => {
    const lines = { ...request.lines, name: "\u{1f600}".repeat(200) };
    const ticket = await mintTicket(keys, {
      ...request,
      username: "x".repeat(64),
      lines: { ...lines, group: "system-read-only" },
    });
    assert.ok(ticket.length <= 1500, `${ticket.length}`);
  });
});

// Home Assistant shows it to everybody in the home.
describe("ticketName", () => {
  it("keeps names as people write them", () => {
    for (const name of ["Ada", "Zoë Ł.", "日本", "नमस्ते", "می‌خواهم", "👩‍👧 x"]) {
      assert.equal(ticketName(name), name);
    }
  });

  it("takes out what turns or breaks a line", () => {
    assert.equal(ticketName("a\u202eb\u2066c\u0007d\u007fe\u009ff"), "abcdef");
  });

  it("takes out halves of characters", () => {
    assert.equal(ticketName("a\ud83db\udc00c"), "abc");
  });

  it("takes blanks from both ends", () => {
    assert.equal(ticketName(" \u00a0Ada\u3000 "), "Ada");
  });

  it("keeps 128 characters, none of them cut in two", () => {
    assert.equal(ticketName("\u{1f600}".repeat(129)), "\u{1f600}".repeat(128));
    assert.equal(ticketName(`${"a".repeat(127)} b`), "a".repeat(127));
  });

  it("is empty for what nobody could see", () => {
    assert.equal(ticketName(" \u200b\u2060\ufeff "), "");
  });
});
