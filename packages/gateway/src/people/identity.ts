import { encodeFields, toBase64url } from "@ha-external-login/flow";

/**
 * The name that an identity has in the map of who is who: a digest of issuer
 * and subject, with their lengths, so that no two pairs collide.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability
 */
export async function identityOf(
  issuer: string,
  subject: string
): Promise<string> {
  const pair = encodeFields([issuer, subject]);
  return toBase64url(
    new Uint8Array(await crypto.subtle.digest("SHA-256", pair))
  );
}

/**
 * A username at Home Assistant that nobody can guess or derive: `x-` and 160
 * bits in base32. It is drawn, not computed, because Home Assistant can
 * neither unlink nor move one.
 *
 * @param bytes 20 fresh random bytes.
 */
export function keyOf(bytes: Uint8Array): string {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  const letters = bits.match(/.{5}/g) ?? [];
  return `x-${letters.map((five) => base32[Number.parseInt(five, 2)]).join("")}`;
}

/** RFC 4648 §6, in lower case. */
const base32 = "abcdefghijklmnopqrstuvwxyz234567";
