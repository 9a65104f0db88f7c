import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { createRuntime } from "../src/runtime.ts";
import { listen, startUpstream, type Upstream } from "./support/upstream.ts";

// Packages believe that they talk to whom they addressed, as they said it.
describe("createRuntime", () => {
  const runtime = createRuntime();
  let upstream: Upstream;

  before(async () => {
    upstream = await startUpstream(({ line }) =>
      line.includes("/redirect")
        ? "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
        : line.includes("/none")
          ? "HTTP/1.1 204 No Content\r\n\r\n"
          : line.includes("/hang")
            ? undefined
            : "HTTP/1.1 200 OK\r\nX: a\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 4\r\n\r\n\u00c3\u00a4ok"
    );
  });

  after(async () => {
    await runtime.close();
    await upstream.stop();
  });

  it("asks as it was told, the given host included", async () => {
    const response = await runtime.fetch(`${upstream.url}/x?y=%2f`, {
      method: "POST",
      headers: { host: "home.example.org", "X-Forwarded-For": "203.0.113.5" },
      body: "\u00e4",
    });
    assert.equal(await response.text(), "\u00e4ok");
    assert.equal(response.headers.get("x"), "a");
    assert.deepEqual(response.headers.getSetCookie(), ["a=1", "b=2"]);
    const [request] = upstream.requests.splice(0);
    assert.equal(request?.line, "POST /x?y=%2f HTTP/1.1");
    assert.equal(request?.body, "\u00c3\u00a4");
    const { headers = [] } = request ?? {};
    assert.deepEqual(
      headers.slice(headers.indexOf("host"), headers.indexOf("host") + 2),
      ["host", "home.example.org"]
    );
    assert.equal(headers.filter((part) => /^host$/i.test(part)).length, 1);
  });

  it("sends form parameters as a form", async () => {
    await runtime.fetch(upstream.url, {
      method: "POST",
      body: new URLSearchParams({ a: "b c" }),
    });
    assert.equal(upstream.requests.at(-1)?.body, "a=b+c");
    assert.match(upstream.values("content-type").join(), /x-www-form-urlenc/);
  });

  it("follows no redirect, and reads an answer without a body", async () => {
    const redirect = await runtime.fetch(`${upstream.url}/redirect`, {});
    assert.equal(redirect.status, 302);
    assert.equal(redirect.headers.get("location"), "/elsewhere");
    const none = await runtime.fetch(`${upstream.url}/none`, {});
    assert.equal(none.status, 204);
    assert.equal(none.body, null);
  });

  it("gives up when it is told to, with the reason given", async () => {
    const reason = new Error("late");
    const abort = new AbortController();
    const asked = runtime.fetch(`${upstream.url}/hang`, {
      signal: abort.signal,
    });
    abort.abort(reason);
    await assert.rejects(asked, reason);
  });

  it("says why there was no answer", async () => {
    const gone = await startUpstream();
    await gone.stop();
    await assert.rejects(runtime.fetch(gone.url, {}), (error) => {
      assert.ok(error instanceof TypeError);
      assert.equal((error.cause as { code: string }).code, "ECONNREFUSED");
      return true;
    });
  });

  it("lets an answer go that nobody reads to its end", async (context) => {
    const closed = new Promise<void>((resolve) => {
      const server = createServer((_request, response) => {
        response.on("close", () => resolve());
        response.write("x");
      });
      context.after(() => server.close());
      void listen(server).then(async (port) => {
        const response = await runtime.fetch(`http://127.0.0.1:${port}`, {});
        const reader = response.body?.getReader();
        await reader?.read();
        await reader?.cancel();
      });
    });
    await closed;
  });

  it("takes no proxy from the environment", async () => {
    process.env["HTTP_PROXY"] = "http://127.0.0.1:9";
    process.env["http_proxy"] = "http://127.0.0.1:9";
    const own = createRuntime();
    const response = await own.fetch(upstream.url, {});
    assert.equal(response.status, 200);
    await own.close();
    delete process.env["HTTP_PROXY"];
    delete process.env["http_proxy"];
  });

  it("tells whole seconds, and draws bytes", () => {
    assert.ok(Number.isInteger(runtime.now()));
    assert.equal(runtime.randomBytes(32).length, 32);
    assert.notDeepEqual(runtime.randomBytes(16), runtime.randomBytes(16));
  });
});
