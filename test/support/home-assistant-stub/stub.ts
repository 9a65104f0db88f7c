/**
 * A stand-in for Home Assistant, fast enough for hundreds of cases. It is
 * held to the same contract as the real one: see `contract.ts`. Where the two
 * differ, the real one is right.
 *
 * @module
 */
import { Readable } from "node:stream";

import { owner } from "../home-assistant/seed.ts";
import type { StubRequest } from "./address.ts";
import { askerOf, isFiltered } from "./address.ts";
import { bare } from "./answers.ts";
import type { Home, StubUser } from "./home.ts";
import { newUser } from "./home.ts";
import type { Accept } from "./local-socket.ts";
import { createLocalSocket } from "./local-socket.ts";
import { releaseOf } from "./release.ts";
import { route } from "./routes.ts";
import { serveSocket } from "./session.ts";
import type { CheckTicket } from "./ticket.ts";
import { runScript } from "./ticket.ts";

export interface StubOptions {
  /** Default `2026.11.0`. */
  version?: string;
  /** Unix seconds; default the real time. */
  now?: () => number;
  /** Base32 secret of the owner's second factor. */
  ownerTotp?: string;
  /** Path of the script that checks tickets, run by `/bin/sh`. */
  script?: string;
  /** Checks tickets instead of a script. Without either, none is taken. */
  checkTicket?: CheckTicket;
  /** Id of the `command_line` provider; default `external`. */
  ticketProvider?: string;
  /** Whether that provider has `meta: true`; default yes. */
  meta?: boolean;
  /** Whether 127.0.0.1 is a trusted proxy; default yes. */
  trusted?: boolean;
}

/** One request as it came, for a test to look at. */
export interface LoggedRequest {
  method: string;
  target: string;
  headers: [name: string, value: string][];
  body: string;
  /** The client's address after the proxy rules; unset if refused by them. */
  client: string | undefined;
  /** Unset until it is answered. */
  status: number | undefined;
}

export interface HomeAssistantStub {
  /** Everything that it remembers; a test may look and change. */
  home: Home;
  owner: typeof owner;
  requests: LoggedRequest[];
  /** Messages that came over websockets, `auth` without its token. */
  messages: Record<string, unknown>[];
  /** Answers instead of Home Assistant, unless it returns nothing. */
  intercept: ((request: StubRequest) => Response | undefined) | undefined;
  answer(request: StubRequest): Promise<Response>;
  /** Who serves a websocket, or the refusal of its handshake. */
  acceptSocket(request: StubRequest): Accept | Response;
  /** In place of the network, for tests without sockets. */
  fetch(url: string, init?: RequestInit): Promise<Response>;
  openSocket(url: string): WebSocket;
  /** Refuses connections from now on, and breaks those that are open. */
  down(): void;
  /** Accepts them, and answers nothing. */
  hang(): void;
  /** Answers again, also what came while it hung. */
  up(): void;
  /** Ends flows, codes and connections; perhaps as another version. */
  restart(version?: string): void;
}

type Condition = "up" | "down" | "hanging";

