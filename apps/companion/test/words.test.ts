import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { chooseLanguage, languages } from "../src/languages.ts";

type Tree = { [key: string]: string | Tree };

/** Every sentence by its key. */
function sentences(tree: Tree, path = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string"
        ? [[`${path}${key}`, value] as const]
        : [...sentences(value, `${path}${key}.`)]
    )
  );
}

const placeholders = (sentence: string) =>
  [...new Set(sentence.match(/\{\w+\}/g) ?? [])].sort();

// A person who reads another language gets the same app.
describe("words", () => {
  const english = sentences(languages.en);
  for (const [language, words] of Object.entries(languages)) {
    it(`${language} says everything, about the same things`, () => {
      const said = sentences(words);
      assert.deepEqual([...said.keys()].sort(), [...english.keys()].sort());
      for (const [key, sentence] of said) {
        assert.notEqual(sentence.trim(), "", key);
        assert.deepEqual(
          placeholders(sentence),
          placeholders(english.get(key) ?? ""),
          key
        );
        assert.ok(!sentence.includes("!"), `${key} shouts`);
      }
    });
  }

  it("are translated", () => {
    const same = Object.entries(languages)
      .filter(([language]) => language !== "en")
      .flatMap(([language, words]) =>
        [...sentences(words)]
          .filter(([key, said]) => said === english.get(key))
          .map(([key]) => `${language}: ${key}`)
      );
    assert.deepEqual(same, []);
  });
});

describe("chooseLanguage", () => {
  it("follows the phone, with its region or without", () => {
    assert.equal(chooseLanguage(["de-CH", "fr"]), "de");
    assert.equal(chooseLanguage(["pt-BR", "NL"]), "nl");
  });

  it("speaks English where it has no other words", () => {
    assert.equal(chooseLanguage(["pt-BR", "constructor"]), "en");
    assert.equal(chooseLanguage([]), "en");
  });
});
