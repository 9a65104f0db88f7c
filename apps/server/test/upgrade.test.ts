import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { after, before, beforeEach, describe, it } from "node:test";
import type { Listener } from "../src/server.ts";
import { home, openListener } from "./support/gateway.ts";
import { head, readUntil, sendRaw } from "./support/raw.ts";
import {
  startUpstream,
  type Script,
  type Upstream,
} from "./support/upstream.ts";

const asking = [
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Extensions: permessage-deflate",
];

const accepted =
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

function request(target: string, headers: string[] = []): string {
  return head(`GET ${target}`, [...asking, ...headers], "Upgrade");
}

// Home Assistant's websocket carries everything that its frontend does. Here
// it is joined byte for byte; the danger is in what comes before and around.
describe("websockets", () => {
  let upstream: Upstream;
  let listener: Listener;
  let script: Script;

  before(async () => {
    upstream = await startUpstream((asked, socket) => script(asked, socket));
    listener = await openListener(upstream.url);
  });

  beforeEach(() => {
    upstream.requests.length = 0;
    upstream.connections.length = 0;
    script = (_asked, socket) => {
      socket.removeAllListeners("data");
      socket.on("data", (chunk) => socket.write(chunk));
      return `${accepted}hello`;
    };
  });

  after(async () => {
    await listener.stop();
    await upstream.stop();
  });

  async function open(bytes: string): Promise<Socket> {
    const socket = connect(listener.port, "127.0.0.1");
    await once(socket, "connect");
    socket.write(bytes, "latin1");
    return socket;
  }

  it("joins both sides, with what came along on either", async () => {
    const socket = await open(`${request("/api/websocket")}early`);
    const text = await readUntil(socket, "early");
    assert.match(text, /^HTTP\/1\.1 101 /);
    assert.match(text, /\r\nUpgrade: websocket\r\n/);
    assert.match(text, /\r\nConnection: Upgrade\r\n/);
    assert.match(text, /Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/);
    assert.match(text, /\r\n\r\nhelloearly$/);
    socket.write("\u0000\u00ff\r\n", "latin1");
    await readUntil(socket, "\u0000\u00ff\r\n");
    socket.destroy();
  });

  it("echoes a megabyte whole", async () => {
    const socket = await open(request("/api/websocket"));
    await readUntil(socket, "hello");
    const sent = "0123456789abcdef".repeat(65_536);
    const received = readUntil(socket, "end");
    socket.write(`${sent}end`);
    assert.equal(await received, `${sent}end`);
    socket.destroy();
  });

  it("A8: applies the same rules to its head", async () => {
    const socket = await open(
      request("/api/websocket", [
        "X-Forwarded-For: 192.168.1.7, 203.0.113.5",
        "X_Forwarded_For: 192.168.1.7",
        "Remote-User: owner",
      ])
    );
    await readUntil(socket, "hello");
    assert.deepEqual(upstream.values("X-Forwarded-For"), ["203.0.113.5"]);
    assert.deepEqual(upstream.values("X-Forwarded-Host"), [home]);
    assert.deepEqual(upstream.values("Host"), [home]);
    assert.deepEqual(upstream.values("Upgrade"), ["websocket"]);
    assert.deepEqual(upstream.values("Sec-WebSocket-Extensions"), [
      "permessage-deflate",
    ]);
    assert.doesNotMatch(upstream.connections.join(), /192\.168|owner/);
    socket.destroy();
  });

  // A page of an attacker's opens a socket from a signed-in browser, to see
  // what it can talk to and which cookies go along.
  it("A11: has no socket on our paths, whoever asks", async () => {
    for (const target of [
      "/auth/external-login/callback/example-id",
      "/auth/%65xternal-login/x",
      "/auth/login_flow",
      "/auth/authorize",
    ]) {
      const asked = request(target, ["Origin: https://evil.example"]);
      assert.equal((await sendRaw(listener.port, asked)).status, 404, target);
    }
    for (const target of ["/auth%2fexternal-login/x", "//auth/login_flow"]) {
      assert.equal((await sendRaw(listener.port, request(target))).status, 400);
    }
    assert.deepEqual(upstream.requests, []);
  });

  it("A11: passes Home Assistant's with its origin, without our cookies", async () => {
    const socket = await open(
      request("/api/websocket", [
        "Origin: https://evil.example",
        "Cookie: a=1; __Host-external-login-abc=x",
      ])
    );
    await readUntil(socket, "hello");
    assert.deepEqual(upstream.values("Origin"), ["https://evil.example"]);
    assert.deepEqual(upstream.values("Cookie"), ["a=1"]);
    socket.destroy();
  });

  it("A11: refuses a host that is not the home's", async () => {
    const asked = request("/api/websocket").replace(home, "evil.example");
    assert.equal((await sendRaw(listener.port, asked)).status, 421);
    assert.deepEqual(upstream.requests, []);
  });

  // An attacker asks for a websocket that Home Assistant will refuse, and
  // sends a request of his own behind it: a proxy that takes the connection
  // for upgraded passes that on unjudged.
  it("Z13: passes nothing on after a refusal", async () => {
    script = () =>
      "HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\nX: y\r\n\r\nno";
    const hidden =
      "GET /hidden HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 10.0.0.1\r\n\r\n";
    const { status, answers, text } = await sendRaw(
      listener.port,
      request("/api/websocket") + hidden
    );
    assert.deepEqual([status, answers], [400, 1]);
    assert.match(text, /\r\nX: y\r\n[^]*\r\n\r\nno$/);
    assert.equal(upstream.requests.length, 1);
    assert.doesNotMatch(upstream.connections.join(), /hidden/);
  });

  it("says 502 when Home Assistant does not answer", async () => {
    script = (_asked, socket) => {
      socket.destroy();
      return undefined;
    };
    const asked = request("/api/websocket");
    assert.equal((await sendRaw(listener.port, asked)).status, 502);
  });

  it("ends one side with the other", async () => {
    let far: Socket | undefined;
    script = (_asked, socket) => {
      far = socket;
      return `${accepted}hello`;
    };
    const first = await open(request("/api/websocket"));
    await readUntil(first, "hello");
    first.destroy();
    if (far && !far.destroyed) await once(far, "close");

    const second = await open(request("/api/websocket"));
    await readUntil(second, "hello");
    far?.end("bye");
    await readUntil(second, "bye");
    if (!second.destroyed) await once(second, "close");
  });
});
