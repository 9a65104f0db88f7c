import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { ask, discover, type Provider } from "../src/index.ts";
import {
  believes,
  drawn,
  failureOf,
  login,
  redirectUri,
  refuses,
  startWorld,
} from "./support.ts";

const world = await startWorld();
const { liar } = world;

/** How often keys were fetched since this was made. */
function fetched(): () => number {
  const before = liar.count("/jwks");
  return () => liar.count("/jwks") - before;
}

async function publicKey(kid?: string, alg = "ES256"): Promise<JWK> {
  const pair = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(pair.publicKey)), alg, kid };
}

/** A login whose token names a key that nobody published. */
function loginWithGhost(provider: Provider, kid: string) {
  liar.lie({ idToken: { header: { kid } } });
  return failureOf(login(world, provider));
}

// If this is lost, either a forged signature finds a key that fits, or a
// provider that renews its keys locks everybody out.
describe("verificationKey", () => {
  it("N20: believes a key that is new since a moment ago, after one fetch", async () => {
    const provider = world.provider();
    await login(world, provider);
    const count = fetched();
    world.now += 10;
    await liar.rotateKeys();
    await login(world, provider);
    assert.equal(count(), 1);
    await login(world, provider);
    assert.equal(count(), 1);
  });

  // Forged key ids, as many as somebody likes, to make us flood the provider.
  it("N20: fetches once in 30 s however many unknown keys are named", async () => {
    const provider = world.provider();
    await login(world, provider);
    const count = fetched();
    for (let ghost = 0; ghost < 5; ghost += 1) {
      const error = await loginWithGhost(provider, `ghost-${ghost}`);
      assert.equal(error.reason, "id_token.kid");
    }
    assert.equal(count(), 1);
    world.now += 29;
    await loginWithGhost(provider, "ghost");
    assert.equal(count(), 1);
    world.now += 1;
    await loginWithGhost(provider, "ghost");
    assert.equal(count(), 2);
    liar.lie({});
    await login(world, provider);
  });

  it("N20: fetches once for unknown keys named at the same time", async () => {
    const provider = world.provider();
    await login(world, provider);
    const count = fetched();
    await liar.rotateKeys();
    await Promise.all([1, 2, 3].map(() => login(world, provider)));
    assert.equal(count(), 1);
  });

  it("fetches once for all who leave at the same time", async () => {
    const provider = world.provider();
    await discover(provider);
    const count = fetched();
    const questions = [1, 2, 3].map(() =>
      ask(provider, { redirectUri, ...drawn })
    );
    await Promise.all(questions);
    await login(world, provider);
    assert.equal(count(), 1);
  });

  it("fetches keys while the person is away, and not again for 5 minutes", async () => {
    const provider = world.provider();
    const count = fetched();
    await login(world, provider);
    assert.equal(count(), 1);
    world.now += 299;
    await login(world, provider);
    assert.equal(count(), 1);
    world.now += 1;
    await login(world, provider);
    assert.equal(count(), 2);
  });

  // A key was stolen and withdrawn; the provider's key set is kept from us.
  it("believes no key set older than an hour", async () => {
    const provider = world.provider();
    await login(world, provider);
    liar.lie({ jwks: { status: 500 } });
    world.now += 3599;
    await login(world, provider);
    world.now += 1;
    const error = await failureOf(login(world, provider));
    assert.equal(error.reason, "jwks");
  });

  it("does not keep anybody from leaving while the key set is no good", async () => {
    liar.lie({ jwks: { status: 500 } });
    await ask(world.provider(), { redirectUri, ...drawn });
  });

  it("N21: believes a token without key id where there is one key", async () => {
    const idToken = { header: { kid: undefined } };
    await believes(world, { idToken });
  });

  it("N21: refuses a token without key id where two keys fit", async () => {
    const another = await publicKey("another");
    await refuses(
      world,
      {
        idToken: { header: { kid: undefined } },
        jwks: { keys: (keys) => [...keys, another] },
      },
      "id_token.kid"
    );
  });

  it("N22: refuses a key set in which two keys have the same id", async () => {
    const twin = await publicKey(liar.jwk.kid);
    const keys = (honest: JWK[]) => [...honest, twin];
    await refuses(world, { jwks: { keys } }, "jwks");
  });

  for (const [what, keys] of [
    ["for encryption", (all: JWK[]) => all.map((k) => ({ ...k, use: "enc" }))],
    ["to sign with", (all: JWK[]) => all.map((k) => ({ ...k, key_ops: [] }))],
    ["shared", () => [{ kty: "oct", k: "c2VjcmV0", kid: liar.jwk.kid }]],
    ["of no kind", () => [{ kid: liar.jwk.kid }]],
    ["broken", (all: JWK[]) => all.map((k) => ({ ...k, x: "AAAA" }))],
    ["a string", () => ["key"]],
    ["null", () => [null]],
    ["missing", () => []],
    ["not in a list", () => ({ 0: liar.jwk })],
  ] as [string, (keys: JWK[]) => unknown][]) {
    it(`N22: refuses a key set whose keys are ${what}`, async () => {
      await refuses(world, { jwks: { keys } }, "jwks");
    });
  }

  it("N22: passes over keys for other uses, as honest providers have them", async () => {
    const { jwk } = liar;
    const others = [
      { ...(await publicKey("enc")), use: "enc" },
      { kty: "oct", k: "c2VjcmV0", kid: jwk.kid },
      { ...(await publicKey(jwk.kid)), alg: "ES512" },
      { ...(await publicKey(jwk.kid)), kty: "AKP" },
      { ...(await publicKey(jwk.kid, "RS256")), alg: undefined },
      { ...(await publicKey(jwk.kid, "ES384")), alg: undefined },
    ];
    await believes(world, { jwks: { keys: (keys) => [...others, ...keys] } });
  });

  it("refuses a key published for another algorithm", async () => {
    const keys = (all: JWK[]) => all.map((k) => ({ ...k, alg: "ES384" }));
    await refuses(world, { jwks: { keys } }, "id_token.kid");
  });

  // The provider's mistake: everybody who looks can sign as this provider.
  it("N23: refuses a key set that shows private parts, and shows none", async () => {
    for (const alg of ["ES256", "RS256", "EdDSA"]) {
      const pair = await generateKeyPair(alg, { extractable: true });
      const leaked = { ...(await exportJWK(pair.privateKey)), kid: "leaked" };
      const keys = (all: JWK[]) => [...all, leaked];
      const error = await refuses(world, { jwks: { keys } }, "jwks.private");
      const printed = inspect(error, { depth: Infinity, showHidden: true });
      assert.equal(printed.includes(leaked.d ?? ""), false);
      assert.match(error.message, /publishes a private key/);
    }
  });

  it("N24: refuses an RSA key with 1024 bits", async () => {
    await refuses(world, { idToken: { key: "weak" } }, "jwks.weak");
  });

  it("N66: refuses a key set of more than 1 MB or 100 keys", async () => {
    const padding = "x".repeat(1024 * 1024);
    await refuses(world, { jwks: { json: { padding } } }, "jwks.size");
    const many = Array.from({ length: 101 }, () => liar.jwk);
    await refuses(world, { jwks: { keys: () => many } }, "jwks.size");
    const others = await Promise.all(
      many.map((_key, index) => publicKey(`key-of-${index}`))
    );
    const hundred = (keys: JWK[]) => [...keys, ...others].slice(0, 100);
    await believes(world, { jwks: { keys: hundred } });
  });

  it("N66: follows no redirect to a key set", async () => {
    const headers = { location: `${liar.issuer}/elsewhere` };
    await refuses(world, { jwks: { status: 302, headers } }, "jwks");
    assert.equal(liar.count("/elsewhere"), 0);
  });

  it("keeps the keys it has when a new set is refused", async () => {
    const provider = world.provider();
    await login(world, provider);
    liar.lie({ jwks: { keys: () => [] } });
    world.now += 300;
    await login(world, provider);
    await discover(provider);
    await login(world, provider);
  });
});
