/**
 * The network that an address belongs to, as far as a server can tell: an IPv4
 * address stands for itself, an IPv6 address for its /64, which is what a home
 * or a phone is given. Short enough for a `state`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6177
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const v4 = mapped ?? address;
  if (/^\d+\.\d+\.\d+\.\d+$/.test(v4)) {
    return v4
      .split(".")
      .map((part) => hex(Number(part), 2))
      .join("");
  }
  const [head = ""] = address.split("%");
  const [before = "", after] = head.split("::");
  const left = groups(before);
  const right = groups(after ?? "");
  const zeros = after === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(Math.max(zeros, 0)).fill("0"), ...right]
    .slice(0, 4)
    .map((group) => hex(parseInt(group, 16), 4))
    .join("");
}

function groups(text: string): string[] {
  return text === "" ? [] : text.split(":");
}

function hex(value: number, digits: number): string {
  return (value || 0).toString(16).padStart(digits, "0").slice(-digits);
}
