import { createServer } from "node:net";

/** Somebody else listens on the port that a person asked for. */
export class PortTakenError extends Error {
  readonly name = "PortTakenError";

  readonly code = "port_taken";
}

/**
 * The port that was asked for, or the usual one, or any other if the usual
 * one is taken.
 *
 * @throws {PortTakenError} if it was asked for and is taken.
 */
export async function choosePort(
  usual: number,
  asked?: number
): Promise<number> {
  if (await isFree(asked ?? usual)) return asked ?? usual;
  if (asked === undefined) return anyPort();
  throw new PortTakenError(
    `Port ${asked} is taken: end what listens there, or name another with --port`
  );
}

async function isFree(port: number): Promise<boolean> {
  const ours = await listen(port);
  return ours !== undefined;
}

async function anyPort(): Promise<number> {
  const port = await listen(0);
  if (port !== undefined) return port;
  throw new PortTakenError("No port of 127.0.0.1 is free");
}

/** Listens for a moment. */
function listen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const given = typeof address === "object" ? address?.port : undefined;
      server.close(() => resolve(given));
    });
  });
}
