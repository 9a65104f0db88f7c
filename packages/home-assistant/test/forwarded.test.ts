import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { forwardedHeaders } from "../src/index.ts";

// Home Assistant bans, and lets local people in, by the address it reads
// here. A second address in one of these headers would be the attacker's.
describe("forwardedHeaders", () => {
  it("says address, host and scheme, each once", () => {
    const headers = forwardedHeaders({
      address: "203.0.113.7",
      origin: "https://home.example.org",
    });
    assert.deepEqual(headers, {
      host: "home.example.org",
      "x-forwarded-for": "203.0.113.7",
      "x-forwarded-host": "home.example.org",
      "x-forwarded-proto": "https",
    });
  });

  it("keeps a port that is not the scheme's own", () => {
    const origin = "http://homeassistant.local:8124";
    const headers = forwardedHeaders({ address: "fe80::1%eth0", origin });
    assert.equal(headers.host, "homeassistant.local:8124");
    assert.equal(headers["x-forwarded-proto"], "http");
  });

  it("refuses an address that would be read as two, or as something else", () => {
    const { origin } = { origin: "https://home.example.org" };
    const addresses = [
      "203.0.113.7, 192.168.1.7",
      "203.0.113.7\r\nX-Forwarded-For: 127.0.0.1",
      "[2001:db8::1]",
      "203.0.113.7 ",
      "",
    ];
    for (const address of addresses) {
      assert.throws(() => forwardedHeaders({ address, origin }), TypeError);
    }
  });
});
