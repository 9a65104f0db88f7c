import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import {
  createProvider,
  type OidcReason,
  type OidcRuntime,
} from "../src/index.ts";
import { call } from "../src/network.ts";
import {
  failureOf,
  honestSettings,
  login,
  refuses,
  startWorld,
} from "./support.ts";
import type { AnswerLie } from "../../../test/support/provider/lies.ts";

const world = await startWorld();
const { liar } = world;

const paths = {
  metadata: "/.well-known/openid-configuration",
  token: "/token",
  jwks: "/jwks",
  userinfo: "/userinfo",
};

type EndpointName = keyof typeof paths;

const endpoints = Object.keys(paths) as EndpointName[];

/** A provider that is asked everything there is to ask. */
function asksAll(
  askFetch: OidcRuntime["fetch"] = (url, init) => fetch(url, init)
) {
  return createProvider(
    { now: () => world.now, fetch: askFetch },
    { ...honestSettings(liar), neededClaims: ["email"] }
  );
}

/** Deadlines that end when the test says so. */
function holdDeadlines(t: TestContext) {
  const held = new Map<unknown, { milliseconds: number; end: () => void }>();
  t.mock.method(AbortSignal, "timeout", (milliseconds: number) => {
    const controller = new AbortController();
    const end = () => controller.abort(new DOMException("", "TimeoutError"));
    held.set(controller.signal, { milliseconds, end });
    return controller.signal;
  });
  return held;
}

/** A login at a provider with one endpoint that does not come to an end. */
async function reachDeadline(
  t: TestContext,
  endpoint: EndpointName,
  lie: AnswerLie
) {
  const held = holdDeadlines(t);
  const seen: number[] = [];
  let isOver = false;
  let end = () => {};
  const provider = asksAll((url, init) => {
    if (new URL(url).pathname === paths[endpoint]) {
      const deadline = held.get(init.signal);
      seen.push(deadline?.milliseconds ?? NaN);
      end = deadline?.end ?? end;
      // Keys are asked for ahead of time, then again by whoever needs them.
      if (isOver) end();
    }
    return fetch(url, init);
  });
  liar.lie({ [endpoint]: lie });
  const failure = failureOf(login(world, provider));
  await liar.receives(paths[endpoint]);
  isOver = true;
  end();
  const error = await failure;
  await liar.idle();
  return { error, milliseconds: [...new Set(seen)] };
}

// If this is lost, one provider that hangs, drips or floods takes the gateway
// with it.
describe("call", () => {
  for (const [endpoint, reason, milliseconds] of [
    ["metadata", "unreachable", 5_000],
    ["token", "token.timeout", 10_000],
    ["jwks", "jwks.timeout", 5_000],
    ["userinfo", "userinfo.timeout", 10_000],
  ] as const) {
    it(`N42: ends a silent ${endpoint} endpoint at ${milliseconds} ms, and the socket with it`, async (t) => {
      const ended = await reachDeadline(t, endpoint, { silent: true });
      assert.equal(ended.error.reason, reason);
      assert.deepEqual(ended.milliseconds, [milliseconds]);
    });

    it(`N43: ends a dripping ${endpoint} endpoint by the same clock`, async (t) => {
      const ended = await reachDeadline(t, endpoint, { dripEvery: 1_000 });
      assert.equal(ended.error.reason, reason);
      assert.deepEqual(ended.milliseconds, [milliseconds]);
    });
  }

  for (const endpoint of endpoints) {
    it(`N44: refuses a flood from the ${endpoint} endpoint`, async () => {
      const lies = { [endpoint]: { flood: 64 * 1024 * 1024 } };
      const reason = `${endpoint}.size` as OidcReason;
      await refuses(world, lies, reason, { provider: asksAll() });
      await liar.idle();
    });
  }

  for (const [endpoint, kB] of [
    ["metadata", 256],
    ["token", 256],
    ["jwks", 1024],
    ["userinfo", 256],
  ] as const) {
    it(`N44: reads ${kB} kB from the ${endpoint} endpoint and not a chunk more`, async () => {
      const whole = await call(endlessly(kB), endpoint, "https://x/", {});
      assert.equal((await whole.arrayBuffer()).byteLength, kB * 1024);
      const endless = endlessly(Infinity);
      const error = await failureOf(call(endless, endpoint, "https://x/", {}));
      assert.equal(error.reason, `${endpoint}.size`);
      assert.ok(endless.pulled() <= kB + 2, `${endless.pulled()} kB pulled`);
      assert.equal(endless.cancelled(), true);
    });
  }

  it("asks for redirects not to be followed, and takes them for an answer", async () => {
    let asked: RequestInit = {};
    const provider = asksAll(async (_url, init) => {
      asked = init;
      return { type: "opaqueredirect" } as Response;
    });
    const { status } = await call(provider, "token", "https://x/", {});
    assert.equal(asked.redirect, "manual");
    assert.equal(status, 303);
  });

  it("says what the platform calls the trouble, and nothing else of it", async () => {
    for (const [error, reason, code] of [
      [coded("ECONNREFUSED"), "unreachable", "ECONNREFUSED"],
      [coded("ENOTFOUND"), "unreachable", "ENOTFOUND"],
      [new Error("secret"), "unreachable", "no code"],
      [coded("E\nsecret"), "unreachable", "no code"],
      ["secret", "unreachable", "no code"],
      [undefined, "unreachable", "no code"],
    ] as const) {
      const failure = await failureOf(failing(error));
      assert.equal(failure.reason, reason);
      assert.ok(failure.message.endsWith(`(${code})`), failure.message);
      assert.equal(failure.cause, undefined);
    }
  });

  it("N52: tells bad certificates and protocols from an absent provider", async () => {
    for (const code of [
      "CERT_HAS_EXPIRED",
      "ERR_TLS_CERT_ALTNAME_INVALID",
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "SELF_SIGNED_CERT_IN_CHAIN",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
    ]) {
      assert.equal((await failureOf(failing(coded(code)))).reason, "tls", code);
    }
  });
});

function failing(error: unknown): Promise<Response> {
  const provider = asksAll(async () => {
    throw error;
  });
  return call(provider, "token", "https://x/", {});
}

/** As Node's fetch reports it: the code is in the cause. */
function coded(code: string): Error {
  const cause = Object.assign(new Error("secret"), { code });
  return new TypeError("fetch failed", { cause });
}

/** A provider that sends `kB` kilobytes to whoever asks anything. */
function endlessly(kB: number) {
  let pulled = 0;
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulled += 1;
      if (pulled > kB) controller.close();
      else controller.enqueue(new Uint8Array(1024));
    },
    cancel: () => {
      cancelled = true;
    },
  });
  const provider = asksAll(
    async () => new Response(body as ReadableStream<never>)
  );
  return { ...provider, pulled: () => pulled, cancelled: () => cancelled };
}
