/**
 * Which headers pass between a client and Home Assistant. Lists are flat,
 * name and value in turn, as on the wire: case, order and repetition stay.
 *
 * @module
 */
import type { Request } from "./asked.ts";

/**
 * Headers of one connection only.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
 */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Said anew by us, or about this connection's body. */
const rewritten = new Set(["host", "expect", "content-length"]);

/** Headers by which some proxy or other says who somebody is. */
const hearsay =
  /^(?:x-forwarded|forwarded|x-real-|x-remote-|remote-|x-client-ip$|true-client-ip$|cf-connecting-ip|x-cluster-client-ip$|x-original-|x-auth-request-|x-authenticated-|x-webauth-|x-forwardauth-)/;

/**
 * Headers for Home Assistant, but those that frame the body. It reads exactly
 * one `X-Forwarded-For`, `-Proto` and `-Host`, and all three are ours; names
 * with an underscore never pass, as some servers read them as dashes; nor do
 * our own cookies.
 */
export function requestHeaders(raw: string[], asked: Request): string[] {
  const named = connectionNames(raw);
  const headers = ["Host", asked.host];
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] ?? "";
    const lower = name.toLowerCase();
    if (isOurs(lower) || named?.has(lower)) continue;
    let value = raw[at + 1] ?? "";
    if (lower === "cookie") {
      value = othersCookies(value);
      if (value === "") continue;
    }
    headers.push(name, value);
  }
  headers.push("X-Forwarded-For", asked.address);
  headers.push("X-Forwarded-Proto", asked.origin.split(":", 1)[0] ?? "");
  headers.push("X-Forwarded-Host", asked.host);
  return headers;
}

/** Headers for our own routes: nothing that only a proxy could know. */
export function ownHeaders(raw: string[]): string[] {
  const named = connectionNames(raw);
  const headers: string[] = [];
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] ?? "";
    const lower = name.toLowerCase();
    if (isOurs(lower) || named?.has(lower)) continue;
    headers.push(name, raw[at + 1] ?? "");
  }
  return headers;
}

/** Headers for the client, as Home Assistant sent them. */
export function responseHeaders(raw: Buffer[]): string[] {
  const all = raw.map((part) => part.toString("latin1"));
  const named = connectionNames(all);
  const headers: string[] = [];
  for (let at = 0; at < all.length; at += 2) {
    const name = all[at] ?? "";
    const lower = name.toLowerCase();
    if (hopByHop.has(lower) || named?.has(lower)) continue;
    headers.push(name, all[at + 1] ?? "");
  }
  return headers;
}

function isOurs(lower: string): boolean {
  return (
    hopByHop.has(lower) ||
    rewritten.has(lower) ||
    lower.includes("_") ||
    hearsay.test(lower)
  );
}

/** What `Connection` names is for this connection only, too. */
function connectionNames(raw: string[]): Set<string> | undefined {
  let names: Set<string> | undefined;
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] ?? "";
    if (name.length !== 10 || name.toLowerCase() !== "connection") continue;
    for (const token of (raw[at + 1] ?? "").split(",")) {
      const lower = token.trim().toLowerCase();
      // A length describes the message and cannot be taken out of it.
      if (lower === "keep-alive" || lower === "content-length") continue;
      (names ??= new Set()).add(lower);
    }
  }
  return names;
}

const ourCookie = /^\s*(?:__Host-)?external-login/;

function othersCookies(value: string): string {
  if (!value.includes("external-login")) return value;
  return value
    .split(";")
    .filter((cookie) => !ourCookie.test(cookie))
    .join(";")
    .trim();
}
