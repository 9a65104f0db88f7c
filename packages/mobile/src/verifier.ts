import type { MobileRuntime } from "./definitions.ts";

/** A verifier and its S256 challenge. The verifier stays in this app. */
export interface Proof {
  verifier: string;
  challenge: string;
}

/**
 * Draws a verifier.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7636#section-4.1
 */
export async function drawProof(runtime: MobileRuntime): Promise<Proof> {
  const verifier = toBase64url(runtime.randomBytes(32));
  const bytes = new TextEncoder().encode(verifier);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return { verifier, challenge: toBase64url(new Uint8Array(digest)) };
}

function toBase64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
