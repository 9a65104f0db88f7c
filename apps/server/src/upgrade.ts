import { ServerResponse, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Dispatcher } from "undici";
import { refuse } from "./answer.ts";
import type { Request } from "./asked.ts";
import { responseHeaders } from "./forward.ts";
import { isMalformed, type Proxy } from "./proxy.ts";
import { sayUnreachable, type Speaker } from "./unreachable.ts";

/**
 * Joins a client's websocket to one at Home Assistant, byte for byte. Nothing
 * of the client's passes before Home Assistant has answered 101: on any other
 * answer the next bytes would be a request that nobody here has judged.
 */
export function splice(
  proxy: Proxy,
  speaker: Speaker,
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
  asked: Request
): void {
  const response = responseOn(socket, request);
  proxy.upgrade(request, asked, {
    onRequestStart(controller) {
      if (socket.destroyed) controller.abort(new Error("client gone"));
      socket.on("close", () => controller.abort(new Error("client gone")));
    },
    onRequestUpgrade(controller, status, _headers, upstream) {
      const headers = responseHeaders(controller.rawHeaders as Buffer[]);
      response.writeHead(status, [
        ...["Connection", "Upgrade"],
        ...["Upgrade", "websocket"],
        ...headers,
      ]);
      response.flushHeaders();
      response.detachSocket(socket);
      join(socket, upstream as Socket, head);
    },
    ...refusals(response),
    onResponseError(_controller, error) {
      if (response.destroyed || socket.destroyed) return;
      if (isMalformed(error)) refuse(response, 400);
      else sayUnreachable(speaker, request, response, asked, error);
    },
  });
}

/** The means to answer a request whose socket was taken out of HTTP. */
export function responseOn(
  socket: Socket,
  request: IncomingMessage
): ServerResponse {
  const response = new ServerResponse(request);
  response.assignSocket(socket);
  response.shouldKeepAlive = false;
  response.sendDate = false;
  response.on("finish", () => socket.destroySoon());
  return response;
}

/** Home Assistant answers, but not with a websocket. */
function refusals(response: ServerResponse): Dispatcher.DispatchHandler {
  return {
    onResponseStart(controller, status, _headers, statusText) {
      if (status < 200) return;
      response.writeHead(status, statusText ?? "", [
        ...responseHeaders(controller.rawHeaders as Buffer[]),
        ...["Connection", "close"],
      ]);
    },
    onResponseData(_controller, chunk) {
      response.write(chunk);
    },
    onResponseEnd() {
      response.end();
    },
  };
}

function join(client: Socket, upstream: Socket, head: Buffer): void {
  client.setNoDelay(true);
  upstream.setNoDelay(true);
  client.setTimeout(0);
  upstream.setTimeout(0);
  if (head.length > 0) upstream.write(head);
  tie(client, upstream);
  tie(upstream, client);
}

/** Either end that breaks takes the other along; an ordinary end passes. */
function tie(from: Duplex, to: Duplex): void {
  from.on("error", () => to.destroy());
  from.on("close", () => to.destroy());
  from.pipe(to);
}
