import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
} from "node:crypto";
import { sealInfo, type Cipher } from "@ha-external-login/flow";

const tagSize = 16;
const algorithm = "aes-256-gcm";

/** The cipher of `flow`, done at once by Node's own crypto. */
export function createNodeCipher(secret: Uint8Array): Cipher {
  const root = createSecretKey(secret);
  const derive = (info: Uint8Array) =>
    new Uint8Array(hkdfSync("sha256", root, new Uint8Array(), info, 32));
  const key = createSecretKey(derive(sealInfo));
  return {
    derive,
    encrypt(iv, data, text) {
      const cipher = createCipheriv(algorithm, key, iv).setAAD(data);
      const body = [cipher.update(text), cipher.final(), cipher.getAuthTag()];
      return new Uint8Array(Buffer.concat(body));
    },
    decrypt(iv, data, sealed) {
      if (iv.length === 0 || sealed.length < tagSize) return undefined;
      const options = { authTagLength: tagSize };
      const decipher = createDecipheriv(algorithm, key, iv, options);
      decipher.setAAD(data).setAuthTag(sealed.subarray(-tagSize));
      const text = decipher.update(sealed.subarray(0, -tagSize));
      try {
        return new Uint8Array(Buffer.concat([text, decipher.final()]));
      } catch (_error) {
        // Thrown for a wrong tag, and for nothing else.
        return undefined;
      }
    },
  };
}
