import { base64url } from "jose";

/**
 * The left half of a hash, by which an ID token vouches for what came with it.
 *
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#CodeIDToken Core §3.1.3.6}
 */
export async function halfHash(text: string, alg: unknown): Promise<string> {
  const digest = await crypto.subtle.digest(
    hashOf(alg),
    new TextEncoder().encode(text)
  );
  return base64url.encode(new Uint8Array(digest, 0, digest.byteLength / 2));
}

function hashOf(alg: unknown): string {
  switch (alg) {
    case "ES384":
      return "SHA-384";
    case "EdDSA":
      return "SHA-512";
    default:
      return "SHA-256";
  }
}
