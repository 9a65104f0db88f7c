import type { IncomingMessage, ServerResponse } from "node:http";
import type { Gateway, Log } from "@ha-external-login/gateway";
import { refuse } from "./answer.ts";
import type { Judged } from "./judge.ts";
import { ownHeaders } from "./forward.ts";

/** A login flow's body may be as long as Home Assistant's own limit. */
const loginFlowBytes = 64 * 1024;

const otherBytes = 16 * 1024;

const targetLength = 8 * 1024;

const bodyTime = 30_000;

/** Methods that a `Request` cannot have, and none of our routes has. */
const refusedMethods = new Set(["CONNECT", "TRACE", "TRACK"]);

/**
 * Has the gateway answer a request. Its body is read whole before, and is
 * bounded in length and time.
 */
export async function handle(
  { gateway, log }: { gateway: Gateway; log: Log },
  request: IncomingMessage,
  response: ServerResponse,
  judged: Judged
): Promise<void> {
  try {
    if (refusedMethods.has(request.method ?? "")) refuse(response, 405);
    else if (judged.target.length > targetLength) refuse(response, 414);
    else {
      const body = await readBody(request, limitFor(judged.path));
      if (typeof body === "number") refuse(response, body);
      else {
        const { address, origin } = judged.asked;
        const asked = { address, origin };
        const own = toRequest(request, judged, body);
        await write(await gateway.handle(own, asked), response);
      }
    }
  } catch (error) {
    log.error("request.failed", {
      error: error instanceof Error ? error.name : typeof error,
    });
    refuse(response, 500);
  }
}

function limitFor(path: string): number {
  return path.startsWith("/auth/login_flow") ? loginFlowBytes : otherBytes;
}

/** @returns the body, or the status of a refusal. */
function readBody(
  request: IncomingMessage,
  limit: number
): Promise<Buffer | number> {
  if (Number(request.headers["content-length"] ?? 0) > limit) {
    return Promise.resolve(413);
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const end = (result: Buffer | number) => {
      clearTimeout(timer);
      request.pause();
      resolve(result);
    };
    const timer = setTimeout(() => end(408), bodyTime);
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > limit) end(413);
      else chunks.push(chunk);
    });
    request.on("end", () => end(Buffer.concat(chunks)));
    // Whoever left in the middle reads no answer, but the wait ends.
    request.on("close", () => end(400));
  });
}

function toRequest(
  request: IncomingMessage,
  judged: Judged,
  body: Buffer
): Request {
  const headers = new Headers();
  const raw = ownHeaders(request.rawHeaders);
  for (let at = 0; at < raw.length; at += 2) {
    headers.append(raw[at] ?? "", raw[at + 1] ?? "");
  }
  return new Request(judged.asked.origin + judged.target, {
    method: request.method ?? "GET",
    headers,
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
}

async function write(
  answer: Response,
  response: ServerResponse
): Promise<void> {
  // Iteration gives each `Set-Cookie` apart, as it has to be sent.
  response.writeHead(answer.status, [...answer.headers].flat());
  if (answer.body === null) {
    response.end();
    return;
  }
  for await (const chunk of answer.body) {
    if (response.destroyed) return;
    if (!response.write(chunk)) await drained(response);
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once("drain", resolve);
    response.once("close", resolve);
  });
}
