import { base64url, exportSPKI } from "jose";
import type { IdTokenLie, TokenFacts } from "./lies.ts";
import type { SigningKey } from "./keys.ts";

/** What the honest half of a token is made of. */
export interface HonestToken {
  key: SigningKey;
  otherKey: () => Promise<SigningKey>;
  weakKey: () => Promise<SigningKey>;
  clientSecret: string;
  claims: Record<string, unknown>;
  facts: TokenFacts;
}

/** An ID token, honest but for `lie`. Made by hand: no library makes these. */
export async function makeIdToken(
  honest: HonestToken,
  lie: IdTokenLie = {}
): Promise<string> {
  const { alg, kid, sign } = await signer(honest, lie);
  const header = patch({ alg, kid, typ: "JWT" }, lie.header);
  const bent =
    typeof lie.claims === "function"
      ? await lie.claims(honest.facts)
      : lie.claims;
  const claims = patch(honest.claims, bent);
  const input = `${encode(header)}.${encode(claims)}`;
  const signature = await sign(new TextEncoder().encode(input));
  const token = `${input}.${base64url.encode(signature)}`;
  return lie.raw === undefined ? token : lie.raw(token);
}

/** `undefined` takes a member away. An own `__proto__` is a member too. */
export function patch(
  honest: Record<string, unknown>,
  lie: Record<string, unknown> = {}
): Record<string, unknown> {
  const entries = new Map(Object.entries(honest));
  for (const [name, value] of Object.entries(lie)) entries.set(name, value);
  return Object.fromEntries(
    [...entries].filter(([, value]) => value !== undefined)
  );
}

interface Signer {
  alg: string;
  kid: string;
  sign(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array>;
}

async function signer(honest: HonestToken, lie: IdTokenLie): Promise<Signer> {
  const { kid } = honest.key;
  switch (lie.key) {
    case undefined:
      return withKey(honest.key, kid);
    case "other":
      return withKey(await honest.otherKey(), kid);
    case "weak": {
      const weak = await honest.weakKey();
      return withKey(weak, weak.kid);
    }
    case "secret":
      return withSecret(honest.clientSecret, kid);
    case "public-as-secret":
      return withSecret(await exportSPKI(honest.key.publicKey), kid);
    case "none":
      return { alg: "none", kid, sign: async () => new Uint8Array() };
    default:
      return withKey({ ...honest.key, privateKey: lie.key }, kid);
  }
}

function withKey(key: SigningKey, kid: string): Signer {
  return {
    alg: key.alg,
    kid,
    sign: async (data) =>
      new Uint8Array(
        await crypto.subtle.sign(parameters(key.alg), key.privateKey, data)
      ),
  };
}

function withSecret(secret: string, kid: string): Signer {
  return {
    alg: "HS256",
    kid,
    sign: async (data) => {
      const key = await crypto.subtle.importKey(
        "raw",
        new TextEncoder().encode(secret),
        { name: "HMAC", hash: "SHA-256" },
        false,
        ["sign"]
      );
      return new Uint8Array(await crypto.subtle.sign("HMAC", key, data));
    },
  };
}

function parameters(alg: string): AlgorithmIdentifier | RsaPssParams {
  switch (alg) {
    case "RS256":
      return "RSASSA-PKCS1-v1_5";
    case "PS256":
      return { name: "RSA-PSS", saltLength: 32 };
    case "ES256":
      return { name: "ECDSA", hash: "SHA-256" } as AlgorithmIdentifier;
    case "ES384":
      return { name: "ECDSA", hash: "SHA-384" } as AlgorithmIdentifier;
    case "EdDSA":
      return "Ed25519";
    default:
      throw new TypeError(`"${alg}" is no algorithm of this provider`);
  }
}

function encode(value: unknown): string {
  return base64url.encode(JSON.stringify(value));
}
