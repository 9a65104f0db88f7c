import { de } from "./words/de.ts";
import { en, type Words } from "./words/en.ts";
import { es } from "./words/es.ts";
import { fr } from "./words/fr.ts";
import { nl } from "./words/nl.ts";

/** Every language that the app speaks. */
export const languages = { en, de, fr, es, nl } satisfies Record<string, Words>;

/** Tag of a language that the app speaks. */
export type Language = keyof typeof languages;

/** The first of the phone's languages that there are words for, else English. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split("-", 1)[0] ?? "";
    if (Object.hasOwn(languages, base)) return base as Language;
  }
  return "en";
}
