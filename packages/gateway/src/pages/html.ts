const markup = Symbol("markup");

/** Markup that was built here; a string from outside never becomes one. */
export interface Html {
  readonly [markup]: string;
}

/** What may stand between the braces of a template. */
export type Part = string | number | Html | readonly Html[] | undefined;

/**
 * Markup in which everything that is put in is text, for element content and
 * for quoted attribute values alike. It does not make an address safe to
 * click: {@link href} does.
 */
export function html(
  strings: TemplateStringsArray,
  ...parts: readonly Part[]
): Html {
  return trusted(
    strings.reduce((text, next, i) => text + render(parts[i - 1]) + next)
  );
}

/**
 * Markup as it is. For constants of ours alone: the one script that a page
 * runs would not survive being escaped.
 */
export function trusted(text: string): Html {
  return { [markup]: text };
}

/** The characters that go to the browser. */
export function render(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "string") return escape(part);
  if (typeof part === "number") return String(part);
  if (isHtml(part)) return part[markup];
  return part.map(render).join("");
}

/**
 * A sentence with what its braces name. Text is isolated, so that a name
 * written from right to left, or with invisible direction marks in it, leaves
 * the rest of the sentence where it is.
 */
export function fill(
  sentence: string,
  values: Readonly<Record<string, string | Html>>
): Html {
  return trusted(
    sentence
      .split(/\{(\w+)\}/)
      .map((piece, i) => (i % 2 === 0 ? escape(piece) : value(piece)))
      .join("")
  );

  function value(name: string): string {
    const given = Object.hasOwn(values, name) ? values[name] : undefined;
    return typeof given === "string"
      ? render(html`<bdi>${given}</bdi>`)
      : render(given);
  }
}

/** The same sentence where no markup is possible, as in a title. */
export function fillText(
  sentence: string,
  values: Readonly<Record<string, string>>
): string {
  return sentence.replace(/\{(\w+)\}/g, (_braces, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? "") : ""
  );
}

/**
 * An address that a click may lead to: a path of this home, or http(s).
 * Anything else becomes the home's first page, because a page that tells of
 * a failure must not fail itself.
 */
export function href(address: string): string {
  // A browser reads `//host` and `/\host` as another host, and drops tabs and
  // line breaks before it decides; a header takes ASCII alone.
  if (/^\/(?![/\\])[!-~]*$/.test(address)) return address;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === "https:" || url?.protocol === "http:"
    ? url.href
    : "/";
}

/**
 * A link into an app, for a person to tap: a scheme of the app's own, or
 * https. No scheme of a browser's own has a dot in it, so that none of those
 * that run or read something is ever one.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8252#section-7.1
 */
export function appHref(address: string): string {
  if (/^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:\/[!-~]*$/.test(address)) {
    return address;
  }
  // The same scheme, as a web view of Android's asks the system for it.
  if (
    /^intent:\/continue#Intent;scheme=[a-z][a-z0-9+.-]*\.[a-z0-9+.-]+;end$/.test(
      address
    )
  ) {
    return address;
  }
  return address.startsWith("https:") ? href(address) : "/";
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  // Else the parser turns it into a line feed, and a value that is compared
  // byte for byte is another one.
  "\r": "&#13;",
};

function escape(text: string): string {
  return text.replace(/[&<>"'\r]/g, (character) => entities[character] ?? "");
}

function isHtml(part: Html | readonly Html[]): part is Html {
  return markup in part;
}
