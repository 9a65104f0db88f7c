import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below what a system gives away by itself; other processes begin elsewhere. */
let next = 20_000 + randomInt(12_000);

/**
 * A port of loopback that nobody listens on, given to nobody else in this
 * process: what asks for one may listen on it only minutes later.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = next;
    next += 1;
    if (await isFree(port)) return port;
  }
  throw new Error("No port is free");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
