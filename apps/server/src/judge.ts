import type { IncomingMessage } from "node:http";
import type { Log } from "@ha-external-login/gateway";
import { readAsked, type Request, type Standing } from "./asked.ts";
import { readPath } from "./target.ts";

/** A request that has one reading, from one client, at one of our origins. */
export interface Judged {
  asked: Request;
  /** As it was sent, and as it is passed on. */
  target: string;
  /** Decoded once. */
  path: string;
}

/** Whom the server believes, and which part of the home it serves. */
export interface JudgeOptions extends Standing {
  /** As a sidecar only `/auth/` and the well-known paths are served. */
  position: "gateway" | "sidecar";
  log: Log;
}

const sidecarPath = /^\/(?:auth|\.well-known)\//;

/**
 * Everything that is decided before anybody answers.
 *
 * @returns the status of a refusal if there is one.
 */
export function judge(
  { log, position, ...standing }: JudgeOptions,
  request: IncomingMessage
): Judged | number {
  const target = request.url ?? "";
  const path = readPath(target);
  if (path === undefined || !isOneMessage(request)) return 400;
  const asked = readAsked(request, standing);
  if (asked === "malformed") return 400;
  if (asked === "misdirected") {
    // Nearly always a proxy that is missing in the list, or an origin.
    log.warn("request.misdirected", {
      host: request.headers.host,
      peer: request.socket.remoteAddress,
    });
    return 421;
  }
  if (position === "sidecar" && !sidecarPath.test(path)) return 404;
  return { asked, target, path };
}

/**
 * Whether the body's end is certain. Any coding but `chunked` would be lost
 * on the way, and with it what the body means.
 */
function isOneMessage({ headers }: IncomingMessage): boolean {
  const coding = headers["transfer-encoding"];
  return coding === undefined || coding.toLowerCase() === "chunked";
}
