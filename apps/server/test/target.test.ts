import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pathOf } from "@ha-external-login/gateway";
import fc from "fast-check";
import { readPath } from "../src/target.ts";

// Two readings of one address are two answers to whether it is ours: an
// attacker needs one server to judge the first and another to serve the
// second.
describe("readPath", () => {
  it("decodes once, as Home Assistant does", () => {
    for (const [target, path] of [
      ["/", "/"],
      ["/auth/authorize?a=%2f..%2f&b=//", "/auth/authorize"],
      ["/auth/%61uthorize", "/auth/authorize"],
      ["/%61uth/authorize", "/auth/authorize"],
      ["/auth/%2561uthorize", undefined],
      ["/AUTH/authorize", "/AUTH/authorize"],
      ["/auth/authorize;x", "/auth/authorize;x"],
      ["/auth/authorize/", "/auth/authorize/"],
      ["/auth//authorize", "/auth//authorize"],
      ["/authorize%2fx", "/authorize/x"],
    ]) {
      assert.equal(readPath(target ?? ""), path, target);
    }
  });

  it("A10: refuses what two servers could read differently", () => {
    for (const target of [
      "",
      "*",
      "auth/authorize",
      "http://home.example.org/auth/authorize",
      "//auth//authorize",
      "//evil.example/auth/authorize",
      "/auth/sso/../authorize",
      "/auth/sso/%2e%2e/authorize",
      "/auth/sso/.%2E/authorize",
      "/auth/./authorize",
      "/auth/sso/..",
      "/auth/sso/..;/authorize",
      "/%2fauth/authorize",
      "/x/../auth/authorize",
      "/x/..%2fauth/authorize",
      "/auth%2fauthorize",
      "/auth/external-login%2Fcallback",
      "/auth\\authorize",
      "/\\auth/authorize",
      "/x\\..\\auth/authorize",
      "/auth/%5cauthorize",
      "/auth/authorize#x",
      "/auth/authorize%23x",
      "/auth/authorize%3fx",
      "/auth/authorize%00",
      "/auth/authorize%0d%0a",
      "/auth/%zz",
      "/auth/authorize%",
      "/auth/\u00e4",
      "/auth/%c3%a4",
      "/auth/ x",
      "/.well-known%2fassetlinks.json",
    ]) {
      assert.equal(readPath(target), undefined, target);
    }
  });

  it("leaves alone what Home Assistant serves elsewhere", () => {
    for (const target of [
      "/media/local/a%2Fb%20c.mp3?authSig=x.y-z",
      "/media/local/100%.png",
      "/media/local/100%25.png",
      "/media/local/%C3%A4%23%3F.png",
      "/api/media_player_proxy/media_player.tv/browse_media/a/spotify%3A%2F%2Fx",
      "/api/history/period/2026-11-26T00:00:00+00:00?filter=a,b",
      "/.well-known/oauth-authorization-server",
    ]) {
      assert.notEqual(readPath(target), undefined, target);
    }
  });

  it("Z14: agrees with the gateway and with URLs on all it lets by", () => {
    const piece = fc.constantFrom(
      ...["/", "\\", ".", "..", ";", "%", "%2e", "%2F", "%5c", "%61", "%25"],
      ...["auth", "authorize", "AUTH", ".well-known", "x", "?", "#", "@", ":"],
      ...["//", "%00", "%0a", "\u00e4", " ", "%c3%a4", "+", "~", "-", "_"]
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const target = `/${pieces.join("")}`;
        const path = readPath(target);
        const guarded = /^\/+(?:auth|\.well-known)(?:\/|$)/i;
        if (path === undefined || !guarded.test(path)) return;
        const url = new URL(`https://home.example.org${target}`);
        assert.equal(pathOf(target), path);
        assert.equal(url.host, "home.example.org");
        assert.equal(pathOf(url.pathname), path);
      }),
      { numRuns: 20_000 }
    );
  });
});
