/**
 * The network that an address belongs to, as far as a server can tell: an IPv4
 * address stands for itself, an IPv6 address for its /64, which is what a home
 * or a phone is given. Short enough for a `state`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6177
 */
export function networkOf(address: string): string {
  const [head = ""] = address.split("%");
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(head)?.[1];
  if (v4 !== undefined) {
    return v4
      .split(".")
      .map((part) => hex(Number(part), 2))
      .join("");
  }
  const groups = expand(head);
  const isMapped = groups.slice(0, 6).join("") === mappedPrefix;
  return (isMapped ? groups.slice(6) : groups.slice(0, 4)).join("");
}

/** What stands before an IPv4 address that is written as an IPv6 one. */
const mappedPrefix = `${"0".repeat(20)}ffff`;

/** All eight groups of an IPv6 address, four digits each. */
function expand(address: string): string[] {
  const [before = "", after] = address.split("::");
  const left = groupsOf(before);
  const right = groupsOf(after ?? "");
  const zeros = Array<string>(Math.max(8 - left.length - right.length, 0));
  return [...left, ...zeros.fill("0"), ...right]
    .slice(0, 8)
    .map((group) => hex(Number(`0x${group}`), 4));
}

function groupsOf(text: string): string[] {
  return text === "" ? [] : text.split(":");
}

function hex(value: number, digits: number): string {
  return (value || 0).toString(16).padStart(digits, "0").slice(-digits);
}
