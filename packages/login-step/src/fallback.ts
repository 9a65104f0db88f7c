import type { HaAuthExternal } from "./auth/ha-auth-external";
import { isExternal } from "./auth-flow";
import type { AuthProvider, AuthUrlSearchParams } from "./data/auth";
import {
  createLoginFlow,
  fetchAuthProviders,
  redirectWithAuthCode,
} from "./data/auth";
import type { DataEntryFlowStep } from "./data/data_entry_flow";

/** How long nothing may happen on a loaded page without its own element. */
const patience = 2000;

const name = "ha-auth-flow";

/**
 * Shows each external provider by itself when the page's own element does
 * not show up, and takes that away should it come late after all. What else
 * is on the page stays untouched, and a page that still loads is waited for.
 */
export const startFallback = (createNode: () => HaAuthExternal) => {
  const watch = () => {
    const before = loadedCount();
    setTimeout(() => {
      if (customElements.get(name)) return;
      if (loadedCount() > before) {
        watch();
        return;
      }
      // The one line that tells an operator why the page looks different.
      // eslint-disable-next-line no-console
      console.warn(`${name} is missing, external login is a plain link`);
      showProviders(createNode).catch(() => {
        // Nobody can log in here who could not before.
      });
    }, patience);
  };
  window.addEventListener("load", watch);
};

const loadedCount = () => performance.getEntriesByType("resource").length;

const showProviders = async (createNode: () => HaAuthExternal) => {
  const query: AuthUrlSearchParams = Object.fromEntries(
    new URLSearchParams(location.search)
  );
  const response = await fetchAuthProviders();
  const { providers, preselect_remember_me } = await response.json();
  await Promise.all(
    (providers as AuthProvider[]).map(async (provider) => {
      if (provider.type !== "external") return;

      const created = await createLoginFlow(["external", provider.id], query);
      const step: DataEntryFlowStep = await created.json();
      if (step.type === "create_entry") {
        redirectWithAuthCode(query, step.result);
        return;
      }
      if (!isExternal(step) || customElements.get(name)) return;

      const node = createNode();
      node.authProviders = [provider];
      node.clientId = query.client_id ?? "";
      node.oauth2State = query.state;
      node.step = step;
      node.storeToken = preselect_remember_me;
      node.addEventListener("pick-auth-provider", () => location.reload());
      document.querySelector(".content")?.append(node);
      customElements.whenDefined(name).then(() => node.remove());
    })
  );
};
