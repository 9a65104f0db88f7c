import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, it, type TestContext } from "node:test";
import {
  createFakeGateway,
  createFakeLog,
  home,
  openListener,
  speaker,
} from "./support/gateway.ts";
import { head, readUntil, sendRaw } from "./support/raw.ts";
import { startUpstream, type Script } from "./support/upstream.ts";

/** A listener in front of a scripted Home Assistant, until the test ends. */
async function open(
  context: TestContext,
  script?: Script,
  changes: Parameters<typeof openListener>[1] = {}
) {
  const upstream = await startUpstream(script);
  const listener = await openListener(upstream.url, changes);
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= listener.stop());
  context.after(async () => {
    await stop();
    await upstream.stop();
  });
  return { upstream, port: listener.port, stop };
}

// Where it stops, people are in the middle of something; where it does not
// stop, an update hangs.
describe("stop", () => {
  it("lets what runs end, and takes nothing new", async (context) => {
    let answer = (_response: Response): void => {};
    const gateway = createFakeGateway(
      () => new Promise((resolve) => (answer = resolve))
    );
    const { port, stop } = await open(context, undefined, { gateway });
    const idle = connect(port, "127.0.0.1");
    idle.write(head("GET /", [], "keep-alive"));
    await readUntil(idle, "\r\n\r\nok");
    const busy = connect(port, "127.0.0.1");
    busy.write(head("POST /auth/login_flow", [], "keep-alive"));
    while (gateway.handled.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    const idleClosed = once(idle, "close");
    const stopped = stop();
    await idleClosed;
    const late = connect(port, "127.0.0.1");
    await assert.rejects(once(late, "connect"), { code: "ECONNREFUSED" });
    const answered = readUntil(busy, "done");
    const busyClosed = once(busy, "close");
    answer(new Response("done"));
    await answered;
    await busyClosed;
    await stopped;
  });

  it("ends websockets at once", async (context) => {
    // The ten seconds that running requests have never pass.
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const { port, stop } = await open(
      context,
      () =>
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello"
    );
    const socket = connect(port, "127.0.0.1");
    socket.write(head("GET /api/websocket", ["Upgrade: websocket"], "Upgrade"));
    await readUntil(socket, "hello");
    const closed = once(socket, "close");
    await stop();
    await closed;
  });
});

describe("listen", () => {
  it("serves only its own part of the home as a sidecar", async (context) => {
    const { upstream, port } = await open(context, undefined, {
      position: "sidecar",
    });
    for (const [target, status] of [
      ["/auth/token", 200],
      ["/auth/external-login/x", 200],
      ["/.well-known/assetlinks.json", 200],
      ["/", 404],
      ["/api/", 404],
      ["/authx/", 404],
    ] as const) {
      const request = head(`GET ${target}`);
      const answer = await sendRaw(port, request);
      assert.equal(answer.status, status, target);
    }
    const socket = head(
      "GET /api/websocket",
      ["Upgrade: websocket"],
      "Upgrade"
    );
    assert.equal((await sendRaw(port, socket)).status, 404);
    assert.equal(upstream.requests.length, 2);
  });

  it("says which port is taken", async (context) => {
    const { upstream } = await open(context);
    await assert.rejects(
      import("../src/server.ts").then(({ listen }) =>
        listen({
          gateway: createFakeGateway(),
          homeAssistant: upstream.url,
          origins: [`https://${home}`],
          trustedProxies: { includes: () => false },
          position: "gateway",
          listen: { host: "127.0.0.1", port: upstream.port },
          log: createFakeLog(),
          ...speaker,
        })
      ),
      { code: "EADDRINUSE" }
    );
  });

  // An attacker opens connections and lets their heads trickle, so that
  // nobody else gets one.
  it("A21: cuts heads that do not end, and never bothers Home Assistant", async (context) => {
    const { upstream, port } = await open(context);
    const sockets = Array.from({ length: 50 }, (_, at) => {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {});
      if (at > 0) socket.write(`GET / HTTP/1.1\r\nHost: ${home}\r\nX: `);
      return socket;
    });
    // An end by a reset is one, too; `once` would take it for a failure.
    const ended = Promise.all(
      sockets.map((socket) => new Promise((end) => socket.on("close", end)))
    );
    const trickle = setInterval(() => {
      for (const socket of sockets.slice(1)) {
        if (socket.writable) socket.write("x");
      }
    }, 500);
    context.after(() => clearInterval(trickle));
    for (const socket of sockets) socket.resume();
    await ended;

    assert.equal(upstream.connections.length, 0);
  });
});
