/** No letter that is taken for a figure or another letter: no I, L, O, U. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** How many bytes {@link reference} reads. */
export const referenceLength = 8;

/**
 * What a person reads out to whoever runs the home, and what the log knows
 * the same failure by: `7K3F-92QD`. It opens nothing.
 *
 * @throws {RangeError} unless `bytes` are {@link referenceLength} bytes.
 */
export function reference(bytes: Uint8Array): string {
  if (bytes.length !== referenceLength) {
    throw new RangeError(`"bytes" has to be ${referenceLength} bytes long`);
  }
  const letters = Array.from(bytes, (byte) => alphabet[byte % alphabet.length]);
  return `${letters.slice(0, 4).join("")}-${letters.slice(4).join("")}`;
}
