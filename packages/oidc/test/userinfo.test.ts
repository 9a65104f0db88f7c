import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { believes, login, refuses, startWorld } from "./support.ts";

const world = await startWorld();
const { liar } = world;

/** A provider that tells groups at userinfo only, as Authelia does. */
function needing(...neededClaims: string[]) {
  return world.provider({ neededClaims });
}

// If this is lost, somebody gets the groups of somebody else.
describe("userinfo", () => {
  it("is not asked when nothing is missing", async () => {
    const before = liar.count("/userinfo");
    await login(world, needing("name", "groups"));
    await login(world, needing());
    assert.equal(liar.count("/userinfo"), before);
  });

  it("is asked once when a needed claim is missing; what was signed wins", async () => {
    const before = liar.count("/userinfo");
    const json = { email: "alex@example.org", name: "Other", iss: "x" };
    const claims = await believes(
      world,
      { userinfo: { json } },
      { provider: needing("name", "email") }
    );
    assert.equal(liar.count("/userinfo"), before + 1);
    assert.equal(claims.email, "alex@example.org");
    assert.equal(claims.name, "Alex Example");
    assert.equal(claims.iss, liar.issuer);
  });

  it("may leave a needed claim missing: the caller decides what that means", async () => {
    const claims = await login(world, needing("email"));
    assert.equal("email" in claims, false);
  });

  it("N30: is asked for a claim named like a part of every object", async () => {
    const before = liar.count("/userinfo");
    await login(world, needing("constructor"));
    assert.equal(liar.count("/userinfo"), before + 1);
  });

  it("is passed over where the provider has none", async () => {
    const metadata = { json: { userinfo_endpoint: undefined } };
    await believes(world, { metadata }, { provider: needing("email") });
  });

  // An access token of somebody else was swapped in on the way.
  for (const [what, lie] of [
    ["of another person", { json: { sub: "person-2" } }],
    ["of nobody", { json: { sub: undefined } }],
    ["of a list", { json: { sub: ["person-1"] } }],
    ["with 401", { status: 401 }],
  ]) {
    it(`N50: refuses an answer ${what}`, async () => {
      await refuses(world, { userinfo: lie as object }, "userinfo.sub", {
        provider: needing("email"),
      });
    });
  }

  for (const [what, lie] of [
    ["a list", { body: "[]" }],
    ["half JSON", { body: '{"sub":' }],
    [
      "a JWT",
      { body: "e30.e30.", headers: { "content-type": "application/jwt" } },
    ],
  ]) {
    it(`N50, N64: refuses ${what}`, async () => {
      await refuses(world, { userinfo: lie as object }, "userinfo.form", {
        provider: needing("email"),
      });
    });
  }

  it("refuses a redirect and an error", async () => {
    const headers = { location: `${liar.issuer}/elsewhere` };
    for (const lie of [{ status: 302, headers }, { status: 500 }]) {
      await refuses(world, { userinfo: lie }, "userinfo.http", {
        provider: needing("email"),
      });
    }
    assert.equal(liar.count("/elsewhere"), 0);
  });
});
