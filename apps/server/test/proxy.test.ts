import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpServer, request as ask } from "node:http";
import { connect, createServer } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { createFakeLog, home, openListener } from "./support/gateway.ts";
import { head, readUntil, sendRaw } from "./support/raw.ts";
import { listen, startUpstream, type Script } from "./support/upstream.ts";

/** A listener in front of a scripted Home Assistant. */
async function open(context: TestContext, script?: Script) {
  const log = createFakeLog();
  const upstream = await startUpstream(script);
  const listener = await openListener(upstream.url, { log });
  context.after(async () => {
    await listener.stop();
    await upstream.stop();
  });
  return { upstream, port: listener.port, log };
}

/** What a client sends by itself, as the trusted proxy's client. */
const asClient = { host: home, "x-forwarded-proto": "https" };

// Home Assistant's own traffic must not be different for passing here.
describe("proxy", () => {
  it("gives Home Assistant's answer as it came", async (context) => {
    const { port } = await open(
      context,
      () =>
        "HTTP/1.1 299 Odd Words\r\nServer: \r\nset-cookie: a=1\r\nSet-Cookie: b=2\r\nX-Odd: \u00e4\r\nKeep-Alive: timeout=9\r\nContent-Length: 3\r\n\r\nabc"
    );
    const { text } = await sendRaw(port, head("GET /"));
    assert.equal(
      text,
      "HTTP/1.1 299 Odd Words\r\nServer: \r\nset-cookie: a=1\r\nSet-Cookie: b=2\r\nX-Odd: \u00e4\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc"
    );
  });

  it("gives a HEAD its length and a 304 no body", async (context) => {
    const { port } = await open(context, ({ line }) =>
      line.startsWith("HEAD")
        ? "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"
        : "HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"
    );
    const one = await sendRaw(port, head("HEAD /"));
    assert.match(one.text, /Content-Length: 5000\r\n[^]*\r\n\r\n$/);
    const other = await sendRaw(port, head("GET /"));
    assert.match(other.text, /^HTTP\/1\.1 304 [^]*ETag: x[^]*\r\n\r\n$/);
  });

  it("passes over hints, and hands trailers to nobody", async (context) => {
    const { port, upstream } = await open(
      context,
      () =>
        "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Late\r\n\r\n2\r\nok\r\n0\r\nX-Late: 1\r\n\r\n"
    );
    const { text, status } = await sendRaw(
      port,
      `${head("POST /", ["Transfer-Encoding: chunked", "Trailer: X-Late"])}2\r\nab\r\n0\r\nX-Late: 1\r\n\r\n`
    );
    assert.equal(status, 200);
    assert.doesNotMatch(text, /late|link/i);
    assert.doesNotMatch(upstream.connections.join(), /late/i);
  });

  it("reuses its connections to Home Assistant", async (context) => {
    const { port, upstream } = await open(context);
    for (let at = 0; at < 5; at += 1) await sendRaw(port, head("GET /"));
    assert.equal(upstream.requests.length, 5);
    assert.equal(upstream.connections.length, 1);
  });

  it("keeps a client's connection for its next request", async (context) => {
    const { port } = await open(context);
    const socket = connect(port, "127.0.0.1");
    for (let at = 0; at < 3; at += 1) {
      socket.write(head("GET /", [], "keep-alive"));
      await readUntil(socket, "\r\n\r\nok");
    }
    socket.destroy();
  });

  it("A119: answers 502 rather than a split header", async (context) => {
    for (const header of [
      "Location: /\rSet-Cookie: evil=1",
      "X: a\u0000b",
      "X: a\nSet-Cookie: evil=1",
      "Bad Name: 1",
    ]) {
      const { port } = await open(
        context,
        () => `HTTP/1.1 200 OK\r\n${header}\r\nContent-Length: 0\r\n\r\n`
      );
      const { status, text } = await sendRaw(port, head("GET /"));
      // A line feed alone ends a line for some; then it is two headers.
      assert.equal(status, 502, header);
      assert.doesNotMatch(text, /evil/);
    }
  });

  it("says in words that Home Assistant does not answer", async (context) => {
    const { port, upstream, log } = await open(context);
    await upstream.stop();
    const plain = await sendRaw(port, head("GET /api/states?a=b"));
    assert.equal(plain.status, 502);
    assert.match(plain.text, /text\/plain[^]*Home Assistant does not answer\./);
    assert.match(plain.text, /retry-after: 5/);
    assert.match(plain.text, /cache-control: no-store/);
    const accept = ["Accept: text/html", "Accept-Language: de"];
    const page = await sendRaw(port, head("GET /lovelace?a=b", accept));
    assert.equal(page.status, 502);
    assert.match(page.text, /refresh: 5; url=\/lovelace\?a=b\r/);
    assert.match(page.text, /<html lang="de"/);
    assert.match(page.text, /assets\/pages\.12345678\.css/);
    assert.match(page.text, /content-security-policy: default-src 'none'/);
    const [reference = "?"] = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(page.text) ?? [];
    const line = log.lines.at(-1) ?? "";
    assert.match(line, /home_assistant\.unreachable.*ECONNREFUSED/);
    assert.ok(line.includes(reference));
    assert.doesNotMatch(log.lines.join(), /lovelace|states/);
  });

  it("cuts an answer short that Home Assistant cut short", async (context) => {
    const { port } = await open(context, (_asked, socket) => {
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
      return undefined;
    });
    const { text } = await sendRaw(port, head("GET /"));
    assert.match(text, /Content-Length: 10\r\n[^]*half$/);
  });

  it("gives up at Home Assistant what its client gave up", async (context) => {
    const ended = signal<void>();
    const { port } = await open(context, (_asked, socket) => {
      socket.on("close", () => ended.resolve());
      return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n";
    });
    const socket = connect(port, "127.0.0.1");
    socket.write(head("GET /api/stream"));
    await readUntil(socket, "ok");
    socket.destroy();
    await ended.promise;
  });

  it("gives an event at once, not when a buffer is full", async (context) => {
    let more = (_text: string): void => {};
    const { port } = await open(context, (_asked, socket) => {
      more = (text) => socket.write(`${text.length}\r\n${text}\r\n`);
      return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    });
    const socket = connect(port, "127.0.0.1");
    socket.write(head("GET /api/stream"));
    await readUntil(socket, "\r\n\r\n");
    more("one");
    await readUntil(socket, "one");
    more("two");
    await readUntil(socket, "two");
    socket.destroy();
  });
});

