import { connect, type Socket } from "node:net";

/** What came back on one connection until it was closed. */
export interface RawAnswer {
  text: string;
  /** The first status, or 0. */
  status: number;
  /** How many answers there were. */
  answers: number;
}

/** Sends bytes as they are and reads until the other side closes. */
export function sendRaw(port: number, bytes: string): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.on("connect", () => socket.write(bytes, "latin1"));
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    // Whoever is refused in the middle may be cut off; the answer counts.
    socket.on("error", () => {});
    socket.on("close", () => {
      const statuses = text.match(/HTTP\/1\.1 \d{3}/g) ?? [];
      resolve({
        text,
        status: Number(statuses[0]?.slice(-3) ?? 0),
        answers: statuses.length,
      });
    });
  });
}

/** A request head with `Host` and the scheme that a trusted proxy says. */
export function head(
  line: string,
  headers: string[] = [],
  connection = "close"
): string {
  return [
    `${line} HTTP/1.1`,
    "Host: home.example.org",
    "X-Forwarded-Proto: https",
    `Connection: ${connection}`,
    ...headers,
    "\r\n",
  ].join("\r\n");
}

/** Reads from a socket until a text has come. */
export function readUntil(socket: Socket, wanted: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const read = (chunk: Buffer) => {
      text += chunk.toString("latin1");
      if (!text.includes(wanted)) return;
      socket.off("data", read);
      resolve(text);
    };
    socket.on("data", read);
    socket.once("close", () => reject(new Error(`closed after "${text}"`)));
  });
}
