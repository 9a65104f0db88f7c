import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { setTimeout } from "node:timers/promises";
import { patch } from "./id-token.ts";
import type { AnswerLie } from "./lies.ts";

/** An answer as it should be. */
export interface Honest {
  status?: number;
  headers?: Record<string, string>;
  json?: Record<string, unknown>;
}

/** Sends an answer, bent as told. */
export async function send(
  response: ServerResponse,
  honest: Honest,
  lie: AnswerLie = {}
): Promise<void> {
  if (lie.silent) return;
  response.writeHead(lie.status ?? honest.status ?? 200, {
    "content-type": "application/json",
    ...honest.headers,
    ...lie.headers,
  });
  const body = lie.body ?? JSON.stringify(patch(honest.json ?? {}, lie.json));
  if (lie.flood === undefined && lie.dripEvery === undefined) {
    response.end(body);
    return;
  }
  const chunks =
    lie.flood === undefined ? drip(body, lie.dripEvery ?? 0) : flood(lie.flood);
  // Whoever is fed up hangs up in the middle.
  await pipeline(chunks, response).catch(() => undefined);
}

async function* drip(body: string, milliseconds: number) {
  for (const byte of Buffer.from(body)) {
    yield Buffer.of(byte);
    await setTimeout(milliseconds, undefined, { ref: false });
  }
}

function* flood(bytes: number) {
  const chunk = Buffer.alloc(64 * 1024, " ");
  for (let sent = 0; sent < bytes; sent += chunk.length) yield chunk;
}
