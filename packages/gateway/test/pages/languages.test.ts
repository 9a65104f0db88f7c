import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { chooseLanguage, languages } from "../../src/pages/languages.ts";

// A person reads Home Assistant's page and ours one after the other: both
// have to speak the same language.
describe("chooseLanguage", () => {
  it("takes the first of the browser's languages that there are words for", () => {
    const cases: [string | null, string][] = [
      ["de", "de"],
      ["de-AT,de;q=0.9,en;q=0.8", "de"],
      ["DE-ch", "de"],
      ["en-US,en;q=0.9,de;q=0.8", "en"],
      ["it-IT,it;q=0.9,de;q=0.8,en;q=0.7", "de"],
      ["it", "en"],
      ["fr-CA", "fr"],
      ["es-419,es;q=0.9", "es"],
      ["nl-BE,en;q=0.9", "nl"],
      ["*", "en"],
      ["", "en"],
      [null, "en"],
    ];
    for (const [header, language] of cases) {
      assert.equal(chooseLanguage(header), language, String(header));
    }
  });

  it("goes by weight before order, and never takes a refused one", () => {
    assert.equal(chooseLanguage("en;q=0.1, de;q=0.9"), "de");
    assert.equal(chooseLanguage("de;q=0, it"), "en");
    assert.equal(chooseLanguage("en ; q=0.5 , de ; q=0.6"), "de");
  });

  it("takes what the login page was set to before all else", () => {
    assert.equal(chooseLanguage("en", "de"), "de");
    assert.equal(chooseLanguage("de", "it"), "de");
    assert.equal(chooseLanguage("de", null), "de");
  });

  it("reads a hostile header as no wish", () => {
    for (const header of [
      "__proto__",
      "constructor, toString;q=NaN",
      "de;q=.",
      ";;;===,,,",
      "x,".repeat(10_000),
    ]) {
      assert.equal(chooseLanguage(header), "en");
    }
  });
});

// A sentence that loses its placeholder in translation loses a name, or worse,
// the address that it was about.
describe("languages", () => {
  const english = leaves(languages.en.words);

  for (const [name, { words }] of Object.entries(languages)) {
    it(`fills in the same names in ${name} as in English`, () => {
      const theirs = leaves(words);
      for (const [key, text] of english) {
        assert.deepEqual(
          placeholders(theirs.get(key) ?? ""),
          placeholders(text),
          key
        );
      }
      assert.deepEqual([...theirs.keys()], [...english.keys()]);
    });

    it(`speaks as Home Assistant does in ${name}`, () => {
      for (const [key, text] of leaves(words)) {
        assert.doesNotMatch(
          text,
          /!|\betc\b|\be\.g\b|\bi\.e\b|\bz\. ?B\b/,
          key
        );
      }
    });
  }
});

function leaves(words: object, path = ""): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([key, value]: [string, unknown]) =>
      typeof value === "string"
        ? [[`${path}${key}`, value] as const]
        : [...leaves(value as object, `${path}${key}.`)]
    )
  );
}

function placeholders(text: string): string[] {
  return [...new Set(text.match(/\{\w+\}/g))].sort();
}
