import type { Runtime } from "@ha-external-login/gateway";
import type { Dispatcher } from "undici";
import { Agent, WebSocket as NodeWebSocket, request } from "undici";

/**
 * The only place where the gateway meets the clock, the system's randomness
 * and the network. It follows no redirect and takes no proxy from the
 * environment, so a request goes where it was addressed or nowhere.
 */
export function createRuntime(): Runtime & { close(): Promise<void> } {
  const agent = new Agent({
    allowH2: false,
    connect: { timeout: 5_000 },
    // The caller bounds time by its signal; these end what nobody bounds.
    headersTimeout: 60_000,
    bodyTimeout: 60_000,
    maxHeaderSize: 32_768,
  });
  return {
    now: () => Math.floor(Date.now() / 1000),
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    fetch: (url, init) => ask(agent, url, init),
    openSocket: (url) =>
      new NodeWebSocket(url, { dispatcher: agent }) as unknown as WebSocket,
    close: () => agent.destroy(),
  };
}

/**
 * `fetch` as far as the packages need it. Not undici's own, which replaces a
 * given `Host` and costs several times as much.
 */
async function ask(
  dispatcher: Dispatcher,
  url: string,
  init: RequestInit
): Promise<Response> {
  const headers = new Headers(init.headers);
  const body = readBody(init.body, headers);
  let answer: Dispatcher.ResponseData;
  try {
    answer = await request(url, {
      dispatcher,
      method: (init.method ?? "GET") as Dispatcher.HttpMethod,
      headers: [...headers].flat(),
      body,
      signal: init.signal ?? null,
    });
  } catch (error) {
    if (init.signal?.aborted) throw init.signal.reason;
    throw new TypeError("the network gave no answer", { cause: error });
  }
  return toResponse(answer);
}

function readBody(
  body: RequestInit["body"],
  headers: Headers
): string | Uint8Array | null {
  if (body == null || typeof body === "string") return body ?? null;
  if (body instanceof Uint8Array) return body;
  if (body instanceof URLSearchParams) {
    if (!headers.has("content-type")) {
      headers.set(
        "content-type",
        "application/x-www-form-urlencoded;charset=UTF-8"
      );
    }
    return body.toString();
  }
  throw new TypeError("a request's body is text, bytes or form parameters");
}

/** Statuses that have no body, by the Fetch standard. */
const bodiless = new Set([101, 103, 204, 205, 304]);

function toResponse(answer: Dispatcher.ResponseData): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    for (const one of [value ?? ""].flat()) headers.append(name, one);
  }
  const status = answer.statusCode;
  if (!bodiless.has(status)) {
    return new Response(streamOf(answer.body), { status, headers });
  }
  answer.body.resume();
  return new Response(null, { status, headers });
}

/** One chunk at a time; who stops reading ends the connection. */
function streamOf(body: Dispatcher.ResponseData["body"]): ReadableStream {
  const chunks = body[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value as Uint8Array);
    },
    cancel() {
      body.on("error", () => {});
      body.destroy();
    },
  });
}
