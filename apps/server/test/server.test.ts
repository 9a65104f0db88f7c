import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, it } from "node:test";
import {
  createFakeGateway,
  createFakeLog,
  home,
  openListener,
  speaker,
} from "./support/gateway.ts";
import { head, readUntil, sendRaw } from "./support/raw.ts";
import { startUpstream } from "./support/upstream.ts";

// Where it stops, people are in the middle of something; where it does not
// stop, an update hangs.
describe("stop", () => {
  it("lets what runs end, and takes nothing new", async () => {
    let answer = (_response: Response): void => {};
    const gateway = createFakeGateway(
      () => new Promise((resolve) => (answer = resolve))
    );
    const upstream = await startUpstream();
    const { port, stop } = await openListener(upstream.url, { gateway });
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
    await upstream.stop();
  });

  it("ends websockets at once", async () => {
    const upstream = await startUpstream(
      () =>
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello"
    );
    const { port, stop } = await openListener(upstream.url);
    const socket = connect(port, "127.0.0.1");
    socket.write(head("GET /api/websocket", ["Upgrade: websocket"], "Upgrade"));
    await readUntil(socket, "hello");
    const closed = once(socket, "close");
    await stop();
    await closed;
    await upstream.stop();
  });
});

describe("listen", () => {
  it("serves only its own part of the home as a sidecar", async () => {
    const upstream = await startUpstream();
    const listener = await openListener(upstream.url, { position: "sidecar" });
    for (const [target, status] of [
      ["/auth/token", 200],
      ["/auth/external-login/x", 200],
      ["/.well-known/assetlinks.json", 200],
      ["/", 404],
      ["/api/", 404],
      ["/authx/", 404],
    ] as const) {
      const request = head(`GET ${target}`);
      const answer = await sendRaw(listener.port, request);
      assert.equal(answer.status, status, target);
    }
    const socket = head(
      "GET /api/websocket",
      ["Upgrade: websocket"],
      "Upgrade"
    );
    assert.equal((await sendRaw(listener.port, socket)).status, 404);
    assert.equal(upstream.requests.length, 2);
    await listener.stop();
    await upstream.stop();
  });

  it("says which port is taken", async () => {
    const upstream = await startUpstream();
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
    await upstream.stop();
  });

  // An attacker opens connections and lets their heads trickle, so that
  // nobody else gets one.
  it("A21: cuts heads that do not end, and never bothers Home Assistant", async () => {
    const upstream = await startUpstream();
    const listener = await openListener(upstream.url);
    const sockets = Array.from({ length: 50 }, (_, at) => {
      const socket = connect(listener.port, "127.0.0.1");
      socket.on("error", () => {});
      if (at > 0) socket.write(`GET / HTTP/1.1\r\nHost: ${home}\r\nX: `);
      return socket;
    });
    const ended = Promise.all(sockets.map((socket) => once(socket, "close")));
    const trickle = setInterval(() => {
      for (const socket of sockets.slice(1)) {
        if (socket.writable) socket.write("x");
      }
    }, 500);
    for (const socket of sockets) socket.resume();
    await ended;
    clearInterval(trickle);
    assert.equal(upstream.connections.length, 0);
    await listener.stop();
    await upstream.stop();
  });
});
