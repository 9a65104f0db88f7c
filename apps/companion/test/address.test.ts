import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readAddress } from "../src/address.ts";

const origin = (text: string, loopback?: boolean) => {
  const read = readAddress(text, loopback);
  return read.is === "origin" ? read.origin : read.is;
};

describe("readAddress", () => {
  it("takes a host as people write it", () => {
    assert.equal(origin(" home.example.org "), "https://home.example.org");
    assert.equal(
      origin("Home.Example.org:8443"),
      "https://home.example.org:8443"
    );
    assert.equal(origin("[2001:db8::1]"), "https://[2001:db8::1]");
  });

  it("drops the page that an address was copied from", () => {
    assert.equal(
      origin("https://home.example.org/lovelace/0?edit=1#top"),
      "https://home.example.org"
    );
  });

  it("refuses http, wherever it leads", () => {
    for (const text of [
      "http://192.168.1.20:8123",
      "HTTP://home.example.org",
    ]) {
      assert.equal(origin(text), "not_https");
    }
    assert.equal(origin("http://127.0.0.1:8123"), "not_https");
  });

  it("takes http on this very machine where development asks for it", () => {
    assert.equal(
      origin("http://127.0.0.1:8123", true),
      "http://127.0.0.1:8123"
    );
    assert.equal(origin("http://10.0.0.1:8123", true), "not_https");
  });

  // Attack: an address that reads as one host and leads to another.
  it("refuses a name before the host, and shows other scripts as they are", () => {
    assert.equal(origin("https://home.example.org@evil.example"), "no_address");
    assert.equal(origin("home.example.org:pass@evil.example"), "no_address");
    assert.equal(
      origin("https://hоme.example.org"),
      "https://xn--hme-sed.example.org"
    );
  });

  it("refuses what is no address, or of another kind", () => {
    for (const text of [
      "",
      "my home",
      "https://",
      "javascript:alert(1)",
      "javascript://x/%0aalert(1)",
      "file:///etc/passwd",
      "homeassistant://navigate/",
    ]) {
      assert.equal(origin(text), "no_address", text);
    }
  });
});
