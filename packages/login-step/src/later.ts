/**
 * What few logins need, loaded when one does: the steps in which a code is
 * typed, with their English words, and links for a page without a flow.
 *
 * @module
 */
import { HaAuthMatch } from "./auth/ha-auth-match";
import en from "./translations/en.json";

export { showProviders } from "./show-providers";

if (!customElements.get("ha-auth-match")) {
  customElements.define("ha-auth-match", HaAuthMatch);
}

export const { step } = en.ui.panel["page-authorize"].form.providers.external;
