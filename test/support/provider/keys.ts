import { exportJWK, generateKeyPair, type CryptoKey, type JWK } from "jose";

/** A key pair with its published form. */
export interface SigningKey {
  alg: string;
  kid: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  jwk: JWK;
}

/** RSA keys take long to make: they are lent, and come back when released. */
const shelf = new Map<string, SigningKey[]>();

/** A key that nobody else uses until it is released. */
export async function borrowKey(alg: string): Promise<SigningKey> {
  return shelf.get(alg)?.pop() ?? makeKey(alg);
}

/** Puts keys back for the next provider of this process. */
export function releaseKeys(keys: Iterable<SigningKey>): void {
  for (const key of keys) {
    shelf.set(key.alg, [...(shelf.get(key.alg) ?? []), key]);
  }
}

/** RSA with 1024 bits, which no library makes any more. */
export async function makeWeakKey(kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(
    {
      name: "RSASSA-PKCS1-v1_5",
      hash: "SHA-256",
      modulusLength: 1024,
      publicExponent: new Uint8Array([1, 0, 1]),
    },
    true,
    ["sign", "verify"]
  );
  return publish({ alg: "RS256", kid, privateKey, publicKey });
}

let made = 0;

async function makeKey(alg: string): Promise<SigningKey> {
  const pair = await generateKeyPair(alg, { extractable: true });
  made += 1;
  return publish({ ...pair, alg, kid: `key-${made}` });
}

async function publish(key: Omit<SigningKey, "jwk">): Promise<SigningKey> {
  const { alg, kid } = key;
  return {
    ...key,
    jwk: { ...(await exportJWK(key.publicKey)), alg, kid, use: "sig" },
  };
}
