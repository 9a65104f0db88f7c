/**
 * Lit's decorators for fields, for the build alone; see the module beside.
 *
 * @module
 */
import type { ReactiveElement } from "./reactive-element.ts";

/** Every property is internal to the page: none has an attribute. */
export const property =
  (_options: { attribute: false }) =>
  (prototype: ReactiveElement, name: string) =>
    (prototype.constructor as typeof ReactiveElement).createProperty(name);

export const state = () => property({ attribute: false });
