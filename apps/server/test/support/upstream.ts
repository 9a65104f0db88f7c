import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** A request as it came off the wire, nothing interpreted. */
export interface Recorded {
  line: string;
  /** Name and value in turn, in their order and case. */
  headers: string[];
  body: string;
}

/** A stand-in for Home Assistant that writes down what it was sent. */
export interface Upstream {
  url: string;
  port: number;
  requests: Recorded[];
  /** Everything that came, connection by connection. */
  connections: string[];
  /** Values of a header, by name in any case. */
  values(name: string, request?: number): string[];
  stop(): Promise<void>;
}

/** Answers a whole request; nothing is sent for `undefined`. */
export type Script = (request: Recorded, socket: Socket) => string | undefined;

const ok: Script = () => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/** Starts an upstream on loopback. */
export async function startUpstream(script: Script = ok): Promise<Upstream> {
  const requests: Recorded[] = [];
  const connections: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const at = connections.push("") - 1;
    let rest = "";
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      const text = chunk.toString("latin1");
      connections[at] += text;
      rest += text;
      for (;;) {
        const read = readRequest(rest);
        if (read === undefined) return;
        rest = read.rest;
        requests.push(read.request);
        const answer = script(read.request, socket);
        if (answer !== undefined) socket.write(answer, "latin1");
      }
    });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    connections,
    values: (name, at = requests.length - 1) =>
      valuesOf(requests[at]?.headers ?? [], name),
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A server's port, once it has one. */
export function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function valuesOf(headers: string[], name: string): string[] {
  return headers.filter(
    (_value, at) =>
      at % 2 === 1 && headers[at - 1]?.toLowerCase() === name.toLowerCase()
  );
}

function readRequest(
  text: string
): { request: Recorded; rest: string } | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const [line = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = lines.flatMap((one) => {
    const colon = one.indexOf(":");
    return [one.slice(0, colon), one.slice(colon + 1).trim()];
  });
  const after = text.slice(end + 4);
  if (valuesOf(headers, "transfer-encoding").length > 0) {
    const last = /(?:^|\r\n)0\r\n\r\n/.exec(after);
    if (last === null) return undefined;
    const length = last.index + last[0].length;
    const body = after.slice(0, length);
    return { request: { line, headers, body }, rest: after.slice(length) };
  }
  const length = Number(valuesOf(headers, "content-length")[0] ?? 0);
  if (after.length < length) return undefined;
  const body = after.slice(0, length);
  return { request: { line, headers, body }, rest: after.slice(length) };
}
