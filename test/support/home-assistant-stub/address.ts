import { BlockList, isIP } from "node:net";

import { bare } from "./answers.ts";

/** A request, as it came over the wire. */
export interface StubRequest {
  method: string;
  /** Path and query, as sent. */
  target: string;
  /** In the order and the number in which they came; names in lower case. */
  headers: [name: string, value: string][];
  /** Address of the other end of the connection. */
  peer: string;
  body: Uint8Array;
}

/** Who asks, after the forwarded headers were believed or not there. */
export interface Asker {
  address: string;
  scheme: string;
  host: string;
}

const local = new BlockList();
local.addSubnet("127.0.0.0", 8);
local.addSubnet("10.0.0.0", 8);
local.addSubnet("172.16.0.0", 12);
local.addSubnet("192.168.0.0", 16);
local.addSubnet("169.254.0.0", 16);
local.addAddress("::1", "ipv6");
local.addSubnet("fc00::", 7, "ipv6");
local.addSubnet("fe80::", 10, "ipv6");

/** Whether Home Assistant counts an address as one of the local network. */
export function isLocal(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").split("%")[0] ?? "";
  return local.check(plain, isIP(plain) === 6 ? "ipv6" : "ipv4");
}

/** Peers that are trusted, as in the configuration of the real one. */
const trustedProxies = ["127.0.0.1", "::1"];

/**
 * Who asks; or the 400 that a proxy gets whose headers are not believed.
 * `trusts` is false when no proxy is.
 */
export function askerOf(
  request: StubRequest,
  trusts: boolean
): Asker | Response {
  const all = (name: string) => listOf(request, name);
  const asker: Asker = {
    address: request.peer,
    scheme: "http",
    host: all("host").at(-1) ?? "",
  };
  const hops = all("x-forwarded-for");
  if (hops.length === 0) return asker;
  const isTrusted = (address: string) => trustedProxies.includes(address);
  if (!trusts || !isTrusted(request.peer)) return bare(400);
  if (!hops.every((hop) => isIP(hop))) return bare(400);
  const place =
    hops.length - 1 - [...hops].reverse().findIndex((hop) => !isTrusted(hop));
  const chosen = place === hops.length ? 0 : place;
  asker.address = hops[chosen] ?? "";

  const schemes = all("x-forwarded-proto");
  if (schemes.includes("")) return bare(400);
  if (schemes.length > 0) {
    if (![1, hops.length].includes(schemes.length)) return bare(400);
    asker.scheme = schemes[schemes.length > 1 ? chosen : 0] ?? "";
  }

  const hosts = all("x-forwarded-host");
  if (hosts.at(-1) === "") return bare(400);
  asker.host = hosts.at(-1) ?? asker.host;
  return asker;
}

/** The elements of all headers of a name, as one list. */
function listOf({ headers }: StubRequest, name: string): string[] {
  return headers
    .filter(([key]) => key === name)
    .flatMap(([, value]) => value.split(","))
    .map((element) => element.trim());
}

/** What Home Assistant refuses in a path or query before anything else. */
const harmful = [
  /<.*script.*>/is,
  /\.\.\//,
  /\w=\/[a-z0-9_.]\//i,
  /union.*select.*\(/is,
  /union.*all.*select/is,
  /concat.*\(/is,
  /proc\/self\/environ/i,
];

/** Whether a request stops at Home Assistant's request filter. */
export function isFiltered(target: string): boolean {
  let decoded = unquote(target);
  if (/[\t\r\n]/.test(decoded)) return true;
  while (unquote(decoded) !== decoded) decoded = unquote(decoded);
  return harmful.some((pattern) => pattern.test(decoded));
}

function unquote(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
