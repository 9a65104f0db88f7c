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
import { startFallback } from "./fallback";
import { intercept } from "./intercept";
import { followLanguage } from "./language";
import { hearPickerKeys } from "./picker-keys";

const nodes: HaAuthExternal[] = [];

let words: Pick<HaAuthExternal, "lang" | "localize">;

followLanguage({ ...document.currentScript?.dataset }, (lang, localize) => {
  words = { lang, localize };
  if (localize) nodes.forEach((node) => Object.assign(node, words));
});

const createNode = () => {
  const node = document.createElement("ha-auth-external");
  nodes.push(node);
  return Object.assign(node, words);
};

defineAuthExternal();
intercept("ha-auth-flow", (Base) =>
  extendAuthFlow(Base as Parameters<typeof extendAuthFlow>[0], createNode)
);
hearPickerKeys();
startFallback(createNode);
