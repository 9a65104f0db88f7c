import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { homeUrl, NotAllowedError } from "../src/guard.ts";
import { readLeave } from "../src/leave.ts";
import { drawProof } from "../src/verifier.ts";
import { webViewUserAgent } from "../src/sign-in.ts";
import { willow } from "./phone.ts";

// A home is where a verifier is sent to: two spellings could be two homes.
describe("homeUrl", () => {
  it("makes an address of a home", () => {
    assert.equal(homeUrl(willow, "/x"), `${willow}/x`);
    assert.equal(
      homeUrl("https://h.example:8443", "/"),
      "https://h.example:8443/"
    );
  });

  it("allows http on this very machine only where it is asked to", () => {
    assert.throws(() => homeUrl("http://localhost", "/"), NotAllowedError);
    assert.equal(homeUrl("http://localhost", "/", true), "http://localhost/");
    assert.equal(homeUrl("http://[::1]:1", "/", true), "http://[::1]:1/");
    for (const home of ["http://home.example", "ftp://localhost"]) {
      assert.throws(() => homeUrl(home, "/", true), NotAllowedError);
    }
  });

  it("names no home in its error", () => {
    assert.throws(
      () => homeUrl("https://h.example/?code=secret", "/"),
      (error: Error) => !error.message.includes("secret")
    );
  });
});

// Home Assistant's own page is in that web view, and any link in it can be
// tapped: only one address may take the person away.
describe("readLeave", () => {
  const leave = `${willow}/auth/external-login/app/leave`;

  it("reads the provider", () => {
    assert.equal(
      readLeave(`${leave}?provider=example-id`, willow),
      "example-id"
    );
  });

  it("reads nothing else", () => {
    for (const url of [
      leave,
      `${leave}?provider=`,
      `${leave}?provider=a&provider=b`,
      `${leave}?provider=a#b`,
      `${leave}?provider=${"a".repeat(41)}`,
      `${leave}?provider=%61`,
      `${leave}?provider=<img>`,
      `${leave}/?provider=a`,
      `${leave}?x=y&provider=a`,
      `${willow}/auth/authorize?provider=a`,
      `https://evil.example/?${leave}?provider=a`,
      `${leave}?provider=a`.replace("willow", "cabin"),
    ]) {
      assert.equal(readLeave(url, willow), undefined, url);
    }
  });
});

describe("drawProof", () => {
  it("computes the challenge of RFC 7636, appendix B", async () => {
    const bytes = [
      116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187,
      186, 22, 212, 37, 77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141,
      121,
    ];
    const proof = await drawProof({
      now: () => 0,
      after: () => () => {},
      randomBytes: () => Uint8Array.from(bytes),
    });
    assert.deepEqual(proof, {
      verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
      challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    });
  });
});

describe("webViewUserAgent", () => {
  it("appends to the web view's own", () => {
    assert.equal(
      webViewUserAgent("Mozilla/5.0"),
      "Mozilla/5.0 HaExternalLogin/0.1.0"
    );
  });
});
