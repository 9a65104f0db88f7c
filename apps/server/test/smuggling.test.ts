import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { Listener } from "../src/server.ts";
import {
  createFakeGateway,
  home,
  openListener,
  type FakeGateway,
} from "./support/gateway.ts";
import { head, sendRaw } from "./support/raw.ts";
import { startUpstream, type Upstream } from "./support/upstream.ts";

const lines = (...all: string[]) => `${all.join("\r\n")}\r\n\r\n`;
const host = `Host: ${home}`;
const https = "X-Forwarded-Proto: https";

/** What an attacker wants Home Assistant to take for a request of its own. */
const hidden = lines("GET /hidden HTTP/1.1", host, "X-Forwarded-For: 10.0.0.1");

const chunkedHidden = `0\r\n\r\n${hidden}`;

// An attacker sends one request that this server ends at one byte and Home
// Assistant at another. What lies between is a request that nobody judged,
// with an address and a path of the attacker's choice.
describe("request smuggling", () => {
  let upstream: Upstream;
  let listener: Listener;
  let gateway: FakeGateway;

  before(async () => {
    upstream = await startUpstream();
    gateway = createFakeGateway();
    listener = await openListener(upstream.url, { gateway });
  });

  beforeEach(() => {
    upstream.requests.length = 0;
    gateway.handled.length = 0;
  });

  after(async () => {
    await listener.stop();
    await upstream.stop();
  });

  const refused: [string, string][] = [
    [
      "a length and a transfer coding",
      lines(
        "POST / HTTP/1.1",
        host,
        https,
        "Content-Length: 6",
        "Transfer-Encoding: chunked"
      ) + chunkedHidden,
    ],
    [
      "two lengths",
      lines(
        "POST / HTTP/1.1",
        host,
        https,
        "Content-Length: 0",
        `Content-Length: ${hidden.length}`
      ) + hidden,
    ],
    [
      "two lengths in one",
      lines(
        "POST / HTTP/1.1",
        host,
        https,
        `Content-Length: 0, ${hidden.length}`
      ) + hidden,
    ],
    [
      "a length with a sign",
      lines(
        "POST / HTTP/1.1",
        host,
        https,
        `Content-Length: +${hidden.length}`
      ) + hidden,
    ],
    [
      "a length in hexadecimal",
      lines("POST / HTTP/1.1", host, https, "Content-Length: 0x10") + hidden,
    ],
    [
      "a coding that is not chunked",
      lines("POST / HTTP/1.1", host, https, "Transfer-Encoding: xchunked") +
        chunkedHidden,
    ],
    [
      "chunked in the middle of codings",
      lines(
        "POST / HTTP/1.1",
        host,
        https,
        "Transfer-Encoding: chunked, identity"
      ) + chunkedHidden,
    ],
    [
      "a coding beside chunked",
      lines(
        "POST / HTTP/1.1",
        host,
        https,
        "Transfer-Encoding: gzip, chunked"
      ) + chunkedHidden,
    ],
    [
      "chunked in two headers",
      lines(
        "POST / HTTP/1.1",
        host,
        https,
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked"
      ) + chunkedHidden,
    ],
    [
      "space before the colon",
      lines("POST / HTTP/1.1", host, https, "Transfer-Encoding : chunked") +
        chunkedHidden,
    ],
    [
      "a vertical tab in the coding",
      lines(
        "POST / HTTP/1.1",
        host,
        https,
        "Transfer-Encoding: \u000bchunked"
      ) + chunkedHidden,
    ],
    ["line feeds alone", `GET / HTTP/1.1\n${host}\n${https}\n\n`],
    [
      "a line feed inside a header",
      lines("GET / HTTP/1.1", host, https, "X: a\nY: b"),
    ],
    [
      "a carriage return inside a header",
      lines("GET / HTTP/1.1", host, https, "X: a\rY: b"),
    ],
    [
      "NUL inside a header",
      lines("GET / HTTP/1.1", host, https, "X: a\u0000b"),
    ],
    [
      "a line feed after a chunk's extension",
      `${lines("POST / HTTP/1.1", host, https, "Transfer-Encoding: chunked")}2;\nxx\r\n0\r\n\r\n${hidden}`,
    ],
    [
      "a chunk that is longer than it says",
      `${lines("POST / HTTP/1.1", host, https, "Transfer-Encoding: chunked")}1\r\nxxx\r\n0\r\n\r\n${hidden}`,
    ],
    ["two hosts", lines("GET / HTTP/1.1", host, https, "Host: evil.example")],
    ["the same host twice", lines("GET / HTTP/1.1", host, https, host)],
    ["no host", lines("GET / HTTP/1.1", https)],
    [
      "another host in the address",
      head(`GET http://evil.example/auth/authorize`),
    ],
    ["our host in the address", head(`GET https://${home}/auth/authorize`)],
    ["a host in front of the path", head("GET //evil.example/auth/authorize")],
    ["a space in the address", head("GET /a b")],
    ["no path", head("OPTIONS *")],
    ["a method that is no word", head("GE{T /")],
  ];

  for (const [what, bytes] of refused) {
    it(`A9: refuses ${what}`, async () => {
      const { status } = await sendRaw(listener.port, bytes);
      assert.equal(status, 400);
      assert.deepEqual(upstream.requests, []);
      assert.deepEqual(gateway.handled, []);
    });
  }

  it("A9: makes one line of a folded header, or refuses it", async () => {
    const folded = lines(
      "GET / HTTP/1.1",
      host,
      https,
      "Connection: close",
      "X: a",
      " X-Forwarded-For: 10.0.0.1"
    );
    const { status } = await sendRaw(listener.port, folded);
    const seen = upstream.connections.join("");
    assert.ok(status === 400 || upstream.requests.length === 1);
    assert.doesNotMatch(seen, /\r\n[ \t]/);
    assert.doesNotMatch(seen, /^X-Forwarded-For: 10\.0\.0\.1/m);
  });

  it("A9: frames a GET's body anew, so that it is no request", async () => {
    const bytes = head("GET /", [`Content-Length: ${hidden.length}`]) + hidden;
    const { status, answers } = await sendRaw(listener.port, bytes);
    assert.deepEqual([status, answers], [200, 1]);
    assert.deepEqual(
      upstream.requests.map(({ line }) => line),
      ["GET / HTTP/1.1"]
    );
    assert.deepEqual(upstream.values("Content-Length"), [`${hidden.length}`]);
  });

  it("A9: has a chunked body judged by nobody but itself", async () => {
    const size = hidden.length.toString(16);
    const bytes = `${head("POST /", ["Transfer-Encoding: chunked"])}${size}\r\n${hidden}\r\n0\r\n\r\n`;
    assert.equal((await sendRaw(listener.port, bytes)).answers, 1);
    assert.deepEqual(
      upstream.requests.map(({ line }) => line),
      ["POST / HTTP/1.1"]
    );
    assert.equal(upstream.requests[0]?.body, hidden);
  });

  it("A9: judges every request of a connection for itself", async () => {
    const bytes =
      head("GET /first", [], "keep-alive") +
      head("GET /auth/external-login/x", [], "keep-alive") +
      head("GET /last");
    const { answers } = await sendRaw(listener.port, bytes);
    assert.equal(answers, 3);
    assert.deepEqual(
      upstream.requests.map(({ line }) => line),
      ["GET /first HTTP/1.1", "GET /last HTTP/1.1"]
    );
    assert.equal(gateway.handled.length, 1);
  });

  it("A9: upgrades to nothing but websockets", async () => {
    for (const upgrade of ["h2c", "websocket, h2c", "TLS/1.0"]) {
      const bytes = head(
        "GET /",
        [`Upgrade: ${upgrade}`, "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"],
        "Upgrade, HTTP2-Settings, close"
      );
      assert.equal((await sendRaw(listener.port, bytes)).status, 200);
      assert.deepEqual(upstream.values("Upgrade"), []);
      assert.deepEqual(upstream.values("HTTP2-Settings"), []);
    }
    const tunnel = lines("CONNECT 127.0.0.1:22 HTTP/1.1", "Host: 127.0.0.1:22");
    assert.equal((await sendRaw(listener.port, tunnel)).answers, 0);
  });

  it("A10: passes a path exactly as it came", async () => {
    for (const target of [
      "/AUTH/authorize",
      "/auth/authorize;x",
      "/auth//authorize",
      "/media/a%2Fb%2561?x=%2e%2e/&y=\\",
    ]) {
      assert.equal(
        (await sendRaw(listener.port, head(`GET ${target}`))).status,
        200
      );
      assert.equal(upstream.requests.at(-1)?.line, `GET ${target} HTTP/1.1`);
      assert.deepEqual(gateway.handled, []);
    }
    await sendRaw(listener.port, head("GET /auth/%65xternal-login/x?a=b%2f"));
    assert.equal(
      gateway.handled[0]?.request.url,
      `https://${home}/auth/%65xternal-login/x?a=b%2f`
    );
  });
});
