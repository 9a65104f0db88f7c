import assert from "node:assert/strict";
import { connect } from "node:net";
import { describe, it, type TestContext } from "node:test";
import {
  createFakeGateway,
  createFakeLog,
  home,
  openListener,
} from "./support/gateway.ts";
import { head, readUntil, sendRaw } from "./support/raw.ts";
import { startUpstream } from "./support/upstream.ts";

/** A listener whose gateway answers as a test tells it to. */
async function open(
  context: TestContext,
  answer?: (request: Request) => Response | Promise<Response>
) {
  const log = createFakeLog();
  const gateway = createFakeGateway(answer);
  const upstream = await startUpstream();
  const listener = await openListener(upstream.url, { gateway, log });
  context.after(async () => {
    await listener.stop();
    await upstream.stop();
  });
  return { gateway, log, port: listener.port, upstream };
}

const flow = "POST /auth/login_flow";

const other = "POST /auth/external-login/x";

// Our own routes are open to everybody: what is sent to them must be bounded
// before it is looked at, and what they say must arrive as it was said.
describe("handle", () => {
  it("hands over method, address, headers, body and who asks", async (context) => {
    const { gateway, port } = await open(context);
    await sendRaw(
      port,
      `${head(`${flow}/abc?x=%2f&y`, ["X-Forwarded-For: 203.0.113.5", "Content-Length: 12", "X-Text: \u00e4"])}{"a":"\u00c3\u00a4"}  `
    );
    const [seen] = gateway.handled;
    assert.equal(seen?.request.method, "POST");
    assert.equal(
      seen?.request.url,
      `https://${home}/auth/login_flow/abc?x=%2f&y`
    );
    assert.equal(seen?.request.headers.get("x-text"), "\u00e4");
    assert.equal(seen?.body, '{"a":"\u00e4"}  ');
    assert.deepEqual(seen?.asked, {
      address: "203.0.113.5",
      origin: `https://${home}`,
    });
  });

  it("sends each cookie in a header of its own", async (context) => {
    const { port } = await open(context, () => {
      const headers = new Headers({ "Cache-Control": "no-store" });
      headers.append("Set-Cookie", "a=1; Path=/");
      headers.append(
        "Set-Cookie",
        "b=2; Expires=Thu, 26 Nov 2026 00:00:00 GMT"
      );
      return new Response("done", { status: 201, headers });
    });
    const { text, status } = await sendRaw(port, head(flow));
    assert.equal(status, 201);
    assert.deepEqual(text.match(/^set-cookie: .*/gim), [
      "set-cookie: a=1; Path=/",
      "set-cookie: b=2; Expires=Thu, 26 Nov 2026 00:00:00 GMT",
    ]);
    assert.match(text, /^cache-control: no-store\r$/im);
  });

  it("sends an answer without a body, and one that comes in parts", async (context) => {
    const { port } = await open(context, (request) => {
      if (request.method === "GET") return new Response(null, { status: 204 });
      return new Response(new Blob(["one ", "two"]).stream());
    });
    const none = await sendRaw(port, head("GET /auth/external-login/x"));
    assert.match(none.text, /^HTTP\/1\.1 204 [^]*\r\n\r\n$/);
    const parts = await sendRaw(port, head(other));
    assert.match(parts.text, /one [^]*two/);
  });

  it("Z2: takes 64 kB on the login flow and 16 kB elsewhere, no more", async (context) => {
    const { gateway, port } = await open(context);
    for (const [line, limit] of [
      [flow, 65_536],
      [`${flow}/abc`, 65_536],
      [other, 16_384],
    ] as const) {
      for (const [length, wanted] of [
        [limit, 200],
        [limit + 1, 413],
      ] as const) {
        const body = "x".repeat(length);
        const whole = head(line, [`Content-Length: ${length}`]) + body;
        assert.equal((await sendRaw(port, whole)).status, wanted, line);
        const chunk = `${length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
        const chunked = head(line, ["Transfer-Encoding: chunked"]) + chunk;
        assert.equal((await sendRaw(port, chunked)).status, wanted, line);
      }
    }
    assert.equal(gateway.handled.length, 6);
  });

  it("refuses addresses over 8 kB, and methods that no route has", async (context) => {
    const { gateway, port, upstream } = await open(context);
    const long = "x".repeat(8_192);
    const own = head(`GET /auth/external-login/${long}`);
    assert.equal((await sendRaw(port, own)).status, 414);
    const trace = head("TRACE /auth/external-login/x");
    assert.equal((await sendRaw(port, trace)).status, 405);
    assert.equal(gateway.handled.length, 0);
    const theirs = head(`GET /api/history?${long}`);
    assert.equal((await sendRaw(port, theirs)).status, 200);
    const head16 = head("GET /", [`X: ${"x".repeat(16_384)}`]);
    assert.equal((await sendRaw(port, head16)).status, 431);
    assert.equal(upstream.requests.length, 1);
  });

  it("F42: says nothing about a fault, and goes on", async (context) => {
    const { log, port } = await open(context, (request) => {
      if (request.method === "POST") throw new Error("token abc123");
      return new Response("ours");
    });
    const { status, text } = await sendRaw(port, head(flow));
    assert.equal(status, 500);
    assert.match(text, /Cache-Control: no-store/);
    assert.doesNotMatch(text, /abc123|stack|\.ts/);
    assert.match(log.lines.join(), /error request\.failed/);
    assert.doesNotMatch(log.lines.join(), /abc123/);
    const next = head("GET /auth/external-login/x");
    assert.equal((await sendRaw(port, next)).status, 200);
  });

  it("A119: splits no answer, whatever a header was to hold", async (context) => {
    const { port } = await open(context, () => {
      const headers = { Location: "/\r\nSet-Cookie: evil=1" };
      return new Response(null, { status: 303, headers });
    });
    const { status, text } = await sendRaw(port, head(flow));
    assert.equal(status, 500);
    assert.doesNotMatch(text, /evil/);
  });

  // An attacker opens many requests and sends their bodies byte by byte.
  it("A21: waits thirty seconds for a body, and no longer", async (context) => {
    const { gateway, port } = await open(context);
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const socket = connect(port, "127.0.0.1");
    socket.write(
      `${head(flow, ["Content-Length: 10", "Expect: 100-continue"])}x`
    );
    await readUntil(socket, "100 Continue");
    const answered = readUntil(socket, "took too long");
    await new Promise((resolve) => setImmediate(resolve));
    context.mock.timers.tick(29_999);
    socket.write("x");
    context.mock.timers.tick(1);
    // Whoever still waits for the rest now hears that there is none.
    socket.end();
    assert.match(await answered, /408 Request Timeout/);
    assert.equal(gateway.handled.length, 0);
    socket.destroy();
  });

  it("F42: outlives a client that leaves in the middle", async (context) => {
    const { port } = await open(context);
    const socket = connect(port, "127.0.0.1");
    socket.write(
      `${head(flow, ["Content-Length: 10", "Expect: 100-continue"])}x`
    );
    await readUntil(socket, "100 Continue");
    socket.destroy();
    assert.equal((await sendRaw(port, head(flow))).status, 200);
  });
});
