import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { needsPrograms } from "../../../test/support/needs.ts";
import { freePort } from "../../../test/support/port.ts";
import { start, which, type Program } from "../../../test/support/program.ts";
import type { Listener } from "../src/server.ts";
import {
  createFakeGateway,
  home,
  openListener,
  type FakeGateway,
} from "./support/gateway.ts";
import { readUntil, sendRaw } from "./support/raw.ts";
import { startUpstream, type Upstream } from "./support/upstream.ts";

const recipe = readFileSync(
  new URL("../deploy/nginx-sidecar.conf", import.meta.url),
  "utf8"
);

// The recipe is what people copy; a header forgotten in it is a hole, or a
// login that never ends.
describe(
  "deploy/nginx-sidecar.conf",
  { skip: needsPrograms({ nginx: "nginx-light" }) },
  () => {
    const folder = mkdtempSync(join(tmpdir(), "nginx-"));
    let upstream: Upstream;
    let gateway: FakeGateway;
    let listener: Listener;
    let nginx: Program;
    let port: number;

    before(async () => {
      upstream = await startUpstream(({ line }) =>
        line.includes("websocket")
          ? "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello"
          : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
      );
      gateway = createFakeGateway((request) => {
        const headers = new Headers();
        // As large as all our cookies together may be.
        if (request.url.includes("cookies")) {
          headers.append("Set-Cookie", `a=${"x".repeat(2_900)}`);
        }
        return new Response("ours", { headers });
      });
      listener = await openListener(upstream.url, {
        gateway,
        position: "sidecar",
        origins: [`http://${home}`],
      });
      port = await freePort();
      nginx = startNginx();
      await listening(port);
    });

    after(async () => {
      nginx.signal("SIGTERM");
      await nginx.ended;
      await listener.stop();
      await upstream.stop();
      rmSync(folder, { recursive: true });
    });

    /** The recipe as it stands, on other ports and without a certificate. */
    function startNginx(): Program {
      const site = recipe
        .replace("127.0.0.1:8123", `127.0.0.1:${upstream.port}`)
        .replace("127.0.0.1:8124", `127.0.0.1:${listener.port}`)
        .replace("listen 443 ssl", `listen 127.0.0.1:${port}`)
        .replace(/^.*(?:\[::\]|ssl_certificate).*\n/gm, "")
        .replace(/\nserver \{\n {4}listen 80;[^]*$/, "\n");
      const text = `daemon off; pid nginx.pid; error_log error.log;
events {}
http {
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
${site}}
`;
      writeFileSync(join(folder, "nginx.conf"), text);
      const program = which("nginx") ?? "nginx";
      return start([program, "-p", folder, "-c", join(folder, "nginx.conf")]);
    }

    function get(target: string, headers: string[] = []): string {
      return [
        `GET ${target} HTTP/1.1`,
        `Host: ${home}`,
        "Connection: close",
        ...headers,
        "\r\n",
      ].join("\r\n");
    }

    it("sends logins to the sidecar and the rest to Home Assistant", async () => {
      const own = await sendRaw(port, get("/auth/external-login/x"));
      assert.match(own.text, /ours/);
      const token = await sendRaw(port, get("/auth/token"));
      assert.equal(token.status, 200);
      const other = await sendRaw(port, get("/lovelace/0?a=b%2f"));
      assert.equal(other.status, 200);
      assert.deepEqual(
        upstream.requests.map(({ line }) => line),
        ["GET /auth/token HTTP/1.1", "GET /lovelace/0?a=b%2f HTTP/1.1"]
      );
    });

    it("A8: replaces what a browser says of itself", async () => {
      const spoofed = [
        "X-Forwarded-For: 192.168.1.7",
        "X-Forwarded-Host: evil.example",
        "X-Forwarded-Proto: https",
      ];
      for (const target of ["/auth/token", "/api/"]) {
        const { status } = await sendRaw(port, get(target, spoofed));
        assert.equal(status, 200);
        assert.deepEqual(upstream.values("X-Forwarded-For"), ["127.0.0.1"]);
        assert.deepEqual(upstream.values("X-Forwarded-Host"), [home]);
        assert.deepEqual(upstream.values("X-Forwarded-Proto"), ["http"]);
        assert.deepEqual(upstream.values("Host"), [home]);
      }
    });

    it("A43: lets answers with all our cookies through", async () => {
      const asked = get("/auth/external-login/cookies", [
        `Cookie: a=${"x".repeat(4_096)}`,
      ]);
      const { status, text } = await sendRaw(port, asked);
      assert.equal(status, 200);
      assert.match(text, /set-cookie: a=x{2900}/i);
    });

    it("joins websockets to Home Assistant", async () => {
      const socket = connect(port, "127.0.0.1");
      await once(socket, "connect");
      socket.write(
        get("/api/websocket", ["Upgrade: websocket"]).replace(
          "Connection: close",
          "Connection: Upgrade"
        )
      );
      assert.match(await readUntil(socket, "hello"), /101/);
      socket.destroy();
    });
  }
);

async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const connected = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "close").then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (connected) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
