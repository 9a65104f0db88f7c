import type { BridgeKeys } from "@ha-external-login/gateway";

/** Two keys of 256 bits. */
export function makeKeys(
  randomBytes: (length: number) => Uint8Array
): BridgeKeys {
  const hex = () => Buffer.from(randomBytes(32)).toString("hex");
  return { inner: hex(), outer: hex() };
}

/** The file that `ticket.sh` reads: a line for each key, at most two pairs. */
export function keysText(pairs: BridgeKeys[]): string {
  return pairs
    .slice(0, 2)
    .map(({ inner, outer }) => `inner ${inner}\nouter ${outer}\n`)
    .join("");
}

/** The pairs of such a file, or none if it is not whole. */
export function readKeys(text: string): BridgeKeys[] {
  if (!/^(?:inner [0-9a-f]{64}\nouter [0-9a-f]{64}\n){1,2}$/.test(text)) {
    return [];
  }
  const keys = text.match(/[0-9a-f]{64}/g) ?? [];
  const pairs: BridgeKeys[] = [];
  for (let at = 0; at < keys.length; at += 2) {
    pairs.push({ inner: keys[at] ?? "", outer: keys[at + 1] ?? "" });
  }
  return pairs;
}
