import assert from "node:assert/strict";
import { after, beforeEach } from "node:test";
import { inspect } from "node:util";
import {
  ask,
  createProvider,
  exchange,
  OidcError,
  readAnswer,
  type Claims,
  type OidcReason,
  type Provider,
  type ProviderSettings,
} from "../src/index.ts";
import {
  startLyingProvider,
  type LyingProvider,
} from "../../../test/support/provider/provider.ts";
import type { Lies } from "../../../test/support/provider/lies.ts";

export const redirectUri = "https://home.example.org/callback/example-id";

/** Our side of one login: what the gateway would have drawn. */
export const drawn = {
  state: "state-0123456789abcdef",
  nonce: "nonce-0123456789abcdef",
  codeVerifier: "verifier-0123456789abcdef-0123456789abcdef-0123",
};

/** A provider that may lie, and a clock that is moved by hand. */
export interface World {
  liar: LyingProvider;
  /** Unix seconds of both sides. */
  now: number;
  /** Our view of the provider, knowing nothing yet. */
  provider(settings?: Partial<ProviderSettings>): Provider;
}

/** One provider per file: it is cheap, but not free. */
export async function startWorld(): Promise<World> {
  const world = { now: 1_800_000_000 } as World;
  world.liar = await startLyingProvider({ now: () => world.now });
  world.provider = (settings) =>
    createProvider(
      { now: () => world.now, fetch: (url, init) => fetch(url, init) },
      { ...honestSettings(world.liar), ...settings }
    );
  beforeEach(() => {
    world.liar.lie({});
    world.now = 1_800_000_000;
  });
  after(() => world.liar.stop());
  return world;
}

export function honestSettings(liar: LyingProvider): ProviderSettings {
  return {
    name: "Example ID",
    issuer: liar.issuer,
    clientId: liar.clientId,
    clientSecret: liar.clientSecret,
    clientAuthentication: "client_secret_basic",
    scopes: ["openid", "profile"],
    neededClaims: [],
  };
}

/** A whole login; the way a gateway does it. */
export async function login(
  world: World,
  provider = world.provider(),
  more: { maxAge?: number; prompt?: string } = {}
): Promise<Claims> {
  const url = await ask(provider, { redirectUri, ...drawn, ...more });
  const callback = await world.liar.authorize(url);
  const answer = readAnswer(provider, callback.searchParams, drawn.state);
  return exchange(provider, answer, { redirectUri, ...drawn, ...more });
}

/** What a test may choose beside the lies. */
export interface Circumstances {
  provider?: Provider;
  maxAge?: number;
}

/**
 * A login at a provider that lies so is refused for this reason, gives
 * nothing away, hands its code in once at most, and spoils nothing: the same
 * provider is believed as soon as it tells the truth.
 */
export async function refuses(
  world: World,
  lies: Lies,
  reason: OidcReason,
  { provider = world.provider(), ...more }: Circumstances = {}
): Promise<OidcError> {
  const before = world.liar.count("/token");
  world.liar.lie(lies);
  const error = await failureOf(login(world, provider, more));
  assert.equal(error.reason, reason, error.message);
  assertDiscreet(world, error);
  assert.ok(world.liar.count("/token") - before <= 1, "a second try");
  world.liar.lie({});
  world.now += 61;
  await login(world, provider, more);
  return error;
}

/** A login at a provider that lies so goes through all the same. */
export async function believes(
  world: World,
  lies: Lies,
  { provider = world.provider(), ...more }: Circumstances = {}
): Promise<Claims> {
  world.liar.lie(lies);
  return login(world, provider, more);
}

/** The refusal that something ended with; it must end with one. */
export async function failureOf(promise: Promise<unknown>): Promise<OidcError> {
  const error = await promise.then(
    () => assert.fail("nothing was refused"),
    (it: unknown) => it
  );
  assert.ok(error instanceof OidcError, String(error));
  return error;
}

/** Nothing in an error, however deep it is printed, is worth reading. */
export function assertDiscreet(world: World, error: OidcError): void {
  const printed = inspect(error, { depth: Infinity, showHidden: true });
  const secrets = [
    world.liar.clientSecret,
    encodeURIComponent(world.liar.clientSecret),
    drawn.state,
    drawn.nonce,
    drawn.codeVerifier,
    world.liar.person.sub,
    "Alex Example",
    "eyJ",
  ];
  for (const secret of secrets) {
    assert.equal(printed.includes(secret), false, `it shows "${secret}"`);
  }
}
