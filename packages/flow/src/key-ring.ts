/**
 * The keys with which logins travel. The first one seals; the others open
 * what was sealed before it came.
 *
 * @module
 */

import { createWebCipher, type Cipher, type CreateCipher } from "./cipher.ts";

/** A root secret and the number it is known by in every sealed value. */
export interface Secret {
  /** 1 to 65,535, never used for another secret. */
  version: number;
  /** 32 bytes. */
  bytes: Uint8Array<ArrayBuffer>;
}

/** What a version's secret is good for; the secret itself is not kept. */
export interface Key extends Cipher {
  version: number;
}

/** Keys by version; `active` seals. */
export interface KeyRing {
  active: Key;
  /** The active one first. */
  all: readonly Key[];
  get(version: number): Key | undefined;
}

/**
 * Makes a ring from secrets, the sealing one first.
 *
 * @throws {RangeError} without a secret, for one that is not 32 bytes long,
 * and for a version that is out of range or twice there.
 */
export async function createKeyRing(
  secrets: Secret[],
  createCipher: CreateCipher = createWebCipher
): Promise<KeyRing> {
  const keys = new Map<number, Key>();
  for (const secret of secrets) {
    if (secret.bytes.length !== 32) {
      throw new RangeError("a sealing secret has 32 bytes");
    }
    const { version } = secret;
    if (!Number.isInteger(version) || version < 1 || version > 0xffff) {
      throw new RangeError("a sealing secret's version is 1 to 65,535");
    }
    if (keys.has(secret.version)) {
      throw new RangeError(`sealing secret ${secret.version} is there twice`);
    }
    keys.set(version, { ...(await createCipher(secret.bytes)), version });
  }
  const active = keys.values().next().value;
  if (active === undefined) throw new RangeError("no sealing secret");
  return {
    active,
    all: [...keys.values()],
    get: (version) => keys.get(version),
  };
}
