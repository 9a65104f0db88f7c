/**
 * What the login page loads before its own bundle: an element for external
 * steps, the one change to `ha-auth-flow` by which it is shown, and keys for
 * the list that it is picked from.
 *
 * @module
 */
import type { HaAuthExternal } from "./auth/ha-auth-external";
import { extendAuthFlow } from "./auth-flow";
import { defineAuthExternal } from "./define";
import { flowName, startFallback } from "./fallback";
import { intercept } from "./intercept";
import { followLanguage } from "./language";
import type * as Later from "./later";
import { hearPickerKeys } from "./picker-keys";
import en from "./translations/en.json";

const nodes: HaAuthExternal[] = [];

let words: Pick<HaAuthExternal, "lang" | "localize">;

const urls = { ...document.currentScript?.dataset };

followLanguage(urls, (lang, localize) => {
  words = { lang, localize };
  if (localize) nodes.forEach((node) => Object.assign(node, words));
});

let loads = 0;

/** Each time by another name: browsers also keep what did not come. */
const loadLater = async () => {
  const url = `${urls.later}#${(loads += 1)}`;
  const later: typeof Later = await import(/* @vite-ignore */ url);
  const { step } = en.ui.panel["page-authorize"].form.providers.external;
  Object.assign(step, later.step);
  return later;
};

const createNode = () => {
  const node = document.createElement("ha-auth-external");
  nodes.push(node);
  return Object.assign(node, words, { loadMatch: loadLater });
};

defineAuthExternal();
intercept(flowName, (Base) =>
  extendAuthFlow(Base as Parameters<typeof extendAuthFlow>[0], createNode)
);
hearPickerKeys();
startFallback(async () => (await loadLater()).showProviders(createNode));
