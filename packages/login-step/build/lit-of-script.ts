/**
 * Lit as the page's script has it already, for what is loaded after it; for
 * the build alone.
 *
 * @module
 */
import type { LitElement as OwnElement } from "./lit.ts";

const element: unknown = customElements.get("ha-auth-external");

export const { html, nothing, LitElement } = (element as typeof OwnElement).lit;
