import type { HaAuthExternal } from "./auth/ha-auth-external";
import { isExternal } from "./auth-flow";
import { extractSearchParamsObject } from "./common/url/search-params";
import type { AuthProvider, AuthUrlSearchParams } from "./data/auth";
import {
  createLoginFlow,
  fetchAuthProviders,
  redirectWithAuthCode,
} from "./data/auth";
import type { DataEntryFlowStep } from "./data/data_entry_flow";
import { flowName } from "./fallback";

/**
 * Shows each external provider on a page without its own element, and takes
 * that away should it come late after all. What else is on the page stays
 * untouched.
 */
export const showProviders = async (createNode: () => HaAuthExternal) => {
  const query: AuthUrlSearchParams = extractSearchParamsObject();
  const response = await fetchAuthProviders();
  const { providers, preselect_remember_me } = await response.json();
  await Promise.all(
    (providers as AuthProvider[]).map(async (provider) => {
      if (provider.type !== "external") return;

      const created = await createLoginFlow(["external", provider.id], query);
      const step: DataEntryFlowStep = await created.json();
      if (goesOn(step, query)) return;
      if (!isExternal(step) || customElements.get(flowName)) return;

      const node = createNode();
      node.authProviders = [provider];
      node.clientId = query.client_id ?? "";
      node.oauth2State = query.state;
      node.step = step;
      node.storeToken = preselect_remember_me;
      node.addEventListener("step-changed", ({ detail }) => {
        if (isExternal(detail.step) || goesOn(detail.step, query)) return;
        // A form of the page's own, which has none.
        node.step = { ...step, type: "abort", reason: "failed" };
      });
      node.addEventListener("pick-auth-provider", () => location.reload());
      document.querySelector(".content")?.append(node);
      customElements.whenDefined(flowName).then(() => node.remove());
    })
  );
};

const goesOn = (step: DataEntryFlowStep, query: AuthUrlSearchParams) => {
  if (step.type !== "create_entry") return false;

  redirectWithAuthCode(query, step.result);
  return true;
};
