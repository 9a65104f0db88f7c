import type { IncomingMessage } from "node:http";
import type { Asked } from "@ha-external-login/gateway";
import type { AddressList } from "./address.ts";
import { normalizeAddress } from "./address.ts";

/** Whom the server believes, and as what it is known. */
export interface Standing {
  /** `https://home.example.org`, each in the spelling of `URL.origin`. */
  origins: readonly string[];
  /** Peers whose word about a client counts. */
  trustedProxies: AddressList;
}

/** Who asks, and how the home was called. */
export interface Request extends Asked {
  /** The host as it was written, for Home Assistant to see. */
  host: string;
}

/** Why a request is not answered at all. */
export type Refusal = "malformed" | "misdirected";

/**
 * Reads the client's one address and the one origin of a request. A listed
 * peer's `X-Forwarded-*` count, from nobody else. With several addresses the
 * right-most unlisted one is the client; what is left of it is hearsay.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7239#section-8.1
 */
export function readAsked(
  request: IncomingMessage,
  standing: Standing
): Request | Refusal {
  const headers = collect(request.rawHeaders);
  const peer = normalizeAddress(request.socket.remoteAddress ?? "");
  if (headers.host.length > 1 || peer === undefined) return "malformed";
  const said = standing.trustedProxies.includes(peer)
    ? readForwarded(headers, standing.trustedProxies)
    : {};
  if (said === undefined) return "malformed";
  const { address = peer, proto = "http" } = said;
  const host = said.host ?? headers.host[0] ?? "";
  const origin = originOf(proto, host);
  if (origin === undefined || !standing.origins.includes(origin)) {
    return "misdirected";
  }
  return { address, origin, host };
}

interface Collected {
  host: string[];
  for: string[];
  proto: string[];
  forwardedHost: string[];
}

function collect(rawHeaders: string[]): Collected {
  const found: Collected = { host: [], for: [], proto: [], forwardedHost: [] };
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? "";
    const value = rawHeaders[at + 1] ?? "";
    switch (name.toLowerCase()) {
      case "host":
        found.host.push(value);
        break;
      case "x-forwarded-for":
        found.for.push(...list(value));
        break;
      case "x-forwarded-proto":
        found.proto.push(...list(value));
        break;
      case "x-forwarded-host":
        found.forwardedHost.push(...list(value));
        break;
    }
  }
  return found;
}

function list(value: string): string[] {
  return value.split(",").map((entry) => entry.trim());
}

interface Forwarded {
  address?: string;
  proto?: string;
  host?: string;
}

/** @returns `undefined` if a trusted proxy's word cannot be understood. */
function readForwarded(
  headers: Collected,
  trustedProxies: AddressList
): Forwarded | undefined {
  const hops = headers.for;
  let at = hops.length - 1;
  let address: string | undefined;
  for (; at >= 0; at -= 1) {
    address = normalizeAddress(hops[at] ?? "");
    if (address === undefined) return undefined;
    if (!trustedProxies.includes(address)) break;
  }
  const hop = Math.max(at, 0);
  const proto = pick(headers.proto, hops.length, hop);
  const host = pick(headers.forwardedHost, hops.length, hop);
  if (proto === null || host === null) return undefined;
  return {
    ...(address !== undefined && { address }),
    ...(proto !== undefined && { proto: proto.toLowerCase() }),
    ...(host !== undefined && { host }),
  };
}

/** One value for all hops, or one for each; else nobody knows whose it is. */
function pick(
  values: string[],
  hops: number,
  hop: number
): string | null | undefined {
  if (values.length <= 1) return values[0];
  return values.length === hops ? (values[hop] ?? null) : null;
}

const hostForm = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

function originOf(proto: string, host: string): string | undefined {
  if (proto !== "http" && proto !== "https") return undefined;
  if (!hostForm.test(host)) return undefined;
  const port = proto === "https" ? ":443" : ":80";
  const bare = host.endsWith(port) ? host.slice(0, -port.length) : host;
  return `${proto}://${bare.toLowerCase()}`;
}
