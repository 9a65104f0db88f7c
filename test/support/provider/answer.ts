import type { ServerResponse } from "node:http";
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
  if (lie.flood !== undefined) {
    await flood(response, lie.flood);
    return;
  }
  const body = lie.body ?? JSON.stringify(patch(honest.json ?? {}, lie.json));
  if (lie.dripEvery !== undefined) {
    await drip(response, body, lie.dripEvery);
    return;
  }
  response.end(body);
}

async function drip(
  response: ServerResponse,
  body: string,
  milliseconds: number
): Promise<void> {
  for (const byte of Buffer.from(body)) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await setTimeout(milliseconds);
  }
  response.end();
}

async function flood(response: ServerResponse, bytes: number): Promise<void> {
  const chunk = Buffer.alloc(64 * 1024, " ");
  for (let sent = 0; sent < bytes; sent += chunk.length) {
    if (response.destroyed) return;
    if (response.write(chunk)) continue;
    await new Promise<void>((done) => {
      response.once("drain", done);
      response.once("close", done);
    });
  }
  response.end();
}
