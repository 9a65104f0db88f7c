import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { openTestHome } from "../../../test/support/home.ts";
import { home, openListener } from "./support/gateway.ts";
import { head, sendRaw } from "./support/raw.ts";
import { startUpstream } from "./support/upstream.ts";

const files = [
  "/.well-known/assetlinks.json",
  "/.well-known/apple-app-site-association",
];

const companion = {
  name: "Companion",
  link: "io.github.example.app:/auth-callback",
};

const claiming = {
  ...companion,
  android: {
    package: "io.github.example.app",
    certificates: [Array.from({ length: 32 }, () => "AB").join(":")],
  },
  ios: { appId: "ABCDE12345.io.github.example.app" },
};

/** The real gateway, behind a real socket. */
async function open(
  context: TestContext,
  position: "gateway" | "sidecar",
  apps = [companion]
) {
  const { gateway, stop } = await openTestHome({ gateway: { apps } });
  const upstream = await startUpstream();
  const listener = await openListener(upstream.url, { gateway, position });
  context.after(async () => {
    await listener.stop();
    await upstream.stop();
    await stop();
  });
  return { port: listener.port, upstream };
}

// A phone's system asks once, long before anybody signs in, and follows
// nothing: where the answer is any other, links silently open the browser.
describe("what a phone's system asks a home", () => {
  for (const position of ["gateway", "sidecar"] as const) {
    it(`is answered at once where an app is configured, as a ${position}`, async (context) => {
      const { port, upstream } = await open(context, position, [claiming]);
      for (const file of files) {
        const { status, text } = await sendRaw(port, head(`GET ${file}`));
        assert.equal(status, 200);
        assert.match(text, /^content-type: application\/json\r$/im);
        assert.doesNotMatch(text, /^location:|^set-cookie:/im);
        assert.match(text, /io\.github\.example\.app/);
      }
      assert.equal(upstream.requests.length, 0);
    });

    it(`is Home Assistant's to answer where none is, as a ${position}`, async (context) => {
      const { port, upstream } = await open(context, position);
      for (const file of files) await sendRaw(port, head(`GET ${file}`));
      assert.deepEqual(
        upstream.requests.map(({ line }) => line),
        files.map((file) => `GET ${file} HTTP/1.1`)
      );
    });
  }

  it("gives no other spelling of their paths an answer of ours", async (context) => {
    const { port } = await open(context, "sidecar", [claiming]);
    for (const target of [
      "/.well-known%2fassetlinks.json",
      "/.well-known/../.well-known/assetlinks.json",
      "//.well-known/assetlinks.json",
      "/.well-known/assetlinks.json/",
      "/.WELL-KNOWN/assetlinks.json",
    ]) {
      const { text } = await sendRaw(port, head(`GET ${target}`));
      assert.doesNotMatch(text, /io\.github\.example\.app/, target);
    }
  });
});

// What the gateway refuses must not be answered by the server in front of it.
describe("an app's addresses, through the server", () => {
  it("M54: answer no preflight, and no page of another site", async (context) => {
    const { port, upstream } = await open(context, "sidecar");
    for (const way of ["start", "finish", "open", "leave", "back"]) {
      const { status, text } = await sendRaw(
        port,
        head(`OPTIONS /auth/external-login/app/${way}`, [
          "Origin: https://evil.example",
          "Access-Control-Request-Method: POST",
          "Access-Control-Request-Headers: x-external-login-resume",
        ])
      );
      assert.equal(status, 404);
      assert.doesNotMatch(text, /access-control-/i);
    }
    assert.equal(upstream.requests.length, 0);
  });

  it("M24: are served at the home's own host, and at no other", async (context) => {
    const { port } = await open(context, "sidecar");
    for (const way of ["open", "leave", "back"]) {
      const own = head(`GET /auth/external-login/app/${way}`);
      assert.notEqual((await sendRaw(port, own)).status, 421);
      const evil = own.replace(`Host: ${home}`, "Host: evil.example");
      assert.notEqual(evil, own);
      const { status, text } = await sendRaw(port, evil);
      assert.equal(status, 421);
      assert.doesNotMatch(text, /io\.github|home\.example\.org/);
    }
  });
});
