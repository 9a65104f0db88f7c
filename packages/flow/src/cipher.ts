/**
 * What is done with one secret. By Web Cryptography wherever there is
 * nothing better; a server brings its own, because a promise for each value
 * costs it ten times what the value does.
 *
 * @module
 */
type Bytes = Uint8Array<ArrayBuffer>;

/** The uses of a root secret. The secret itself can't be read from it. */
export interface Cipher {
  /** AES-256-GCM under a key of its own; the tag, 16 bytes, comes last. */
  encrypt(iv: Bytes, data: Bytes, text: Bytes): Bytes | Promise<Bytes>;

  /** @returns `undefined` for what {@link encrypt} did not make. */
  decrypt(
    iv: Bytes,
    data: Bytes,
    sealed: Bytes
  ): Bytes | undefined | Promise<Bytes | undefined>;

  /**
   * HKDF-SHA-256 without salt, 32 bytes.
   *
   * @see https://datatracker.ietf.org/doc/html/rfc5869
   */
  derive(info: Bytes): Bytes | Promise<Bytes>;
}

/** Makes a cipher of 32 bytes. */
export type CreateCipher = (secret: Bytes) => Cipher | Promise<Cipher>;

/**
 * HKDF's `info` of the key that encrypts. The root never encrypts anything
 * itself: one secret, one use each.
 */
export const sealInfo: Bytes = new TextEncoder().encode(
  "ha-external-login seal v1"
);

/** A cipher by Web Cryptography. */
export async function createWebCipher(secret: Bytes): Promise<Cipher> {
  const { subtle } = crypto;
  const root = await subtle.importKey("raw", secret, "HKDF", false, [
    "deriveBits",
    "deriveKey",
  ]);
  const hkdf = (info: Bytes) => ({
    name: "HKDF",
    hash: "SHA-256",
    salt: new Uint8Array(),
    info,
  });
  const aes = { name: "AES-GCM", length: 256 };
  const key = await subtle.deriveKey(hkdf(sealInfo), root, aes, false, [
    "encrypt",
    "decrypt",
  ]);
  return {
    async encrypt(iv, additionalData, text) {
      const algorithm = { name: "AES-GCM", iv, additionalData };
      return new Uint8Array(await subtle.encrypt(algorithm, key, text));
    },
    async decrypt(iv, additionalData, sealed) {
      const algorithm = { name: "AES-GCM", iv, additionalData };
      try {
        return new Uint8Array(await subtle.decrypt(algorithm, key, sealed));
      } catch (error) {
        // The one thing that a wrong tag is called; a short value, too.
        if ((error as Error).name === "OperationError") return undefined;
        throw error;
      }
    },
    async derive(info) {
      return new Uint8Array(await subtle.deriveBits(hkdf(info), root, 256));
    },
  };
}
