import { createHash } from "node:crypto";
import type { BridgeKeys } from "@ha-external-login/gateway";
import type { CheckTicket } from "./home-assistant-stub/ticket.ts";

/**
 * What the ticket script does, a second time and with a clock that a test
 * moves: format, time, MAC, single use. The script itself is held to the same
 * by its own tests.
 */
export function createTicketCheck(
  keys: BridgeKeys,
  now: () => number
): CheckTicket {
  const used = new Set<string>();
  const refused = { ok: false, lines: [] };
  return (username, password) => {
    const [version, expiry, nonce, lines, mac, ...rest] = password.split(".");
    if (version !== "v1" || rest.length > 0) return refused;
    const signed = [version, expiry, nonce, lines, ""].join(".");
    const inner = sha256(`${keys.inner}${username}\n${signed}`);
    if (mac !== sha256(keys.outer + inner)) return refused;
    const left = Number(expiry) - now();
    if (left < 0 || left > 60 || used.has(String(nonce))) return refused;
    used.add(String(nonce));
    const text = Buffer.from(String(lines), "base64").toString();
    return { ok: true, lines: text.split("\n") };
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
