import { html, type TemplateResult } from "lit";

/**
 * A sentence with what its braces name. What is put in comes from outside: it
 * is text, and keeps its own direction to itself.
 */
export function fill(
  sentence: string,
  values: Readonly<Record<string, string>>
): (string | TemplateResult)[] {
  return sentence.split(/\{(\w+)\}/).map((piece, i) => {
    if (i % 2 === 0) return piece;
    return html`<bdi>${values[piece]}</bdi>`;
  });
}

/** The same where no markup is possible, as in a label. */
export function fillText(
  sentence: string,
  values: Readonly<Record<string, string>>
): string {
  return sentence.replace(/\{(\w+)\}/g, (_braces, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? "") : ""
  );
}
