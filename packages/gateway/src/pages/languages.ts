import { de } from "./de.ts";
import { en } from "./en.ts";
import type { Words } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { nl } from "./nl.ts";

/** A language that our pages speak, and how it is written. */
interface Speech {
  words: Words;
  direction: "ltr" | "rtl";
  /** Whose way of writing dates goes with the words. */
  dates: string;
}

/** Every language of our pages. */
export const languages = {
  en: { words: en, direction: "ltr", dates: "en-GB" },
  de: { words: de, direction: "ltr", dates: "de" },
  fr: { words: fr, direction: "ltr", dates: "fr" },
  es: { words: es, direction: "ltr", dates: "es" },
  nl: { words: nl, direction: "ltr", dates: "nl" },
} as const satisfies Record<string, Speech>;

/** Tag of a language of our pages. */
export type Language = keyof typeof languages;

/** How a language is written, and its words. */
export function speech(language: Language): Speech {
  return languages[language];
}

/**
 * The language of a page, found as Home Assistant's login page finds its own:
 * the one that was chosen there, else the first of the browser's that there
 * are words for, with its region or without, else English.
 *
 * @param acceptLanguage the request's header: the browser's list, in which
 *   the order is the weight's before it is the list's
 * @param chosen what the login page was set to, when the page said so
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4
 */
export function chooseLanguage(
  acceptLanguage: string | null,
  chosen?: string | null
): Language {
  for (const tag of [chosen ?? "", ...wanted(acceptLanguage ?? "")]) {
    const found = available(tag);
    if (found !== undefined) return found;
  }
  return "en";
}

/** More entries than any browser sends, and few enough to cost nothing. */
const mostEntries = 32;

function wanted(header: string): string[] {
  return header
    .split(",", mostEntries)
    .map((entry) => {
      const [tag = "", ...parameters] = entry.split(";");
      const weight = parameters
        .map((parameter) => /^\s*q=([\d.]+)\s*$/i.exec(parameter)?.[1])
        .find((q) => q !== undefined);
      return { tag: tag.trim(), weight: Number(weight ?? 1) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}

function available(tag: string): Language | undefined {
  const base = tag.toLowerCase().split("-", 1)[0];
  return (Object.keys(languages) as Language[]).find((name) => name === base);
}
