import { exportJWK, generateKeyPair, type CryptoKey, type JWK } from "jose";

/** A key pair with its published form. */
export interface SigningKey {
  alg: string;
  kid: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  jwk: JWK;
}

/** The keys of one provider; nobody else has them until they are released. */
export interface KeyRing {
  /** The honest key of a kind, made when first asked for. */
  forAlg(alg: string): Promise<SigningKey>;
  /** A key that is never published. */
  other(alg: string): Promise<SigningKey>;
  /** RSA with 1024 bits; published from then on. */
  weak(): Promise<SigningKey>;
  published(): JWK[];
  /** Forgets the honest key of a kind and makes a new one. */
  rotate(alg: string): Promise<void>;
  release(): void;
}

/** Keys take long to make: released ones are lent to the next provider. */
const shelf = new Map<string, SigningKey[]>();

export function createKeyRing(): KeyRing {
  const borrowed: SigningKey[] = [];
  const honest = new Map<string, SigningKey>();
  const others = new Map<string, SigningKey>();
  let weak: SigningKey | undefined;

  async function keyIn(keys: Map<string, SigningKey>, alg: string) {
    const known = keys.get(alg);
    if (known !== undefined) return known;
    const key = shelf.get(alg)?.pop() ?? (await makeKey(alg));
    borrowed.push(key);
    keys.set(alg, key);
    return key;
  }

  return {
    forAlg: (alg) => keyIn(honest, alg),
    other: (alg) => keyIn(others, alg),
    weak: async () => (weak ??= await makeWeakKey()),
    published: () =>
      [...honest.values(), ...(weak === undefined ? [] : [weak])].map(
        ({ jwk }) => jwk
      ),
    rotate: async (alg) => {
      honest.delete(alg);
      await keyIn(honest, alg);
    },
    release: () => {
      for (const key of borrowed) {
        shelf.set(key.alg, [...(shelf.get(key.alg) ?? []), key]);
      }
    },
  };
}

let made = 0;

async function makeKey(alg: string): Promise<SigningKey> {
  const pair = await generateKeyPair(alg, { extractable: true });
  made += 1;
  return publish({ ...pair, alg, kid: `key-${made}` });
}

/** By the platform: no library makes such keys any more. */
async function makeWeakKey(): Promise<SigningKey> {
  const pair = await crypto.subtle.generateKey(
    {
      name: "RSASSA-PKCS1-v1_5",
      hash: "SHA-256",
      modulusLength: 1024,
      publicExponent: new Uint8Array([1, 0, 1]),
    },
    true,
    ["sign", "verify"]
  );
  const { privateKey, publicKey } = pair;
  return publish({ alg: "RS256", kid: "weak", privateKey, publicKey });
}

async function publish(key: Omit<SigningKey, "jwk">): Promise<SigningKey> {
  const { alg, kid } = key;
  const jwk = await exportJWK(key.publicKey);
  return { ...key, jwk: { ...jwk, alg, kid, use: "sig" } };
}
