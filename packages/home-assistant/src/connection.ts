/**
 * An authenticated websocket to Home Assistant. It is not opened again when
 * it closes: whoever keeps one waits for `closed` and decides.
 *
 * @module
 */
import type { HomeAssistantError } from "./errors.ts";
import {
  AuthInvalidError,
  CommandError,
  DeadlineError,
  MalformedAnswerError,
  UnreachableError,
} from "./errors.ts";
import type { HomeAssistant } from "./home-assistant.ts";
import { defaultDeadline } from "./home-assistant.ts";
import { unreachable } from "./request.ts";
import type { JsonObject } from "./shape.ts";
import { isNumber, isObject, isString, parseJson, quotable } from "./shape.ts";

/** More than Home Assistant itself takes in one message. */
const maxLength = 4 * 1024 * 1024;

/** A websocket command: `{ type: "auth/current_user" }`. */
export interface Command {
  type: string;
  [key: string]: unknown;
}

/** An open, authenticated websocket. */
export interface Connection {
  /** Home Assistant's version: `2026.11.0`. */
  haVersion: string;

  /**
   * Sends a command and waits for its result, of unknown shape.
   *
   * @throws {CommandError} if Home Assistant answers with an error.
   * @throws {DeadlineError} if it does not answer in time.
   * @throws {UnreachableError} if the connection closes first.
   */
  call(command: Command, deadline?: AbortSignal): Promise<unknown>;

  /** Closes; calls that wait for an answer are told at once. */
  close(): void;

  /** Fulfilled when the connection is gone, whoever closed it. */
  closed: Promise<void>;
}

/**
 * Opens a websocket and authenticates.
 *
 * @throws {AuthInvalidError} if the access token is not taken.
 * @throws {UnreachableError} if there is no answer in time; a banned address
 *   or an untrusted proxy look the same here.
 */
export async function connect(
  ha: HomeAssistant,
  accessToken: string,
  deadline = defaultDeadline()
): Promise<Connection> {
  const url = `${ha.url.replace(/^http/, "ws")}/api/websocket`;
  let socket: WebSocket;
  try {
    socket = ha.runtime.openSocket(url);
  } catch (error) {
    throw unreachable(error, deadline);
  }
  try {
    return serve(socket, await authenticate(socket, accessToken, deadline));
  } catch (error) {
    socket.close();
    throw error;
  }
}

/** @returns Home Assistant's version. */
function authenticate(
  socket: WebSocket,
  accessToken: string,
  deadline: AbortSignal
): Promise<string> {
  const over = new AbortController();
  const { signal } = over;
  const done = new Promise<string>((resolve, reject) => {
    const fail = () => reject(unreachable(undefined, deadline));
    socket.addEventListener(
      "message",
      ({ data }) => {
        const message = read(data);
        if (!isObject(message)) return reject(malformed());
        switch (message.type) {
          case "auth_required":
            return socket.send(
              JSON.stringify({ type: "auth", access_token: accessToken })
            );
          case "auth_ok":
            return resolve(words(message.ha_version));
          case "auth_invalid":
            return reject(new AuthInvalidError(words(message.message)));
          default:
            return reject(malformed());
        }
      },
      { signal }
    );
    socket.addEventListener("close", fail, { signal });
    socket.addEventListener("error", fail, { signal });
    deadline.addEventListener("abort", fail, { signal });
    if (deadline.aborted) fail();
  });
  return done.finally(() => over.abort());
}

interface Waiting {
  command: string;
  resolve(result: unknown): void;
  reject(error: HomeAssistantError): void;
}

function serve(socket: WebSocket, haVersion: string): Connection {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let open = true;

  /** Nothing can come any more, whatever the socket still does. */
  function end(error: HomeAssistantError): void {
    open = false;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  const closed = new Promise<void>((resolve) => {
    const leave = () => {
      end(gone());
      resolve();
    };
    socket.addEventListener("close", leave);
    // A close that came together with `auth_ok` has no event left to give.
    if (socket.readyState === 3) leave();
  });

  socket.addEventListener("message", ({ data }) => {
    const message = read(data);
    if (message === undefined) {
      end(malformed());
      socket.close();
      return;
    }
    for (const answer of Array.isArray(message) ? message : [message]) {
      settle(waiting, answer);
    }
  });

  return {
    haVersion,
    closed,
    close() {
      end(gone());
      socket.close();
    },
    call(command, deadline = defaultDeadline()) {
      if (!open) return Promise.reject(gone());
      lastId += 1;
      const id = lastId;
      const over = new AbortController();
      const result = new Promise<unknown>((resolve, reject) => {
        const late = () => reject(new DeadlineError(command.type));
        waiting.set(id, { command: command.type, resolve, reject });
        deadline.addEventListener("abort", late, { signal: over.signal });
        if (deadline.aborted) late();
        else socket.send(JSON.stringify({ ...command, id }));
      });
      return result.finally(() => {
        waiting.delete(id);
        over.abort();
      });
    },
  };
}

/** Gives a result to whoever waits for it; events and late ones to nobody. */
function settle(waiting: Map<number, Waiting>, answer: unknown): void {
  if (!isObject(answer) || answer.type !== "result") return;
  const call = isNumber(answer.id) ? waiting.get(answer.id) : undefined;
  if (!call) return;
  if (answer.success === true) return call.resolve(answer.result);
  const error: JsonObject = isObject(answer.error) ? answer.error : {};
  call.reject(
    new CommandError(call.command, words(error.code), words(error.message))
  );
}

/** @returns `undefined` for what Home Assistant never sends. */
function read(data: unknown): unknown {
  if (!isString(data) || data.length > maxLength) return undefined;
  return parseJson(data);
}

function words(value: unknown): string {
  return isString(value) ? quotable(value) : "";
}

function gone(): UnreachableError {
  return new UnreachableError("The connection to Home Assistant is closed");
}

function malformed(): MalformedAnswerError {
  return new MalformedAnswerError("Home Assistant sent no JSON message");
}
