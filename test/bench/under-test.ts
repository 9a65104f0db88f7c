/**
 * The process whose CPU is measured: the gateway's own listener and proxy, or
 * a bare `Pool.dispatch` as its yardstick.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "undici";
import { createAddressList } from "../../apps/server/src/address.ts";
import { createRuntime } from "../../apps/server/src/runtime.ts";
import { listen } from "../../apps/server/src/server.ts";

const [what, upstream = ""] = process.argv.slice(2);
const silent = () => undefined;

if (what === "gateway") {
  const listener = await listen({
    gateway: {
      owns: () => false,
      handle: async () => new Response(),
      start: async () => undefined,
      stop: async () => undefined,
    },
    runtime: createRuntime(),
    assets: [],
    origins: ["http://localhost:1"],
    trustedProxies: createAddressList(["127.0.0.1"]),
    homeAssistant: upstream,
    position: "gateway",
    listen: { host: "127.0.0.1", port: 0 },
    log: { info: silent, warn: silent, error: silent },
  });
  console.log(listener.port);
} else {
  const pool = new Pool(upstream);
  const server = createServer((request, response) => {
    pool.dispatch(
      { method: "GET", path: request.url ?? "/" },
      {
        onRequestStart: silent,
        onResponseStart: (_controller, status, headers) => {
          response.writeHead(status, headers);
        },
        onResponseData: (_controller, chunk) => {
          response.write(chunk);
        },
        onResponseEnd: () => {
          response.end();
        },
        onResponseError: (_controller, error) => {
          response.destroy(error);
        },
      }
    );
  });
  server.listen(0, "127.0.0.1", () => {
    console.log((server.address() as AddressInfo).port);
  });
}
