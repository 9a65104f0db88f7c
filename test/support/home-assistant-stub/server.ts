import { once } from "node:events";
import type { IncomingMessage, Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

import type { StubRequest } from "./address.ts";
import { acceptWebSocket } from "./frames.ts";
import type { HomeAssistantStub, StubOptions } from "./stub.ts";
import { createHomeAssistantStub } from "./stub.ts";

/** A stand-in that listens, on 127.0.0.1. */
export interface ListeningStub extends Omit<HomeAssistantStub, "down" | "up"> {
  url: string;
  down(): Promise<void>;
  /** Listens again, on the same port. */
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a stand-in that anything on this machine can talk to. */
export async function startHomeAssistantStub(
  options: StubOptions & { port?: number } = {}
): Promise<ListeningStub> {
  const stub = createHomeAssistantStub(options);
  const server = createServer((incoming, outgoing) => {
    void serve(stub, incoming).then(async (response) => {
      outgoing.writeHead(response.status, [...response.headers].flat());
      outgoing.end(Buffer.from(await response.arrayBuffer()));
    });
  });
  server.on("upgrade", (incoming, stream) => upgrade(stub, incoming, stream));
  const streams = new Set<Duplex>();
  server.on("connection", (stream: Duplex) => {
    streams.add(stream);
    stream.on("close", () => streams.delete(stream));
  });
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;

  const { down, up } = stub;
  const stop = async () => {
    down();
    if (!server.listening) return;
    server.close();
    for (const stream of streams) stream.destroy();
    await once(server, "close");
  };
  return Object.assign(stub, {
    url: `http://127.0.0.1:${port}`,
    down: stop,
    stop,
    async up() {
      up();
      if (!server.listening) await listen(server, port);
    },
  });
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
}

async function serve(
  stub: HomeAssistantStub,
  incoming: IncomingMessage
): Promise<Response> {
  const chunks = (await incoming.toArray()) as Uint8Array[];
  return stub.answer(requestOf(incoming, Buffer.concat(chunks)));
}

function upgrade(
  stub: HomeAssistantStub,
  incoming: IncomingMessage,
  stream: Duplex
): void {
  const accept = stub.acceptSocket(requestOf(incoming, new Uint8Array()));
  if (accept instanceof Response) {
    stream.end(
      `HTTP/1.1 ${accept.status} Refused\r\nConnection: close\r\n\r\n`
    );
    return;
  }
  const key = incoming.headers["sec-websocket-key"] ?? "";
  const wire = acceptWebSocket(stream, key, {
    text: (message) => server.receive(message),
    gone: () => server.gone(),
  });
  const server = accept(wire);
}

function requestOf(incoming: IncomingMessage, body: Uint8Array): StubRequest {
  const { rawHeaders } = incoming;
  const headers: [string, string][] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    headers.push([name.toLowerCase(), rawHeaders[index + 1] ?? ""]);
  }
  return {
    method: incoming.method ?? "GET",
    target: incoming.url ?? "/",
    headers,
    peer: incoming.socket.remoteAddress ?? "",
    body,
  };
}
