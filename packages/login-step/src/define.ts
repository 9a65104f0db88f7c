import { HaAuthExternal } from "./auth/ha-auth-external";

/** Registers the element; the first registration wins. */
export const defineAuthExternal = () => {
  if (!customElements.get("ha-auth-external")) {
    customElements.define("ha-auth-external", HaAuthExternal);
  }
};
