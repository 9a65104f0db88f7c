import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { cookiesSize } from "@ha-external-login/flow";
import {
  bindingCookie,
  clearedCookie,
  clearedResume,
  CookieError,
  crowdedOut,
  readCookies,
  readResume,
  resumeCookie,
} from "../../src/serve/cookies.ts";

const origin = "https://home.example.org";
const plain = "http://localhost:8124";
const prefix = "__Host-external-login-";

function read(cookie: string, at = origin): [string, string][] {
  const request = new Request(`${at}/`, { headers: { cookie } });
  return [...readCookies(request, at)];
}

// Lost: which cookie is ours. A wrong one is somebody else's login.
describe("readCookies", () => {
  it("reads ours by what follows the prefix, and no others", () => {
    const cookies = `a=1; ${prefix}x=y; __Secure-external-login-z=1; ${prefix}q=a=b`;
    assert.deepEqual(read(cookies), [
      ["x", "y"],
      ["q", "a=b"],
    ]);
    assert.deepEqual(read(`${prefix}x=y; external-login-z=1`, plain), [
      ["z", "1"],
    ]);
  });

  it("A15: refuses two of one name, alike or not", () => {
    for (const cookies of [
      `${prefix}x=y; ${prefix}x=z`,
      `${prefix}x=y; a=1;${prefix}x=y`,
      `${prefix}resume=y;  ${prefix}resume=`,
    ]) {
      assert.throws(() => read(cookies), CookieError);
    }
  });

  it("A15: takes no cookie without a name for one with ours", () => {
    for (const cookies of [`=${prefix}x=y`, `${prefix}x`, "; ;=", "="]) {
      assert.deepEqual(read(cookies), []);
    }
  });

  it("A135: cuts spaces and tabs, and what else is white is a letter", () => {
    assert.deepEqual(read(`a=1; \t${prefix}x \t= y \t`), [["x", "y"]]);
    for (const white of ["\u00a0", "\u0085", "\u000c", "\u000b"]) {
      assert.deepEqual(read(`a=1; ${white}${prefix}x=y`), [], escape(white));
    }
  });

  it("Z10: chooses no wrong one, whatever stands beside it", () => {
    const id = "abcdefghijklmnopqrstuv";
    const noise = fc.stringMatching(/^[ -:<-~\t\u00a0]{0,30}$/);
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 6 }), fc.nat(6), (all, at) => {
        const ours = `${prefix}${id}=value`;
        const pairs = [...all.slice(0, at), ours, ...all.slice(at)];
        let cookies: Map<string, string>;
        try {
          cookies = new Map(read(pairs.join("; ")));
        } catch (error) {
          assert.ok(error instanceof CookieError);
          return;
        }
        assert.equal(cookies.get(id), "value");
        for (const [name, value] of cookies) {
          assert.ok(pairs.some((pair) => pair.includes(`${prefix}${name}`)));
          assert.equal(/[;]/.test(name + value), false);
        }
      }),
      { numRuns: 300, seed: 11 }
    );
  });
});

// Lost: that a browser keeps our cookies from scripts, siblings and strangers.
describe("the cookies that are set", () => {
  it("A15: are __Host-, secure, unread by scripts, and for the whole site", () => {
    const all = [
      bindingCookie(origin, "id", "sealed"),
      clearedCookie(origin, "id"),
      resumeCookie(origin, "value", 60),
      clearedResume(origin),
    ];
    for (const cookie of all) {
      assert.match(cookie, /^__Host-external-login-/);
      for (const attribute of ["Path=/", "HttpOnly", "Secure"]) {
        assert.ok(cookie.split("; ").includes(attribute), cookie);
      }
      assert.ok(!/domain/i.test(cookie));
    }
    assert.match(all[0] ?? "", /=sealed; Max-Age=900; .*SameSite=Lax/);
    assert.match(all[1] ?? "", /=; Max-Age=0; .*SameSite=Lax/);
    assert.match(all[2] ?? "", /=value; Max-Age=60; .*SameSite=Strict/);
    assert.match(all[3] ?? "", /=; Max-Age=0; .*SameSite=Strict/);
  });

  it("A15: have another name on plain http, without Secure", () => {
    const cookie = resumeCookie(plain, "value", 60);
    assert.match(cookie, /^external-login-resume=value; /);
    assert.ok(!cookie.includes("Secure"));
    const request = new Request(plain, { headers: { cookie: cookie } });
    assert.equal(readResume(readCookies(request, plain)), "value");
    assert.equal(readResume(readCookies(request, origin)), undefined);
  });
});

// Lost: that a browser's cookies stay within what servers in front take.
describe("crowdedOut", () => {
  const bound = (count: number, size: number) =>
    Array.from({ length: count }, (_none, at) => ({
      id: String(at),
      size,
      startedAt: at,
    }));

  it("A46: keeps five, the new one among them, and the oldest go", () => {
    assert.deepEqual(crowdedOut(bound(4, 10), origin, 10), []);
    assert.deepEqual(crowdedOut(bound(6, 10), origin, 10), ["1", "0"]);
  });

  it("A43: keeps all within 4,096 bytes with names, a resume beside them", () => {
    for (const size of [200, 700, 1200, 2000, 3600]) {
      const all = bound(5, size);
      const gone = crowdedOut(all, origin, size);
      const overhead = prefix.length + 22 + 3;
      const kept = all.length - gone.length + 1;
      assert.ok(kept * (overhead + size) + 100 <= cookiesSize || kept === 1);
      assert.deepEqual(
        gone,
        all
          .map(({ id }) => id)
          .slice(0, gone.length)
          .reverse()
      );
    }
  });

  it("A46: sends a few cookies away at a time, however many there are", () => {
    const gone = crowdedOut(bound(300, 10), origin, 10);
    assert.equal(gone.length, 10);
    assert.ok(gone.includes("0"));
  });
});
