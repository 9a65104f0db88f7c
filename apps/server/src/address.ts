import { BlockList, isIP } from "node:net";

/** Addresses and networks: who is listed. */
export interface AddressList {
  includes(address: string): boolean;
}

/**
 * Reads a list of addresses and CIDR networks.
 *
 * @throws {RangeError} naming the entry that is neither.
 */
export function createAddressList(entries: string[]): AddressList {
  const list = new BlockList();
  for (const entry of entries) addEntry(list, entry);
  return {
    includes: (address) =>
      list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4"),
  };
}

function addEntry(list: BlockList, entry: string): void {
  const [network = "", length, ...rest] = entry.split("/");
  const family = isIP(network);
  const bits = family === 6 ? 128 : 32;
  const prefix = length === undefined ? bits : Number(length);
  const sound =
    family !== 0 &&
    rest.length === 0 &&
    /^\d{1,3}$/.test(length ?? "0") &&
    prefix <= bits &&
    !network.includes("%");
  if (!sound) throw new RangeError(`"${entry}" is no address or network`);
  list.addSubnet(network, prefix, family === 6 ? "ipv6" : "ipv4");
}

/**
 * One spelling for each IP address: no zone, IPv4 out of its IPv6 wrapping,
 * IPv6 compressed and in lower case.
 *
 * @returns `undefined` for whatever is not an address alone.
 */
export function normalizeAddress(text: string): string | undefined {
  if (isIP(text) === 4) return text;
  if (isIP(text) !== 6) return undefined;
  const bare = text.split("%", 1)[0] ?? "";
  const address = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
  if (!mapped) return address;
  return mapped
    .slice(1)
    .map((group) => parseInt(group, 16))
    .flatMap((group) => [Math.floor(group / 256), group % 256])
    .join(".");
}
