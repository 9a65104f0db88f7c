import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Listener } from "../src/server.ts";
import {
  createFakeGateway,
  createFakeLog,
  home,
  openListener,
} from "./support/gateway.ts";
import { head, sendRaw } from "./support/raw.ts";
import { startUpstream, type Upstream } from "./support/upstream.ts";

/** What somebody would send to be taken for somebody else. */
const spoofed = [
  "X-Forwarded-For: 192.168.1.7",
  "x-forwarded-FOR: 192.168.1.8",
  "X-Forwarded-For: 192.168.1.9, 192.168.1.10",
  "X-Forwarded-Proto: https",
  "X-Forwarded-Host: evil.example",
  "X-Forwarded-Port: 1",
  "X-Forwarded-Server: evil.example",
  "X-Forwarded-User: owner",
  "X-Forwarded-Preferred-Username: owner",
  "Forwarded: for=192.168.1.7;host=evil.example;proto=https",
  "X-Real-IP: 192.168.1.7",
  "X-Client-IP: 192.168.1.7",
  "True-Client-IP: 192.168.1.7",
  "CF-Connecting-IP: 192.168.1.7",
  "X-Remote-User: owner",
  "Remote-User: owner",
  "Remote-Groups: admins",
  "X-Auth-Request-User: owner",
  "X-WebAuth-User: owner",
  "X_Forwarded_For: 192.168.1.7",
  "X_Remote_User: owner",
  "Remote_User: owner",
];

