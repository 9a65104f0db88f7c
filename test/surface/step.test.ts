/**
 * The steps that the server sends and those that the login page's script
 * reads are written down twice, because the script's are going to Home
 * Assistant's frontend. The compiler holds them equal.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type * as flow from "../../packages/flow/src/step.ts";
import type { AbortReason } from "../../packages/flow/src/login.ts";
import type * as page from "../../packages/login-step/src/data/data_entry_flow.ts";
import de from "../../packages/login-step/src/translations/de.json" with { type: "json" };
import en from "../../packages/login-step/src/translations/en.json" with { type: "json" };
import es from "../../packages/login-step/src/translations/es.json" with { type: "json" };
import fr from "../../packages/login-step/src/translations/fr.json" with { type: "json" };
import nl from "../../packages/login-step/src/translations/nl.json" with { type: "json" };

/** `true` where each is assignable to the other, else what is not. */
type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : [A, B]) : [A, B];

const wordsOf = (resources: typeof en) =>
  resources.ui.panel["page-authorize"].form.providers.external;

type Words = ReturnType<typeof wordsOf>;

const steps: [
  Equal<flow.Handler, page.Handler>,
  Equal<flow.Placeholders, page.Placeholders>,
  Equal<flow.DataEntryFlowStepExternal, page.DataEntryFlowStepExternal>,
  Equal<flow.DataEntryFlowStepForm, page.DataEntryFlowStepForm>,
  Equal<flow.DataEntryFlowStepCreateEntry, page.DataEntryFlowStepCreateEntry>,
  Equal<flow.DataEntryFlowStepAbort, page.DataEntryFlowStepAbort>,
  Equal<flow.DataEntryFlowStep, page.DataEntryFlowStep>,
] = [true, true, true, true, true, true, true];

const reasons: Equal<AbortReason, keyof Words["abort"]> = true;

/** Every key with the placeholders that its words name. */
function shape(words: unknown, path = ""): string[] {
  if (typeof words !== "string") {
    return Object.entries(words as object).flatMap(([key, inner]) =>
      shape(inner, `${path}.${key}`)
    );
  }
  const named = [...words.matchAll(/{(\w+)}/g)].map(([, name]) => name);
  return [`${path} ${[...new Set(named)].sort().join(" ")}`];
}

describe("the steps of the login page", () => {
  it("are the same on both sides of the wire", () => {
    assert.ok(steps.every(Boolean));
  });

  it("have words for every reason that a login ends for", () => {
    assert.ok(reasons);
  });

  for (const [language, words] of Object.entries({ de, es, fr, nl })) {
    it(`say the same in every language: ${language}`, () => {
      assert.deepEqual(shape(wordsOf(words)), shape(wordsOf(en)));
    });
  }
});
