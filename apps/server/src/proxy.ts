import type { IncomingMessage, ServerResponse } from "node:http";
import { Pool, type Dispatcher } from "undici";
import { refuse } from "./answer.ts";
import type { Request } from "./asked.ts";
import { requestHeaders, responseHeaders } from "./forward.ts";
import { sayUnreachable, type Speaker } from "./unreachable.ts";

/** The way to Home Assistant for everything that is not ours. */
export interface Proxy {
  /** Passes a request on and its answer back, neither of them read. */
  pass(
    request: IncomingMessage,
    response: ServerResponse,
    asked: Request
  ): void;
  /** Opens a websocket there; see `upgrade.ts`. */
  upgrade(
    request: IncomingMessage,
    asked: Request,
    handler: Dispatcher.DispatchHandler
  ): void;
  close(): Promise<void>;
}

/** Connections are kept and each carries one request at a time. */
export function createProxy(homeAssistant: string, speaker: Speaker): Proxy {
  const pool = new Pool(homeAssistant, {
    allowH2: false,
    connect: { timeout: 5_000, noDelay: true },
    pipelining: 1,
    keepAliveTimeout: 30_000,
    maxHeaderSize: 32_768,
    // How long an answer or a stream may take is Home Assistant's business.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    pass: (request, response, asked) =>
      pass(pool, speaker, request, response, asked),
    upgrade: (request, asked, handler) => {
      pool.dispatch(
        {
          method: "GET",
          path: request.url ?? "/",
          headers: requestHeaders(request.rawHeaders, asked),
          upgrade: "websocket",
        },
        handler
      );
    },
    close: () => pool.destroy(),
  };
}

function pass(
  pool: Pool,
  speaker: Speaker,
  request: IncomingMessage,
  response: ServerResponse,
  asked: Request
): void {
  const headers = requestHeaders(request.rawHeaders, asked);
  const length = request.headers["content-length"];
  if (length !== undefined) headers.push("Content-Length", length);
  const hasBody =
    request.headers["transfer-encoding"] !== undefined ||
    (length !== undefined && Number(length) > 0);
  pool.dispatch(
    {
      method: (request.method ?? "GET") as Dispatcher.HttpMethod,
      path: request.url ?? "/",
      headers,
      body: hasBody ? request : null,
    },
    answerWith(speaker, request, response, asked)
  );
}

/** Writes Home Assistant's answer out, no faster than the client reads it. */
function answerWith(
  speaker: Speaker,
  request: IncomingMessage,
  response: ServerResponse,
  asked: Request
): Dispatcher.DispatchHandler {
  let hasBody = false;
  return {
    onRequestStart(controller) {
      if (response.destroyed) controller.abort(new ClientGoneError());
      response.on("drain", () => controller.resume());
      response.on("close", () => {
        if (!response.writableFinished) controller.abort(new ClientGoneError());
      });
    },
    onResponseStart(controller, status, _headers, statusText) {
      // 102 and 103 are hints for one connection, and get no answer twice.
      if (status < 200) return;
      const headers = responseHeaders(controller.rawHeaders as Buffer[]);
      if (!request.complete) headers.push("Connection", "close");
      response.sendDate = false;
      response.writeHead(status, statusText ?? "", headers);
      // An event stream begins before its first event: no waiting for a body
      // that did not come along.
      process.nextTick(() => {
        if (!hasBody && !response.writableEnded) response.flushHeaders();
      });
    },
    onResponseData(controller, chunk) {
      hasBody = true;
      if (!response.write(chunk)) controller.pause();
    },
    onResponseEnd() {
      response.end();
    },
    onResponseError(_controller, error) {
      if (error instanceof ClientGoneError || response.destroyed) return;
      if (isMalformed(error)) refuse(response, 400);
      else sayUnreachable(speaker, request, response, asked, error);
    },
  };
}

/** undici does not send what could be read in more than one way. */
export function isMalformed(error: Error): boolean {
  return (error as { code?: unknown }).code === "UND_ERR_INVALID_ARG";
}

/** Nobody is left to answer; what was asked of Home Assistant is given up. */
class ClientGoneError extends Error {
  readonly name = "ClientGoneError";

  readonly code = "client_gone";
}