const megabyte = Buffer.alloc(1024 * 1024, "x");

const size = 100 * megabyte.length;

// A backup is hundreds of megabytes; a proxy that collects it takes the home
// down with it.
describe("bodies", () => {
  /** How many bytes a sender gets rid of while nobody reads at the far end. */
  const held = 16 * megabyte.length;

  it("passes 100 MB up, and no faster than it is read", async (context) => {
    let received = 0;
    const started = signal<() => void>();
    const server = createHttpServer((request, response) => {
      request.pause();
      started.resolve(() => {
        request.on("data", (chunk: Buffer) => {
          received += chunk.length;
        });
        request.on("end", () => response.end(`${received}`));
        request.resume();
      });
    });
    const upstreamPort = await listen(server);
    const listener = await openListener(`http://127.0.0.1:${upstreamPort}`);
    context.after(async () => {
      await listener.stop();
      server.close();
    });
    const upload = ask({
      port: listener.port,
      host: "127.0.0.1",
      method: "POST",
      path: "/api/backup/upload",
      headers: { ...asClient, "content-length": size },
    });
    const answered = once(upload, "response");
    let sent = 0;
    const send = () => {
      while (sent < size) {
        sent += megabyte.length;
        if (!upload.write(megabyte)) return;
      }
      upload.end();
    };
    upload.on("drain", send);
    send();
    const read = await started.promise;
    const stuck = await settled(() => sent);
    assert.ok(stuck < held, `${stuck} bytes left the sender`);
    read();
    const [response] = (await answered) as [AsyncIterable<Buffer>];
    let text = "";
    for await (const chunk of response) text += String(chunk);
    assert.equal(text, `${size}`);
  });

  it("passes 100 MB down, and no faster than it is read", async (context) => {
    let sent = 0;
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
        const send = () => {
          while (sent < size) {
            sent += megabyte.length;
            if (!socket.write(megabyte)) return;
          }
          socket.end();
        };
        socket.on("drain", send);
        send();
      });
    });
    const upstreamPort = await listen(server);
    const listener = await openListener(`http://127.0.0.1:${upstreamPort}`);
    context.after(async () => {
      await listener.stop();
      server.close();
    });
    const download = ask({
      port: listener.port,
      host: "127.0.0.1",
      path: "/api/backup/download",
      headers: asClient,
    });
    download.end();
    const [response] = await once(download, "response");
    const stuck = await settled(() => sent);
    assert.ok(stuck < held, `${stuck} bytes left Home Assistant`);
    let received = 0;
    for await (const chunk of response) received += chunk.length;
    assert.equal(received, size);
  });
});

interface Signal<Value> {
  promise: Promise<Value>;
  resolve(value: Value): void;
}

function signal<Value>(): Signal<Value> {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((found) => {
    resolve = found;
  });
  return { promise, resolve };
}

/** A figure, once it has not changed for a while. */
async function settled(figure: () => number): Promise<number> {
  for (let before = -1, still = 0; still < 10;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    still = figure() === before ? still + 1 : 0;
    before = figure();
  }
  return figure();
}
