import {
  forwardedHeaders,
  UnreachableError,
} from "@ha-external-login/home-assistant";
import type { Body } from "./body.ts";
import { clientOf, type Asked, type Context } from "../context.ts";

/** How long Home Assistant may take over what is passed on to it. */
const deadline = 30_000;

/**
 * Home Assistant's own answer to a request that is not ours.
 *
 * A body is written anew, in one charset and uncompressed: what Home Assistant
 * reads is what was judged here, whatever the client said the bytes were.
 *
 * @throws {UnreachableError} if there is no answer.
 */
export async function passOn(
  { options, ha }: Context,
  asked: Asked,
  method: string,
  target: string,
  body?: Body
): Promise<Response> {
  const headers: Record<string, string> = {
    ...forwardedHeaders(clientOf(asked)),
    "accept-encoding": "identity",
  };
  if (body !== undefined) headers["content-type"] = "application/json";
  try {
    return await options.runtime.fetch(ha.url + target, {
      method,
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(deadline),
      ...(body !== undefined && {
        body: JSON.stringify(Object.fromEntries(body)),
      }),
    });
  } catch (error) {
    throw new UnreachableError("Home Assistant does not answer", {
      cause: error,
    });
  }
}

/** What came of a body, and all of it for whoever passes it on. */
interface Start {
  start: Uint8Array<ArrayBuffer>;
  /** Whether that is all there is. */
  isWhole: boolean;
  body: BodyInit;
}

/**
 * Reads a body as far as `size`, and not much further.
 *
 * @throws {UnreachableError} if it breaks off.
 */
export async function readStart(
  response: Response,
  size: number
): Promise<Start> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  try {
    while (reader !== undefined && length <= size) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      length += value.length;
    }
  } catch (error) {
    throw new UnreachableError("Home Assistant's answer broke off", {
      cause: error,
    });
  }
  const start = join(chunks, length);
  if (reader === undefined || length <= size) {
    return { start, isWhole: true, body: start };
  }
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(start),
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { start, isWhole: false, body };
}

function join(chunks: Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}

/** The same answer with headers that hold for this connection. */
export function answered(
  response: Response,
  body: BodyInit | null = response.body
): Response {
  const headers = new Headers(response.headers);
  for (const name of hopByHop) headers.delete(name);
  const { status, statusText } = response;
  return new Response(bodyless.includes(status) ? null : body, {
    status,
    statusText,
    headers,
  });
}

const bodyless = [204, 205, 304];

/** Said of the one connection, or of the bytes as they came in. */
const hopByHop = [
  "connection",
  "content-encoding",
  "content-length",
  "keep-alive",
  "proxy-authenticate",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];
