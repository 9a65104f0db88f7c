import type { RefusalKind } from "./errors.ts";
import {
  MalformedAnswerError,
  RefusedError,
  UnreachableError,
} from "./errors.ts";
import type { Client } from "./forwarded.ts";
import { forwardedHeaders } from "./forwarded.ts";
import type { HomeAssistant } from "./home-assistant.ts";
import { isObject, isString, parseJson, quotable } from "./shape.ts";

/** More than any answer that is asked for here. */
const maxBytes = 1_000_000;

export interface Question {
  method: "GET" | "POST" | "DELETE";
  path: string;
  /** Sent as JSON, or as a form if it is one. */
  body?: object;
  client?: Client | undefined;
}

/**
 * Asks Home Assistant over HTTP.
 *
 * @returns the text of an answer with status 200.
 * @throws {UnreachableError} if nothing was answered before the deadline.
 * @throws {RefusedError} if another status was answered.
 * @throws {MalformedAnswerError} if the answer is too long.
 */
export async function request(
  ha: HomeAssistant,
  question: Question,
  deadline: AbortSignal
): Promise<string> {
  const init: RequestInit = {
    method: question.method,
    headers: headers(question),
    ...(question.body && { body: encode(question.body) }),
    redirect: "manual",
    signal: deadline,
  };
  let response: Response;
  let text: string;
  try {
    [response, text] = await before(deadline, async () => {
      const answer = await ha.runtime.fetch(ha.url + question.path, init);
      return [answer, await readText(answer)];
    });
  } catch (error) {
    if (error instanceof MalformedAnswerError) throw error;
    throw unreachable(error, deadline);
  }
  if (response.status === 200) return text;
  throw refusal(response, text, question.client !== undefined);
}

/** Work that ends at the deadline, also if a runtime does not heed it. */
function before<T>(deadline: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(deadline.reason as Error);
    if (deadline.aborted) return late();
    deadline.addEventListener("abort", late, { once: true });
    return work()
      .then(resolve, reject)
      .finally(() => deadline.removeEventListener("abort", late));
  });
}

/** An error for a connection that broke, was refused, or took too long. */
export function unreachable(
  error: unknown,
  deadline: AbortSignal
): UnreachableError {
  if (deadline.aborted) {
    return new UnreachableError("Home Assistant did not answer in time", {
      cause: { expected: "an answer before the deadline", received: "none" },
    });
  }
  return new UnreachableError("Home Assistant cannot be reached", {
    cause: { expected: "an answer", received: symptom(error) },
  });
}

function headers({ body, client }: Question): Record<string, string> {
  return {
    ...(body &&
      !(body instanceof URLSearchParams) && {
        "content-type": "application/json",
      }),
    ...(client && forwardedHeaders(client)),
  };
}

function encode(body: object): string | URLSearchParams {
  return body instanceof URLSearchParams ? body : JSON.stringify(body);
}

async function readText(response: Response): Promise<string> {
  if (!response.body) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let length = 0;
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.byteLength;
    if (length > maxBytes) {
      await reader.cancel();
      throw new MalformedAnswerError("Home Assistant's answer is too long", {
        cause: { expected: `at most ${maxBytes} bytes`, received: length },
      });
    }
    text += decoder.decode(value, { stream: true });
  }
}

function refusal(
  response: Response,
  text: string,
  forwarded: boolean
): UnreachableError | RefusedError {
  const { status } = response;
  // Home Assistant while it stops, or whatever stands in front of it.
  if (status >= 502 && status <= 504) {
    return new UnreachableError("Home Assistant is stopping or away", {
      cause: { expected: 200, received: status },
    });
  }
  const body = parseJson(text);
  const [answer, reason] = isObject(body) ? words(body) : [text, undefined];
  return new RefusedError(
    status,
    kindOf(response, forwarded),
    quotable(answer),
    reason && quotable(reason)
  );
}

/**
 * What stands in front of Home Assistant's views answers with aiohttp's own
 * headers; the views' answers pass through a middleware that adds some.
 */
function kindOf(response: Response, forwarded: boolean): RefusalKind {
  if (response.status >= 500) return "internal";
  const bare =
    /aiohttp/i.test(response.headers.get("server") ?? "") &&
    !response.headers.has("x-content-type-options");
  if (!bare) return "view";
  if (response.status === 403) return "banned";
  if (response.status !== 400) return "view";
  return forwarded ? "untrusted_proxy" : "filtered";
}

/** The words of a JSON refusal: the views' own form, or OAuth's. */
function words(body: Record<string, unknown>): [string, string | undefined] {
  const { message, code, error, error_description: description } = body;
  const reason = [code, error].find(isString);
  return [[message, description, reason].find(isString) ?? "", reason];
}

function symptom(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (isObject(cause) && isString(cause.code)) return cause.code;
  return error instanceof Error ? error.name : typeof error;
}
