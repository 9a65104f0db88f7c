import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { networkOf } from "../../src/match/network.ts";

// Lost: that two addresses of one home are one network, and two homes two.
describe("networkOf", () => {
  it("is the address of IPv4, however it is carried", () => {
    assert.equal(networkOf("203.0.113.7"), "cb007107");
    assert.equal(networkOf("::ffff:203.0.113.7"), "cb007107");
    assert.equal(networkOf("::FFFF:203.0.113.7"), "cb007107");
    assert.equal(networkOf("::ffff:cb00:7107"), "cb007107");
    assert.notEqual(networkOf("203.0.113.8"), "cb007107");
  });

  it("is the /64 of IPv6, in every spelling", () => {
    for (const address of [
      "2001:db8:1:2::7",
      "2001:0DB8:0001:0002:ffff:ffff:ffff:ffff",
      "2001:db8:1:2:0:0:0:0",
      "2001:db8:1:2::7%eth0",
    ]) {
      assert.equal(networkOf(address), "20010db800010002", address);
    }
    assert.equal(networkOf("::1"), "0000000000000000");
    assert.equal(networkOf("fe80::1%eth0"), "fe80000000000000");
    assert.equal(networkOf("2001:db8::"), "20010db800000000");
  });

  it("is short, whatever the address is", () => {
    const any = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string());
    fc.assert(
      fc.property(any, (address) => {
        assert.match(networkOf(address), /^([0-9a-f]{8}|[0-9a-f]{16})$/);
      }),
      { seed: 22, numRuns: 2000 }
    );
  });
});
