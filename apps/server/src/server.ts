import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Gateway } from "@ha-external-login/gateway";
import { refuse } from "./answer.ts";
import { judge, type JudgeOptions } from "./judge.ts";
import { handle } from "./handle.ts";
import { createProxy, type Proxy } from "./proxy.ts";
import type { Speaker } from "./unreachable.ts";
import { responseOn, splice } from "./upgrade.ts";

/** What a listener is made of. */
export interface ListenerOptions extends JudgeOptions, Speaker {
  gateway: Gateway;
  /** Where Home Assistant itself answers. */
  homeAssistant: string;
  listen: { host: string; port: number };
}

/** A socket that listens, and how it ends. */
export interface Listener {
  port: number;
  /** Takes nothing new, lets what runs end within ten seconds. */
  stop(): Promise<void>;
}

/** Opens the one public listener. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const proxy = createProxy(options.homeAssistant, options);
  const sockets = new Set<Socket>();
  const server = createServer({
    insecureHTTPParser: false,
    requireHostHeader: true,
    maxHeaderSize: 16_384,
    headersTimeout: 10_000,
    // Uploads through the proxy take as long as Home Assistant lets them.
    requestTimeout: 0,
    connectionsCheckingInterval: 2_000,
    keepAliveTimeout: 75_000,
    noDelay: true,
    shouldUpgradeCallback: isWebsocket,
  });
  server.on("request", (request, response) => {
    serve(options, proxy, request, response);
  });
  server.on("upgrade", (request, socket: Socket, head) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    serveUpgrade(options, proxy, request, socket, head);
  });
  await bind(server, options.listen);
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => stop(server, proxy, sockets),
  };
}

function serve(
  options: ListenerOptions,
  proxy: Proxy,
  request: IncomingMessage,
  response: ServerResponse
): void {
  const judged = judge(options, request);
  if (typeof judged === "number") refuse(response, judged);
  else if (options.gateway.owns(request.method ?? "", judged.target)) {
    void handle(options, request, response, judged);
  } else proxy.pass(request, response, judged.asked);
}

/** None of our routes has a socket: there, an upgrade finds nothing. */
function serveUpgrade(
  options: ListenerOptions,
  proxy: Proxy,
  request: IncomingMessage,
  socket: Socket,
  head: Buffer
): void {
  const judged = isWebsocket(request) ? judge(options, request) : 400;
  if (typeof judged === "number") refuse(responseOn(socket, request), judged);
  else if (options.gateway.owns("GET", judged.target)) {
    refuse(responseOn(socket, request), 404);
  } else splice(proxy, options, request, socket, head, judged.asked);
}

function isWebsocket(request: IncomingMessage): boolean {
  return (
    request.method === "GET" &&
    request.headers.upgrade?.toLowerCase() === "websocket"
  );
}

function bind(
  server: Server,
  { host, port }: ListenerOptions["listen"]
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function stop(
  server: Server,
  proxy: Proxy,
  sockets: Set<Socket>
): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  for (const socket of sockets) socket.destroySoon();
  const idle = setInterval(() => server.closeIdleConnections(), 200);
  const late = setTimeout(() => {
    server.closeAllConnections();
    for (const socket of sockets) socket.destroy();
  }, 10_000);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
  await proxy.close();
}
