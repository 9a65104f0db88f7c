import {
  forwardedHeaders,
  UnreachableError,
} from "@ha-external-login/home-assistant";
import type { Body } from "./body.ts";
import { clientOf, type Asked, type Context } from "./context.ts";

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

/** The same answer with headers that hold for this connection. */
export function answered(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const name of hopByHop) headers.delete(name);
  const { status, statusText } = response;
  return new Response(bodyless.includes(status) ? null : response.body, {
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
