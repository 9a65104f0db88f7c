import { importJWK, type JWK } from "jose";
import { isAllowed } from "./checks/alg.ts";
import { metadataOf } from "./discovery.ts";
import { OidcError } from "./error.ts";
import { call, readJson } from "./network.ts";
import type { Provider } from "./provider.ts";

/** A key that may have signed an ID token. */
interface SigningKey {
  kid: unknown;
  alg: unknown;
  /** Its public part and nothing else. */
  jwk: JWK;
  imported: Map<string, Promise<CryptoKey>>;
}

/** A provider's keys, and when to ask again. */
export interface KeySetCache {
  keys?: SigningKey[];
  loadedAt: number;
  /** When a key that nobody knew last made us ask. */
  forcedAt: number;
  loading?: Promise<SigningKey[]>;
}

/** Seconds after which keys are renewed while a person is away. */
const renewAfter = 5 * 60;

/** Seconds for which a key that was withdrawn is believed at most. */
const oldest = 60 * 60;

/** Seconds between two fetches for the sake of an unknown key. */
const forcedPause = 30;

const mostKeys = 100;

const shortestModulus = 2048;

/** Starts to renew the keys if they are not fresh; nobody waits for it. */
export function warmKeySet(provider: Provider): void {
  const age = provider.runtime.now() - provider.keySet.loadedAt;
  // Whoever needs the keys asks again, and is told what is wrong.
  if (age >= renewAfter) load(provider).catch(() => undefined);
}

/**
 * The one key that fits a token's header. An unknown one makes us ask again
 * at once, but not more often than every 30 s.
 *
 * @throws {OidcError} `id_token.kid` if none or several fit, `jwks` and its
 * kin if the set or the key is no good.
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#RotateSigningKeys Core §10.1.1}
 */
export async function verificationKey(
  provider: Provider,
  header: { alg: string; kid?: unknown }
): Promise<CryptoKey> {
  let fitting = fit(await currentKeys(provider), header);
  if (fitting.length === 0) {
    fitting = fit(await forcedKeys(provider), header);
  }
  const [key, another] = fitting;
  if (key === undefined) {
    throw new OidcError("id_token.kid", "no key of the provider fits");
  }
  if (another !== undefined && header.kid === undefined) {
    throw new OidcError(
      "id_token.kid",
      `several keys fit, and the ID token names no "kid"`
    );
  }
  try {
    if (another === undefined) return await importKey(key, header.alg);
    throw new OidcError("jwks", `several keys have the same "kid"`);
  } catch (error) {
    // A set in which something is wrong is not kept until it is old.
    provider.keySet.keys = undefined;
    throw error;
  }
}

async function currentKeys(provider: Provider): Promise<SigningKey[]> {
  const { keySet, runtime } = provider;
  if (keySet.keys !== undefined && runtime.now() - keySet.loadedAt < oldest) {
    return keySet.keys;
  }
  return load(provider);
}

async function forcedKeys(provider: Provider): Promise<SigningKey[]> {
  const { keySet, runtime } = provider;
  const now = runtime.now();
  if (keySet.loading !== undefined) return keySet.loading;
  if (now - keySet.forcedAt < forcedPause) return keySet.keys ?? [];
  keySet.forcedAt = now;
  return load(provider);
}

function load(provider: Provider): Promise<SigningKey[]> {
  const { keySet, runtime } = provider;
  keySet.loading ??= ask(provider)
    .then((keys) => {
      keySet.keys = keys;
      keySet.loadedAt = runtime.now();
      return keys;
    })
    .finally(() => {
      keySet.loading = undefined;
    });
  return keySet.loading;
}

async function ask(provider: Provider): Promise<SigningKey[]> {
  const { jwks_uri } = await metadataOf(provider);
  const response = await call(provider, "jwks", jwks_uri, {
    method: "GET",
    headers: { accept: "application/json, application/jwk-set+json" },
  });
  const { keys } = await readJson(response, "jwks");
  if (!Array.isArray(keys) || !keys.every(isObject)) {
    throw new OidcError("jwks", `"keys" is not a list of keys`);
  }
  if (keys.length > mostKeys) {
    throw new OidcError("jwks.size", `there are more than ${mostKeys} keys`);
  }
  if (keys.some(showsPrivatePart)) {
    throw new OidcError(
      "jwks.private",
      "the provider publishes a private key: anybody can sign as this provider"
    );
  }
  const signing = keys.filter(mayVerify).map(toSigningKey);
  if (signing.length === 0) {
    throw new OidcError(
      "jwks",
      "there is no key that could verify a signature"
    );
  }
  return signing;
}

function fit(
  keys: SigningKey[],
  header: { alg: string; kid?: unknown }
): SigningKey[] {
  return keys.filter(
    (key) =>
      (header.kid === undefined || header.kid === key.kid) &&
      (key.alg === undefined || key.alg === header.alg) &&
      isKindFor(header.alg, key.jwk)
  );
}

function isKindFor(alg: string, jwk: JWK): boolean {
  switch (alg) {
    case "RS256":
    case "PS256":
      return jwk.kty === "RSA";
    case "ES256":
      return jwk.kty === "EC" && jwk.crv === "P-256";
    case "ES384":
      return jwk.kty === "EC" && jwk.crv === "P-384";
    case "EdDSA":
      return jwk.kty === "OKP" && jwk.crv === "Ed25519";
    default:
      return false;
  }
}

async function importKey(key: SigningKey, alg: string): Promise<CryptoKey> {
  let importing = key.imported.get(alg);
  if (importing === undefined) {
    importing = importJWK(key.jwk, alg) as Promise<CryptoKey>;
    key.imported.set(alg, importing);
  }
  const imported = await importing.catch(() => {
    // Without a cause: the library's would show the key.
    throw new OidcError("jwks", "the key that fits is not a valid key");
  });
  const { modulusLength } =
    imported.algorithm as Partial<RsaHashedKeyAlgorithm>;
  if (modulusLength !== undefined && modulusLength < shortestModulus) {
    throw new OidcError(
      "jwks.weak",
      `the key has ${modulusLength} bits, ${shortestModulus} are the least`
    );
  }
  return imported;
}

/** @see {@link https://www.rfc-editor.org/rfc/rfc7517#section-9.2 RFC 7517 §9.2} */
function showsPrivatePart(jwk: JWK): boolean {
  return jwk.kty !== "oct" && ["d", "p", "q", "priv"].some((it) => it in jwk);
}

function mayVerify(jwk: JWK): boolean {
  return (
    (jwk.kty === "RSA" || jwk.kty === "EC" || jwk.kty === "OKP") &&
    (jwk.use === undefined || jwk.use === "sig") &&
    (jwk.key_ops === undefined || jwk.key_ops.includes("verify")) &&
    (jwk.alg === undefined || isAllowed(jwk.alg))
  );
}

function toSigningKey(jwk: JWK): SigningKey {
  const { kty, crv, x, y, n, e } = jwk;
  const publicPart = kty === "RSA" ? { kty, n, e } : { kty, crv, x, y };
  return {
    kid: jwk.kid,
    alg: jwk.alg,
    jwk: publicPart as JWK,
    imported: new Map(),
  };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