export function createHomeAssistantStub(
  options: StubOptions = {}
): HomeAssistantStub {
  const { userId: id, name, username, password } = owner;
  const home = createHome(options);
  const user: StubUser = newUser(home, {
    id,
    name,
    is_owner: true,
    ...(options.ownerTotp && { totp: options.ownerTotp }),
  });
  home.passwords.set(username, password);
  home.credentials.push({
    type: "homeassistant",
    providerId: null,
    username,
    user,
  });

  let condition: Condition = "up";
  let awake: (() => void)[] = [];
  const whenAwake = () =>
    condition === "hanging"
      ? new Promise<void>((resolve) => awake.push(resolve))
      : Promise.resolve();
  const enter = (next: Condition) => {
    condition = next;
    if (next !== "hanging") {
      for (const wake of awake) wake();
      awake = [];
    }
  };
  const closeSockets = () => {
    for (const socket of home.sockets) socket.close();
  };

  const stub: HomeAssistantStub = {
    home,
    owner,
    requests: [],
    messages: [],
    intercept: undefined,

    async answer(request) {
      const logged = log(stub, request);
      await whenAwake();
      const asker = askerOf(request, home.trusted);
      if (!(asker instanceof Response)) logged.client = asker.address;
      const response =
        stub.intercept?.(request) ??
        (isFiltered(request.target) ? bare(400) : undefined) ??
        (asker instanceof Response ? asker : await route(home, asker, request));
      logged.status = response.status;
      return response;
    },

    acceptSocket(request) {
      const logged = log(stub, request);
      const asker = askerOf(request, home.trusted);
      if (asker instanceof Response) {
        logged.status = asker.status;
        return asker;
      }
      logged.client = asker.address;
      logged.status = 101;
      return (wire) => {
        const server = serveSocket(home, asker, wire);
        return {
          gone: () => server.gone(),
          receive(text) {
            stub.messages.push(withoutToken(text));
            void whenAwake().then(() => server.receive(text));
          },
        };
      };
    },

    async fetch(url, init = {}) {
      if (condition === "down") throw refused();
      const { signal } = init;
      signal?.throwIfAborted();
      const response = stub.answer(await requestOf(url, init));
      if (!signal) return response;
      const aborted = new Promise<never>((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      });
      return Promise.race([response, aborted]);
    },

    openSocket(url) {
      const { host, pathname } = new URL(url);
      return createLocalSocket(() =>
        condition === "down"
          ? refused()
          : stub.acceptSocket({
              method: "GET",
              target: pathname,
              headers: [["host", host]],
              peer: "127.0.0.1",
              body: new Uint8Array(),
            })
      );
    },

    down() {
      enter("down");
      closeSockets();
    },
    hang() {
      enter("hanging");
    },
    up() {
      enter("up");
    },
    restart(version = home.version) {
      home.flows.clear();
      home.codes.clear();
      home.lines.clear();
      home.version = version;
      home.release = releaseOf(version);
      closeSockets();
      enter("up");
    },
  };
  return stub;
}

function createHome(options: StubOptions): Home {
  const version = options.version ?? "2026.11.0";
  return {
    version,
    release: releaseOf(version),
    now: options.now ?? (() => Math.floor(Date.now() / 1000)),
    ticketProvider: options.ticketProvider ?? "external",
    meta: options.meta ?? true,
    checkTicket:
      options.checkTicket ??
      (options.script
        ? runScript(options.script)
        : () => ({ ok: false, lines: [] })),
    trusted: options.trusted ?? true,
    state: "RUNNING",
    passwords: new Map(),
    users: [],
    credentials: [],
    sessions: new Map(),
    persons: [],
    userData: new Map(),
    flows: new Map(),
    codes: new Map(),
    lines: new Map(),
    totpSetups: new Map(),
    sockets: new Set(),
  };
}

function log(stub: HomeAssistantStub, request: StubRequest): LoggedRequest {
  const { method, target, headers, body } = request;
  const logged: LoggedRequest = {
    method,
    target,
    headers,
    body: new TextDecoder().decode(body),
    client: undefined,
    status: undefined,
  };
  stub.requests.push(logged);
  return logged;
}

function withoutToken(text: string): Record<string, unknown> {
  const { access_token: _secret, ...message } = JSON.parse(text) as Record<
    string,
    unknown
  >;
  return message;
}

/** The error of Node's own fetch. */
function refused(): TypeError {
  return new TypeError("fetch failed", {
    cause: Object.assign(new Error("connect ECONNREFUSED"), {
      code: "ECONNREFUSED",
    }),
  });
}

async function requestOf(url: string, init: RequestInit): Promise<StubRequest> {
  const { host, pathname, search } = new URL(url);
  const headers = new Headers(init.headers);
  if (!headers.has("host")) headers.set("host", host);
  const { body } = init;
  const bytes =
    body instanceof ReadableStream
      ? Buffer.concat(await Readable.fromWeb(body as never).toArray())
      : new Uint8Array(await new Response(body).arrayBuffer());
  return {
    method: init.method ?? "GET",
    target: pathname + search,
    headers: [...headers],
    peer: "127.0.0.1",
    body: bytes,
  };
}
