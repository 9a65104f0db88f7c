import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  createBody,
  loginPage,
  openTestHome,
  type TestHome,
} from "../../../../test/support/home.ts";
import { answered, readStart } from "../../src/serve/pass-on.ts";

const origin = "https://home.example.org";
const passwordHandler: [string, null] = ["homeassistant", null];

// Lost: for whom Home Assistant answers. It counts wrong passwords by what is
// said here, and decides by it who is at home.
describe("passOn", () => {
  let home: TestHome;
  before(async () => {
    home = await openTestHome();
  });
  after(() => home.stop());

  async function passed(
    path: string,
    request: { method?: string; body?: unknown; headers?: object }
  ) {
    const at = home.stub.requests.length;
    await home.browser("198.51.100.4").ask(path, request as never);
    const one = home.stub.requests[at];
    assert.ok(one);
    return one;
  }

  it("A8: says address, host and scheme once, whatever the client says", async () => {
    const body = createBody(loginPage(origin), passwordHandler);
    const { headers, client } = await passed("/auth/login_flow", {
      method: "POST",
      body,
      headers: {
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-proto": "http",
        forwarded: "for=127.0.0.1",
        "x-real-ip": "127.0.0.1",
        authorization: "Bearer x",
        connection: "x-forwarded-for",
      },
    });
    assert.equal(client, "198.51.100.4");
    const names = headers.map(([name]) => name.toLowerCase());
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(names.filter((name) => name.startsWith("x-")).sort(), [
      "x-forwarded-for",
      "x-forwarded-host",
      "x-forwarded-proto",
    ]);
    for (const name of ["forwarded", "authorization", "cookie", "origin"]) {
      assert.ok(!names.includes(name), name);
    }
    const sent = Object.fromEntries(headers);
    assert.equal(sent["x-forwarded-for"], "198.51.100.4");
    assert.equal(sent["x-forwarded-proto"], "https");
    assert.equal(sent.host, "home.example.org");
  });

  it("A134: writes the body anew, in one charset and uncompressed", async () => {
    const body = createBody(loginPage(origin), passwordHandler);
    const { headers, body: text } = await passed("/auth/login_flow", {
      method: "POST",
      body: `  ${JSON.stringify(body)}\n`,
      headers: {
        "content-type": "application/json; charset=utf-16",
        "content-encoding": "gzip",
        "accept-encoding": "br",
      },
    });
    const sent = Object.fromEntries(headers);
    assert.equal(sent["content-type"], "application/json");
    assert.equal(sent["content-encoding"], undefined);
    assert.equal(sent["accept-encoding"], "identity");
    assert.equal(text, JSON.stringify(body));
  });

  it("A16: asks for the whole page, whatever the client has of it", async () => {
    const { headers, target } = await passed("/auth/authorize?a=%20b", {
      headers: { "if-none-match": "x", range: "bytes=0-9", "if-range": "x" },
    });
    const names = headers.map(([name]) => name.toLowerCase());
    for (const name of ["if-none-match", "range", "if-range"]) {
      assert.ok(!names.includes(name), name);
    }
    assert.equal(target, "/auth/authorize?a=%20b");
  });
});

// Lost: an answer whose headers speak of another connection than ours.
describe("answered", () => {
  it("leaves out what is said of one connection, and keeps the rest", async () => {
    const headers = {
      connection: "close",
      "transfer-encoding": "chunked",
      "content-length": "1",
      "keep-alive": "x",
      upgrade: "h2c",
      "content-type": "text/plain",
      "x-frame-options": "SAMEORIGIN",
    };
    const answer = answered(new Response("abc", { status: 401, headers }));
    assert.equal(answer.status, 401);
    assert.equal(await answer.text(), "abc");
    assert.deepEqual(
      [...answer.headers].map(([name]) => name),
      ["content-type", "x-frame-options"]
    );
  });

  it("gives no body to a status that has none", () => {
    for (const status of [204, 205, 304]) {
      assert.equal(answered(new Response(null, { status })).body, null);
    }
  });
});

// Lost: that an answer of any length costs us no more than a page does.
describe("readStart", () => {
  const text = "0123456789";
  const stream = () =>
    new Response(
      new ReadableStream({
        start(controller) {
          for (const one of text) {
            controller.enqueue(new TextEncoder().encode(one));
          }
          controller.close();
        },
      })
    );

  it("reads the whole of what is short", async () => {
    for (const size of [10, 11]) {
      const { start, isWhole, body } = await readStart(stream(), size);
      assert.equal(new TextDecoder().decode(start), text);
      assert.equal(isWhole, true);
      assert.equal(await new Response(body).text(), text);
    }
    const none = await readStart(new Response(null), 10);
    assert.equal(none.start.length, 0);
  });

  it("passes on all of what is long, and keeps little of it", async () => {
    const { start, isWhole, body } = await readStart(stream(), 4);
    assert.equal(isWhole, false);
    assert.equal(start.length, 5);
    assert.equal(await new Response(body).text(), text);
  });
});
