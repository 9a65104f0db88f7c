/**
 * An OpenID provider that tells the truth until it is told to lie: one knob
 * per lie, a log of what it was asked, and nobody to type a password.
 *
 * Signs in whoever is `person`, at once. One client, confidential. It checks
 * what an honest provider checks: client, code, redirect URI, PKCE.
 *
 * @module
 */
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { JWK } from "jose";
import { send } from "./answer.ts";
import {
  authorize,
  honestAlg,
  jwks,
  metadata,
  token,
  userinfo,
  type Person,
  type State,
} from "./endpoints.ts";
import { createKeyRing } from "./keys.ts";
import type { Lies } from "./lies.ts";
import { createRequestLog, type LoggedRequest } from "./request-log.ts";

export type { Person } from "./endpoints.ts";
export type { LoggedRequest } from "./request-log.ts";

export interface LyingProviderOptions {
  /** Unix seconds; the machine's clock unless given. */
  now?: () => number;
  clientId?: string;
  clientSecret?: string;
  person?: Person;
}

export interface LyingProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;

  /** Who signs in next. */
  person: Person;

  /** Everything it was asked since the start. */
  readonly requests: readonly LoggedRequest[];

  /** The published form of the key that signs. */
  readonly jwk: JWK;

  /** Lies so from now on, and about nothing else. */
  lie(lies: Lies): void;

  /** Signs with a new key from now on, and publishes only that. */
  rotateKeys(): Promise<void>;

  /** What a browser would do: asks, signs in, and is sent back to this URL. */
  authorize(url: URL): Promise<URL>;

  /** How often a path was asked for since the start. */
  count(path: string): number;

  /** Ends when a path has been asked for since the last `lie`. */
  receives(path: string): Promise<void>;

  /** Ends when nobody is waiting for an answer. */
  idle(): Promise<void>;

  stop(): Promise<void>;
}

/** Starts one on a free loopback port. Its keys are its own until it stops. */
export async function startLyingProvider(
  options: LyingProviderOptions = {}
): Promise<LyingProvider> {
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const state = createState(`http://127.0.0.1:${port}`, options);
  const log = createRequestLog(state.now);
  await state.keys.forAlg(honestAlg);

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? "/", state.issuer);
    log.add(request.method ?? "GET", url.pathname, response);
    await route(state, url, request, response);
  }

  return {
    issuer: state.issuer,
    clientId: state.clientId,
    clientSecret: state.clientSecret,
    get person() {
      return state.person;
    },
    set person(person) {
      state.person = person;
    },
    requests: log.requests,
    get jwk() {
      return state.keys.published()[0] ?? {};
    },
    lie: (lies) => {
      state.lies = lies;
      log.mark();
    },
    rotateKeys: () => state.keys.rotate(honestAlg),
    authorize: followOnce,
    count: log.count,
    receives: log.receives,
    idle: log.idle,
    stop: async () => {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
      state.keys.release();
    },
  };
}

function createState(issuer: string, options: LyingProviderOptions): State {
  return {
    issuer,
    clientId: options.clientId ?? "home-assistant",
    clientSecret: options.clientSecret ?? "correct-horse_battery~staple",
    now: options.now ?? (() => Math.floor(Date.now() / 1000)),
    person: options.person ?? {
      sub: "person-1",
      claims: { name: "Alex Example", groups: ["family"] },
      userinfo: {},
    },
    lies: {},
    keys: createKeyRing(),
    codes: new Map(),
    people: new Map(),
  };
}

async function route(
  state: State,
  { pathname, searchParams }: URL,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const { lies } = state;
  switch (`${request.method} ${pathname}`) {
    case "GET /.well-known/openid-configuration":
      return send(response, metadata(state), lies.metadata);
    case "GET /authorize":
      return send(response, authorize(state, searchParams));
    case "POST /token":
      return send(response, await token(state, request), lies.token);
    case "GET /jwks":
      return send(response, jwks(state), lies.jwks);
    case "GET /userinfo":
      return send(response, userinfo(state, request), lies.userinfo);
    default:
      return send(response, { status: 404 });
  }
}

async function followOnce(url: URL): Promise<URL> {
  const response = await fetch(url, { redirect: "manual" });
  const location = response.headers.get("location");
  if (location === null) throw new Error(`answered ${response.status}`);
  return new URL(location);
}