// Home Assistant decides by these headers who is local, who is banned and
// what an address of its own is. Whoever can say them for somebody else gets
// around all of it.
describe("forwarded headers", () => {
  let upstream: Upstream;
  let trusting: Listener;
  let wary: Listener;
  const gateway = createFakeGateway();

  before(async () => {
    upstream = await startUpstream();
    trusting = await openListener(upstream.url, {
      gateway,
      trustedProxies: ["127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48"],
    });
    wary = await openListener(upstream.url, {
      gateway,
      origins: [`http://${home}`],
      trustedProxies: ["10.0.0.0/8"],
    });
  });

  after(async () => {
    await trusting.stop();
    await wary.stop();
    await upstream.stop();
  });

  function rebuilt(): string[][] {
    return ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"].map(
      (name) => upstream.values(name)
    );
  }

  // A stranger connects without a proxy and claims an address at home, the
  // owner's name, and another host.
  it("A8: believes nothing that an unlisted peer says", async () => {
    const lines = ["GET /api/ HTTP/1.1", `Host: ${home}`, "Connection: close"];
    const request = [...lines, ...spoofed, "\r\n"].join("\r\n");
    assert.equal((await sendRaw(wary.port, request)).status, 200);
    assert.deepEqual(rebuilt(), [["127.0.0.1"], ["http"], [home]]);
    const seen = upstream.requests.at(-1)?.headers ?? [];
    const names = seen.filter((_value, at) => at % 2 === 0);
    assert.deepEqual(names.map((name) => name.toLowerCase()).sort(), [
      "connection",
      "host",
      "x-forwarded-for",
      "x-forwarded-host",
      "x-forwarded-proto",
    ]);
    assert.doesNotMatch(seen.join(), /192\.168|owner|evil/);
  });

  it("A8: gives our own routes the same address, and no hearsay", async () => {
    const lines = [
      "GET /auth/external-login/x HTTP/1.1",
      `Host: ${home}`,
      "Connection: close",
    ];
    const request = [...lines, ...spoofed, "\r\n"].join("\r\n");
    assert.equal((await sendRaw(wary.port, request)).status, 200);
    const seen = gateway.handled.at(-1);
    assert.deepEqual(seen?.asked, {
      address: "127.0.0.1",
      origin: `http://${home}`,
    });
    assert.deepEqual([...(seen?.request.headers.keys() ?? [])], []);
  });

  // A stranger behind the listed proxy sends the header himself; the proxy
  // adds the address that it saw.
  it("A8: takes the right-most unlisted address from a listed peer", async () => {
    for (const [said, address] of [
      ["203.0.113.5", "203.0.113.5"],
      ["192.168.1.7, 203.0.113.5", "203.0.113.5"],
      ["unknown, 203.0.113.5", "203.0.113.5"],
      ["203.0.113.5, 10.1.2.3", "203.0.113.5"],
      ["192.168.1.7,203.0.113.5 ,10.1.2.3,  10.9.9.9", "203.0.113.5"],
      ["10.1.2.3, 10.9.9.9", "10.1.2.3"],
      ["::ffff:203.0.113.5", "203.0.113.5"],
      ["2001:DB8:2::0:1", "2001:db8:2::1"],
      ["2001:db8:2::1, 2001:db8:1::9", "2001:db8:2::1"],
    ]) {
      const request = head("GET /", [`X-Forwarded-For: ${said}`]);
      assert.equal((await sendRaw(trusting.port, request)).status, 200, said);
      assert.deepEqual(rebuilt(), [[address], ["https"], [home]], said);
    }
  });

  it("A8: reads a header that was sent twice as one list", async () => {
    const request = head("GET /", [
      "X-Forwarded-For: 192.168.1.7",
      "x-forwarded-for: 203.0.113.5",
    ]);
    assert.equal((await sendRaw(trusting.port, request)).status, 200);
    assert.deepEqual(rebuilt(), [["203.0.113.5"], ["https"], [home]]);
  });

  it("A8: knows the peer itself where a listed one says nothing", async () => {
    assert.equal((await sendRaw(trusting.port, head("GET /"))).status, 200);
    assert.deepEqual(rebuilt(), [["127.0.0.1"], ["https"], [home]]);
  });

  it("A8: refuses what a listed peer says and nobody understands", async () => {
    const before = upstream.requests.length;
    for (const headers of [
      ["X-Forwarded-For: "],
      ["X-Forwarded-For: 203.0.113.5:4711"],
      ["X-Forwarded-For: [2001:db8::1]"],
      ["X-Forwarded-For: unknown"],
      ["X-Forwarded-For: 203.0.113.5, unknown, 10.1.2.3"],
      ["X-Forwarded-For: 203.0.113.5", "X-Forwarded-Proto: http"],
      ["X-Forwarded-Host: home.example.org, evil.example"],
    ]) {
      const request = head("GET /", headers);
      const { status } = await sendRaw(trusting.port, request);
      assert.equal(status, 400, headers.join());
    }
    assert.equal(upstream.requests.length, before);
  });

  it("A8: takes scheme and host from the hop that the address is from", async () => {
    const request = [
      "GET / HTTP/1.1",
      "Host: inside.example",
      "Connection: close",
      "X-Forwarded-For: 203.0.113.5, 10.1.2.3",
      "X-Forwarded-Proto: https, http",
      `X-Forwarded-Host: ${home}, inside.example`,
      "\r\n",
    ].join("\r\n");
    assert.equal((await sendRaw(trusting.port, request)).status, 200);
    assert.deepEqual(rebuilt(), [["203.0.113.5"], ["https"], [home]]);
    assert.deepEqual(upstream.values("Host"), [home]);
  });

  it("passes everything else as it came, twice what came twice", async () => {
    const request = head("GET /", [
      "authorization: Bearer abc",
      "X-Custom: one",
      "x-CUSTOM: two",
      "Accept-Encoding: br",
      "Empty:",
    ]);
    await sendRaw(trusting.port, request);
    const seen = upstream.requests.at(-1)?.headers ?? [];
    const from = seen.indexOf("authorization");
    assert.deepEqual(seen.slice(from, from + 10), [
      ...["authorization", "Bearer abc"],
      ...["X-Custom", "one"],
      ...["x-CUSTOM", "two"],
      ...["Accept-Encoding", "br"],
      ...["Empty", ""],
    ]);
  });

  it("passes nothing that belongs to one connection, or is named so", async () => {
    const request = head(
      "GET /",
      [
        "Keep-Alive: timeout=5",
        "TE: trailers",
        "Trailer: X",
        "Proxy-Authorization: Basic abc",
        "Upgrade: h2c",
        "HTTP2-Settings: abc",
        "X-Hop: 1",
      ],
      "close, Upgrade, HTTP2-Settings, X-Hop, X-Forwarded-For"
    );
    assert.equal((await sendRaw(trusting.port, request)).status, 200);
    const seen = upstream.requests.at(-1)?.headers ?? [];
    assert.doesNotMatch(
      seen.join(),
      /timeout|trailer|basic|h2c|http2|x-hop|upgrade/i
    );
    assert.deepEqual(rebuilt()[0], ["127.0.0.1"]);
  });

  // Home Assistant has no use for what binds a login to a browser, and its
  // add-ons could keep it.
  it("keeps our cookies, and no others, from Home Assistant", async () => {
    for (const [sent, seen] of [
      ["a=1; __Host-external-login-abc=x; b=2", ["a=1; b=2"]],
      ["external-login-abc=x;c=3", ["c=3"]],
      ["__Host-external-login-resume=x", []],
      [
        "my-external-login=x; a=external-login",
        ["my-external-login=x; a=external-login"],
      ],
    ] as const) {
      await sendRaw(trusting.port, head("GET /", [`Cookie: ${sent}`]));
      assert.deepEqual(upstream.values("Cookie"), seen);
    }
    const own = head("GET /auth/external-login/x", [
      "Cookie: a=1",
      "Cookie: __Host-external-login-abc=x",
    ]);
    await sendRaw(trusting.port, own);
    assert.equal(
      gateway.handled.at(-1)?.request.headers.get("cookie"),
      "a=1; __Host-external-login-abc=x"
    );
  });
});

