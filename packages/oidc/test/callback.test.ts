import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { login, startWorld } from "./support.ts";

const world = await startWorld();

describe("exchange", () => {
  it("believes an honest provider", async () => {
    const claims = await login(world);
    assert.equal(claims.iss, world.liar.issuer);
    assert.equal(claims.sub, "person-1");
    assert.deepEqual(claims.groups, ["family"]);
  });
});
