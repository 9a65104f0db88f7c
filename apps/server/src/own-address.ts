import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { setTimeout } from "node:timers/promises";

/**
 * The address from which a request to Home Assistant leaves, for the page
 * that says which one Home Assistant has to trust. Nothing is sent.
 *
 * @returns nothing if it is not known at once.
 */
export async function ownAddress(
  homeAssistant: string
): Promise<{ ownAddress?: string }> {
  const { hostname, port, protocol } = new URL(homeAssistant);
  const standard = protocol === "https:" ? 443 : 80;
  const found = await Promise.race([
    find(hostname.replace(/^\[|\]$/g, ""), Number(port) || standard),
    setTimeout(1_000, undefined, { ref: false }),
  ]);
  return found === undefined ? {} : { ownAddress: found };
}

async function find(host: string, port: number): Promise<string | undefined> {
  try {
    const { address, family } = await lookup(host);
    const socket = createSocket(family === 6 ? "udp6" : "udp4");
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once("error", reject);
        socket.connect(port, address, resolve);
      });
      return socket.address().address;
    } finally {
      socket.close();
    }
  } catch (_error) {
    return undefined;
  }
}
