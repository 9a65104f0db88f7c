import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pathOf } from "../../src/serve/path.ts";

// Lost: that we and Home Assistant read one path, and so agree on who answers.
describe("pathOf", () => {
  it("decodes once", () => {
    assert.equal(pathOf("/auth/%61uthorize?x=%61#y"), "/auth/authorize");
    assert.equal(pathOf("/auth/%2561uthorize"), "/auth/%61uthorize");
    assert.equal(pathOf("/a%20b"), "/a b");
  });

  it("A10: has no path for what two servers could read differently", () => {
    for (const target of [
      "",
      "auth/authorize",
      "https://home.example.org/auth/authorize",
      "*",
      "/auth/../authorize",
      "/auth/./authorize",
      "/auth/%2e%2e/authorize",
      "/auth/.%2E/authorize",
      "/auth/..;/authorize",
      "/auth/..;x=1/authorize",
      "/auth/.",
      "/auth/..",
      "/auth%2fauthorize",
      "/auth%2Fauthorize",
      "/auth%5cauthorize",
      "/auth\\authorize",
      "/auth/authorize%00",
      "/auth/authorize%0a",
      "/auth/\tauthorize",
      "/auth/authorize\u007f",
      "/auth/%",
      "/auth/%6",
      "/auth/%ff",
      "/auth/%c0%ae%c0%ae/authorize",
    ]) {
      assert.equal(pathOf(target), undefined, target);
    }
  });
});
