/**
 * Tickets: the one-time passwords with which the gateway logs a person in at
 * Home Assistant. Its `command_line` provider hands username and ticket to a
 * script that knows the same two keys and asks nobody.
 *
 *     v1.<expiry>.<nonce>.<lines>.<mac>
 *
 * - `expiry`: Unix seconds, ten decimal digits; `nonce`: 16 bytes as 32
 *   lower-case hex digits; `lines`: canonical base64, with padding, of the
 *   exact bytes that the script prints; `mac`: 64 lower-case hex digits.
 * - `mac` = hex SHA-256(outer ‖ hex SHA-256(inner ‖ username ‖ "\n" ‖ signed))
 *   where `signed` is everything before the mac: `v1.` up to and with the last
 *   dot.
 * - Everything that is hashed is text: a key counts as its 64 lower-case hex
 *   digits, not as 32 bytes, and so does the inner hash, because a shell can
 *   hold no NUL. The username as UTF-8. Both keys have one length and no
 *   username holds a line break, so no two inputs are the same bytes.
 *
 * @module
 */
import { groups } from "../options.ts";
import type { BridgeKeys, Group } from "../options.ts";

/** How long a ticket lives, in seconds; the script allows for clocks. */
export const ticketLife = 30;

/** What Home Assistant reads from the script, and so knows of a new user. */
export interface TicketLines {
  /** Shown, never compared. See {@link ticketName}. */
  name: string;
  group: Group;
  localOnly: boolean;
}

/** For whom a ticket is, and what makes it the only one of its kind. */
export interface TicketRequest {
  /** The person's key: `[A-Za-z0-9-]{1,64}`. */
  username: string;
  lines: TicketLines;
  /** Unix seconds. */
  now: number;
  /** 16 bytes that nobody can guess, never used twice. */
  nonce: Uint8Array;
}

/**
 * One login of one user, for thirty seconds. It does not say that Home
 * Assistant will let them in: a user may be deactivated there.
 *
 * @throws {TicketError} if it would be one that no script takes.
 */
export async function mintTicket(
  keys: BridgeKeys,
  request: TicketRequest
): Promise<string> {
  refuseUnusable(keys, request);
  const { username, lines, now, nonce } = request;
  const expiry = now + ticketLife;
  const printed = utf8.encode(printedLines(username, lines));
  const signed = `v1.${expiry}.${hex(nonce)}.${base64(printed)}.`;
  const inner = await sha256(`${keys.inner}${username}\n${signed}`);
  return signed + (await sha256(keys.outer + inner));
}

/**
 * A name that fits one line and a list of people: no control characters, line
 * or paragraph separators and no marks that turn the direction of text, at
 * most 128 characters, no blanks around it. Empty if nothing in it can be
 * seen.
 */
export function ticketName(name: string): string {
  const clean = Array.from(name.replace(unprintable, "").trim())
    .slice(0, 128)
    .join("")
    .trim();
  return visible.test(clean) ? clean : "";
}

/** Nobody could use this ticket, or it would not be the only one. */
export class TicketError extends Error {
  readonly name = "TicketError";

  readonly code = "ticket_unusable";
}

const utf8 = new TextEncoder();

/** `\p{Cs}` is half a character, which UTF-8 cannot hold. */
const unprintable =
  /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/gu;

const visible = /[^\p{C}\p{Z}]/u;

/**
 * The last line of a key wins in Home Assistant, and a person without a group
 * is an administrator there: so the name, which others chose, comes first.
 * Without a name the key stands in for it, because `name = ` makes a user
 * whom nobody can find in a list.
 */
function printedLines(username: string, lines: TicketLines): string {
  const name = ticketName(lines.name) || username;
  return `name = ${name}\ngroup = ${lines.group}\nlocal_only = ${lines.localOnly}\n`;
}

function refuseUnusable(keys: BridgeKeys, request: TicketRequest): void {
  const { username, lines, now, nonce } = request;
  const checks: [what: string, good: boolean, expected: string][] = [
    ["inner key", /^[0-9a-f]{64}$/.test(keys.inner), "64 hex digits"],
    ["outer key", /^[0-9a-f]{64}$/.test(keys.outer), "64 hex digits"],
    ["username", /^[A-Za-z0-9-]{1,64}$/.test(username), "[A-Za-z0-9-]{1,64}"],
    ["group", groups.includes(lines.group), groups.join(", ")],
    ["local_only", typeof lines.localOnly === "boolean", "boolean"],
    ["nonce", nonce.length === 16, "16 bytes"],
    ["time", /^[1-9][0-9]{9}$/.test(`${now + ticketLife}`), "Unix seconds"],
  ];
  for (const [what, good, expected] of checks) {
    if (!good) {
      throw new TicketError(`"${what}" makes no ticket`, {
        cause: { expected },
      });
    }
  }
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", utf8.encode(text));
  return hex(new Uint8Array(digest));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(
    ""
  );
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
