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
  const all = (name: string) =>
    request.headers.filter(([key]) => key === name).map(([, value]) => value);
  const asker: Asker = {
    address: request.peer,
    scheme: "http",
    host: all("host")[0] ?? "",
  };
  const [forwarded, ...more] = all("x-forwarded-for");
  if (forwarded === undefined) return asker;
  if (!trusts || !trustedProxies.includes(request.peer) || more.length > 0) {
    return bare(400);
  }

  const hops = forwarded.split(",").map((hop) => hop.trim());
  if (!hops.every((hop) => isIP(hop))) return bare(400);
  const foreign = [...hops]
    .reverse()
    .find((hop) => !trustedProxies.includes(hop));
  asker.address = foreign ?? hops[0] ?? "";

  const protos = all("x-forwarded-proto");
  if (protos.length > 1) return bare(400);
  if (protos[0] !== undefined) {
    const schemes = protos[0].split(",").map((scheme) => scheme.trim());
    if (schemes.includes("")) return bare(400);
    if (schemes.length > 1 && schemes.length !== hops.length) return bare(400);
    const index = schemes.length > 1 ? hops.lastIndexOf(asker.address) : 0;
    asker.scheme = schemes[index] ?? "http";
  }

  const hosts = all("x-forwarded-host");
  if (hosts.length > 1 || hosts[0]?.trim() === "") return bare(400);
  asker.host = hosts[0] ?? asker.host;
  return asker;
}

/** What Home Assistant refuses in a path or query before anything else. */
const filtered = [
  /[\t\r\n]/,
  /<[^>]*script[^]*>/i,
  /\.\.\//,
  /\w=\/[a-z0-9_.]\//i,
  /union[^]*select[^]*\(/i,
  /union[^]*all[^]*select/i,
  /concat[^]*\(/i,
  /proc\/self\/environ/i,
];

/** Whether a request stops at Home Assistant's request filter. */
export function isFiltered(target: string): boolean {
  let decoded = target;
  try {
    decoded = decodeURIComponent(target.replace(/\+/g, " "));
  } catch {
    // Judged as it was sent.
  }
  return filtered.some((pattern) => pattern.test(decoded));
}
