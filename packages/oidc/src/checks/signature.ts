import { compactVerify } from "jose";
import { OidcError } from "../error.ts";
import { verificationKey } from "../key-set.ts";
import type { Evidence } from "./evidence.ts";

/**
 * Signed by a key that the provider itself publishes. Keys and addresses in
 * the token's own header count for nothing.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7515#section-5.2 RFC 7515 §5.2}
 */
export async function checkSignature(evidence: Evidence): Promise<void> {
  const alg = String(evidence.header.alg);
  const { kid } = evidence.header;
  const key = await verificationKey(evidence.provider, { alg, kid });
  await compactVerify(evidence.idToken, key, { algorithms: [alg] }).catch(
    () => {
      throw new OidcError("id_token.signature", "the signature is not valid");
    }
  );
}
