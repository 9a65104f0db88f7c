import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { answerUrl, clientFault, clientHost } from "../../src/serve/client.ts";

const origin = "https://home.example.org";
const inner = "https://inside.example.org";
const origins = [origin, inner];

function fault(clientId: string, redirectUri: string): string | undefined {
  return clientFault(origins, origin, clientId, redirectUri);
}

const badClient = "Invalid client id";
const badRedirect = "Invalid redirect URI";

// Lost: that a code goes where Home Assistant itself would send it, and to no
// place of ours.
describe("clientFault", () => {
  it("takes the home's own page, its apps, and other clients", () => {
    for (const [clientId, redirectUri] of [
      [`${origin}/`, `${origin}/?auth_callback=1`],
      [`${origin}/`, `${origin}/auth/external-login/account`],
      ["https://home-assistant.io/iOS", "homeassistant://auth-callback"],
      ["https://home-assistant.io/android", "homeassistant://auth-callback"],
      ["https://client.example/", "https://client.example/auth/callback"],
      ["http://192.168.1.20:8123/", "http://192.168.1.20:8123/?a=1"],
      ["http://127.0.0.1:8123/", "http://127.0.0.1:8123/"],
      ["http://172.31.0.1/", "http://172.31.0.1/"],
      ["http://[::1]/", "http://[::1]/"],
      ["http://[fd00::1]/", "http://[fd00::1]/"],
    ] as const) {
      assert.equal(fault(clientId, redirectUri), undefined, clientId);
    }
  });

  it("refuses a client that Home Assistant would refuse", () => {
    for (const clientId of [
      "",
      "client.example",
      "//client.example/",
      "https:client.example/",
      "https:/client.example/",
      "https:///client.example/",
      "https://",
      "https://client.example/./x",
      "https://client.example/x/..",
      "https://client.example/#",
      "https://user@client.example/",
      "https://:p@client.example/",
      "https://client.example\\@evil.example/",
      "https://client.example/\n",
      " https://client.example/",
      "https://clíent.example/",
      "https://203.0.113.9/",
      "https://172.32.0.1/",
      "https://100.64.0.1/",
      "https://0x7f000001.1.1.1/",
      "https://[2001:db8::1]/",
      "https://[::ffff:203.0.113.9]/",
      "https://[fe80::1%25eth0]/",
      `https://client.example/${"x".repeat(2048)}`,
      "javascript:alert(1)",
      "homeassistant://auth-callback",
    ]) {
      assert.equal(fault(clientId, `${origin}/`), badClient, clientId);
    }
  });

  it("A105: refuses a script, a file or an app as the address of a code", () => {
    for (const redirectUri of [
      "javascript:alert(1)",
      "JaVaScRiPt:alert(1)",
      "java\tscript:alert(1)",
      "data:text/html,x",
      "vbscript:x",
      "blob:https://client.example/x",
      "intent://x#Intent;end",
      "file:///etc/passwd",
      "about:blank",
      "view-source:https://client.example/",
      "ws://client.example/",
      "ftp://client.example/",
      "homeassistant://auth-callback",
      "",
      "/",
      "//client.example/",
      "?",
    ]) {
      const answer = fault("https://client.example/", redirectUri);
      assert.equal(answer, badRedirect, redirectUri);
    }
  });

  it("lets the official apps end at their own scheme and nowhere else", () => {
    const app = "https://home-assistant.io/iOS";
    for (const redirectUri of [
      "homeassistant://auth-callback/",
      "homeassistant://auth-callback?x=1",
      "homeassistant://Auth-callback",
      "homeassistant:/auth-callback",
      "https://home-assistant.io/iOS",
      `${origin}/`,
    ]) {
      assert.equal(fault(app, redirectUri), badRedirect, redirectUri);
    }
    for (const near of [`${app}/`, "https://home-assistant.io/ios"]) {
      const answer = fault(near, "homeassistant://auth-callback");
      assert.equal(answer, badRedirect, near);
    }
  });

  it("A103: leads to no path of ours, at any of the home's origins", () => {
    for (const path of [
      "//x",
      "/auth/authorize",
      "/auth/external/callback",
      "/auth/external-login/callback/x",
      "/auth/external-login/account/",
      "/auth/external-login/account?code=1",
      "/%61uth/authorize",
      "/x/../auth/authorize",
      "/./auth/authorize",
      "/auth/%2e%2e/auth/x",
      "/%",
      "/?code=1",
      "/?x=1&state=",
      "/?error=x",
      "/?c%6fde=1",
      "/#",
      "/#code=1",
    ]) {
      for (const home of origins) {
        const answer = fault(`${home}/`, home + path);
        assert.equal(answer, badRedirect, home + path);
      }
    }
  });

  it("A103: keeps the home's own page at the home", () => {
    for (const redirectUri of [
      "https://evil.example/",
      `${inner}/`,
      "http://home.example.org/",
      "https://home.example.org:8443/",
      "https://home.example.org.evil.example/",
      "https://home.example.org@evil.example/",
    ]) {
      assert.equal(fault(`${origin}/`, redirectUri), badRedirect, redirectUri);
    }
  });
});

// Lost: the name of whom a code is given to.
describe("clientHost", () => {
  it("A108: is ASCII, with its port, and never what a person could be shown instead", () => {
    for (const [clientId, host] of [
      ["https://xn--hme-sna.example/", "xn--hme-sna.example"],
      ["https://EVIL.example:8443/x", "evil.example:8443"],
      [
        "https://home.example.org.evil.example/",
        "home.example.org.evil.example",
      ],
    ]) {
      assert.equal(clientHost(String(clientId)), host);
    }
  });
});

// Lost: that the client's state comes back as it was, once.
describe("answerUrl", () => {
  const answer = { code: "c0de", state: undefined, storeToken: false };

  it("A110: brings the state back with the same value, and nothing of its own", () => {
    for (const state of [
      "",
      "&code=evil",
      "#x",
      "%",
      "a b+c",
      "\r\nSet-Cookie: x=1",
      '"><script>',
      "🏠",
      "x".repeat(2000),
    ]) {
      const url = answerUrl(`${origin}/?a=1`, { ...answer, state });
      assert.match(url, /^[!-~]+$/);
      const { searchParams, hash } = new URL(url);
      assert.deepEqual(searchParams.getAll("state"), [state]);
      assert.deepEqual(searchParams.getAll("code"), ["c0de"]);
      assert.equal(hash, "");
    }
  });

  it("joins to what the address has already", () => {
    const ends = { ...answer, storeToken: true };
    const end = "code=c0de&storeToken=true";
    assert.equal(answerUrl("https://x/", ends), `https://x/?${end}`);
    assert.equal(answerUrl("https://x/?", ends), `https://x/?${end}`);
    assert.equal(answerUrl("https://x/?a", ends), `https://x/?a&${end}`);
    assert.equal(answerUrl("https://x/?a&", ends), `https://x/?a&${end}`);
  });
});