// A home that answers to any name can be made to write that name into links
// and to hand its codes to it.
describe("origins", () => {
  let upstream: Upstream;
  let listener: Listener;
  const log = createFakeLog();

  before(async () => {
    upstream = await startUpstream();
    listener = await openListener(upstream.url, {
      log,
      origins: [`https://${home}`, "http://[::1]:8124"],
    });
  });

  after(async () => {
    await listener.stop();
    await upstream.stop();
  });

  async function ask(host: string, headers: string[] = []): Promise<number> {
    const lines = ["GET / HTTP/1.1", `Host: ${host}`, "Connection: close"];
    const request = [...lines, ...headers, "\r\n"].join("\r\n");
    return (await sendRaw(listener.port, request)).status;
  }

  it("A108: answers 421 for every host that is not configured", async () => {
    const https = ["X-Forwarded-Proto: https"];
    for (const host of [
      "evil.example",
      "home.example.org.",
      "home.example.org:8443",
      "home.example.org@evil.example",
      "home.example.org/evil.example",
      "127.0.0.1",
      "",
    ]) {
      assert.equal(await ask(host, https), 421, host);
    }
    assert.equal(await ask(home), 421);
    assert.equal(await ask(home, ["X-Forwarded-Proto: ftp"]), 421);
    assert.equal(
      await ask(home, [...https, "X-Forwarded-Host: evil.example"]),
      421
    );
    assert.equal(upstream.requests.length, 0);
    assert.match(log.lines.join(), /request\.misdirected.*evil\.example/);
  });

  it("A16: lets nobody keep the answer", async () => {
    const { text } = await sendRaw(
      listener.port,
      "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"
    );
    assert.match(text, /Cache-Control: no-store/);
    assert.doesNotMatch(text, /evil/);
  });

  it("knows one host in any case, with its scheme's port or without", async () => {
    for (const host of [home, "HOME.example.ORG", `${home}:443`]) {
      assert.equal(await ask(host, ["X-Forwarded-Proto: https"]), 200);
      assert.deepEqual(upstream.values("Host"), [host]);
      assert.deepEqual(upstream.values("X-Forwarded-Host"), [host]);
    }
    assert.equal(await ask("[::1]:8124"), 200);
  });
});
