const longest = 200;

/**
 * A provider's own words, fit for one line of a log: without the secrets
 * named, printable ASCII with the rest escaped, at most 200 characters.
 * It is never shown to a person.
 */
export function quote(
  text: string | null | undefined,
  secrets: string[] = []
): string | undefined {
  if (text == null || text === "") return undefined;
  let safe = text;
  for (const secret of secrets) {
    if (secret !== "") safe = safe.replaceAll(secret, "[secret]");
  }
  let quoted = "";
  for (const character of safe) {
    const escaped = escape(character);
    if (quoted.length + escaped.length > longest) break;
    quoted += escaped;
  }
  return quoted;
}

function escape(character: string): string {
  if (/[ -~]/.test(character) && !/[<>&\\]/.test(character)) {
    return character;
  }
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
