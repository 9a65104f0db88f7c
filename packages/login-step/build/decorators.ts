/**
 * Lit's decorators for fields, for the build alone; see `lit.ts` beside.
 *
 * @module
 */
import type { LitElement } from "./lit.ts";

/** Every property is internal to the page: none has an attribute. */
export const property =
  (_options: { attribute: false }) => (prototype: LitElement, name: string) =>
    (prototype.constructor as typeof LitElement).createProperty(name);

export const state = () => property({ attribute: false });
