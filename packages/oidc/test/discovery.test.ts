import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  ask,
  createProvider,
  discover,
  type OidcRuntime,
  type Provider,
} from "../src/index.ts";
import {
  assertDiscreet,
  drawn,
  failureOf,
  honestSettings,
  login,
  redirectUri,
  startWorld,
} from "./support.ts";
import type { AnswerLie, Patch } from "../../../test/support/provider/lies.ts";

const world = await startWorld();
const { liar } = world;

const metadataPath = "/.well-known/openid-configuration";

/** How often the provider was asked about itself since this was made. */
function asked(): () => number {
  const before = liar.count(metadataPath);
  return () => liar.count(metadataPath) - before;
}

/** A provider that says this of itself is not offered. */
async function refusesMetadata(json: Patch): Promise<string> {
  liar.lie({ metadata: { json } });
  const error = await failureOf(discover(world.provider()));
  assert.equal(error.reason, "metadata");
  assertDiscreet(world, error);
  return error.message;
}

/** The end of a renewal in the background; it has no caller to wait for it. */
async function renewal(provider: Provider): Promise<void> {
  assert.ok(provider.discovery.loading, "nothing is being renewed");
  await provider.discovery.loading.catch(() => undefined);
}

/** The provider as if it were at an https address. */
function behindTls(): { runtime: OidcRuntime; issuer: string; honest: Patch } {
  const issuer = "https://id.example.org";
  return {
    issuer,
    runtime: {
      now: () => world.now,
      fetch: (url, init) => fetch(url.replace(issuer, liar.issuer), init),
    },
    honest: {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/jwks`,
    },
  };
}

// If this is lost, codes and secrets go to an address that the provider we
// were configured with never named.
describe("discover", () => {
  it("N45: does not offer a provider that calls itself otherwise", async () => {
    await refusesMetadata({ issuer: "https://other.example.org" });
    await refusesMetadata({ issuer: undefined });
    await refusesMetadata({ issuer: 7 });
  });

  it("N46: finds a slash too many at once, and gives the line to write", async () => {
    const issuer = `${liar.issuer}/`;
    const message = await refusesMetadata({ issuer });
    assert.ok(message.endsWith(`issuer: ${issuer}`), message);
  });

  it("N46: does not print more of another name than one short line", async () => {
    const issuer = `https://x.example.org/\n${"x".repeat(1_000)}`;
    const message = await refusesMetadata({ issuer });
    assert.equal(/\n/.test(message), false);
    assert.ok(message.length < 400);
  });

  it("N47: does not offer a provider whose metadata are no JSON object", async () => {
    for (const lie of [
      { status: 404 },
      { status: 302, headers: { location: `${liar.issuer}/elsewhere` } },
      { headers: { "content-type": "text/html" } },
      { body: "<html>" },
      { body: "[]" },
      { body: "" },
    ] as AnswerLie[]) {
      liar.lie({ metadata: lie });
      const error = await failureOf(discover(world.provider()));
      assert.equal(error.reason, "metadata", JSON.stringify(lie));
    }
    assert.equal(liar.count("/elsewhere"), 0);
  });

  it("does not offer a provider without the endpoints we need", async () => {
    for (const name of [
      "authorization_endpoint",
      "token_endpoint",
      "jwks_uri",
    ]) {
      await refusesMetadata({ [name]: undefined });
      await refusesMetadata({ [name]: "/relative" });
    }
    for (const url of ["javascript:alert(1)", "ftp://127.0.0.1/"]) {
      await refusesMetadata({ userinfo_endpoint: url });
    }
  });

  // Whoever is on the way to one plain endpoint reads code and secret.
  it("N48: does not offer an https provider with a plain endpoint", async () => {
    const { runtime, issuer, honest } = behindTls();
    for (const name of Object.keys(honest).filter((it) => it !== "issuer")) {
      for (const insecureHttp of [false, true]) {
        liar.lie({
          metadata: { json: { ...honest, [name]: "http://127.0.0.1/x" } },
        });
        const settings = { ...honestSettings(liar), issuer, insecureHttp };
        const error = await failureOf(
          discover(createProvider(runtime, settings))
        );
        assert.equal(error.reason, "metadata", name);
      }
    }
    liar.lie({ metadata: { json: honest } });
    const settings = { ...honestSettings(liar), issuer };
    await discover(createProvider(runtime, settings));
  });

  it("N48: leaves loopback by plain http only where the settings say so", async () => {
    const json = { token_endpoint: "http://id.example.org/token" };
    await refusesMetadata(json);
    await discover(world.provider({ insecureHttp: true }));
  });

  it("N68: does not offer a provider whose address has a fragment", async () => {
    const authorization_endpoint = `${liar.issuer}/authorize#x`;
    await refusesMetadata({ authorization_endpoint });
  });

  it("N49: leaves a dead provider alone for 1, 2, 4 … 60 s, then finds it", async () => {
    liar.lie({ metadata: { status: 503 } });
    const provider = world.provider();
    const count = asked();
    for (const pause of [1, 2, 4, 8, 16, 32, 60, 60]) {
      const before = count();
      await failureOf(discover(provider));
      assert.equal(count(), before + 1);
      world.now += pause - 1;
      await failureOf(discover(provider));
      await failureOf(ask(provider, { redirectUri, ...drawn }));
      assert.equal(count(), before + 1, `asked before ${pause} s were over`);
      world.now += 1;
    }
    liar.lie({});
    await login(world, provider);
  });

  it("N49: asks once for all who wait", async () => {
    const provider = world.provider();
    const count = asked();
    await Promise.all([1, 2, 3].map(() => discover(provider)));
    assert.equal(count(), 1);
  });

  it("N49: renews within a day, in the background, and keeps the old until it can", async () => {
    const provider = world.provider();
    await discover(provider);
    const count = asked();
    world.now += 24 * 60 * 60 - 1;
    await discover(provider);
    assert.equal(count(), 0);
    world.now += 1;
    liar.lie({ metadata: { silent: true } });
    await discover(provider);
    await liar.receives(metadataPath);
    liar.lie({});
    await login(world, provider);
    assert.equal(count(), 1);
  });

  it("N49: keeps the old while a renewal fails, and tries again after a pause", async () => {
    const provider = world.provider();
    await discover(provider);
    const count = asked();
    world.now += 24 * 60 * 60;
    liar.lie({ metadata: { status: 500 } });
    await discover(provider);
    await renewal(provider);
    assert.equal(provider.discovery.failures, 1);
    await discover(provider);
    assert.equal(count(), 1);
    world.now += 1;
    await discover(provider);
    await renewal(provider);
    assert.equal(provider.discovery.failures, 2);
    liar.lie({});
    world.now += 2;
    await discover(provider);
    await renewal(provider);
    assert.equal(provider.discovery.failures, 0);
    assert.equal(count(), 3);
  });

  it("N49: finds an endpoint that moved after one login that failed", async () => {
    const provider = world.provider();
    await discover(provider);
    const count = asked();
    liar.lie({ token: { status: 404 } });
    await failureOf(login(world, provider));
    liar.lie({});
    await discover(provider);
    await renewal(provider);
    assert.equal(count(), 1);
  });

  it("does not ask again because a code was refused", async () => {
    const provider = world.provider();
    await discover(provider);
    const count = asked();
    const body = '{"error":"invalid_grant"}';
    liar.lie({ token: { status: 400, body } });
    await failureOf(login(world, provider));
    await discover(provider);
    assert.equal(count(), 0);
  });
});
