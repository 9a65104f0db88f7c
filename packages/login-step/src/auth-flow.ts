import type { PropertyValues } from "lit";
import type { HaAuthExternal } from "./auth/ha-auth-external";
import type { AuthProvider } from "./data/auth";
import { redirectWithAuthCode } from "./data/auth";
import type {
  DataEntryFlowStep,
  DataEntryFlowStepAbort,
  DataEntryFlowStepExternal,
  Handler,
} from "./data/data_entry_flow";

/** What is used of the frontend's `ha-auth-flow`; the last two are its own. */
export interface AuthFlow extends HTMLElement {
  authProvider?: AuthProvider;
  clientId?: string;
  redirectUri?: string;
  oauth2State?: string;
  step?: DataEntryFlowStep;
  _storeToken?: boolean;
  _state?: string;
}

type AuthFlowClass = new () => AuthFlow & {
  willUpdate(changedProps: PropertyValues): void;
  render(): unknown;
};

/** What a flow has shown so far, and the one node that shows our steps. */
interface Shown {
  node: HaAuthExternal;
  any: boolean;
  /** What the page began with, before anybody picked. */
  first?: AuthProvider;
}

/**
 * The frontend's own class, with answers that come too late left out, and with
 * another `render()`: external steps and their aborts are shown by one
 * `ha-auth-external`. It is a node and not a template, so that the page's copy
 * of lit and ours never mix.
 */
export const extendAuthFlow = (
  Base: AuthFlowClass,
  createNode: () => HaAuthExternal
): AuthFlowClass => {
  const shown = new WeakMap<AuthFlow, Shown>();
  return class extends Base {
    willUpdate(changedProps: PropertyValues) {
      const last: DataEntryFlowStep | undefined = changedProps.get("step");
      if (last && isLate(this, last)) {
        this.step = last;
        changedProps.delete("step");
      }
      super.willUpdate(changedProps);
    }

    render() {
      let own = shown.get(this);
      if (!own) {
        own = { node: connectNode(this, createNode()), any: false };
        shown.set(this, own);
      }
      return renderExternal(this, own) ?? super.render();
    }
  };
};

const renderExternal = (flow: AuthFlow, own: Shown) => {
  const { step } = flow;
  own.first ??= flow.authProvider;
  if (flow._state !== "error" && isExternal(step)) {
    keepPage(true);
    return showStep(flow, own, step);
  }
  const isShown = Boolean(step) || flow._state === "error";
  own.any ||= isShown;
  keepPage(!isShown || (step?.type === "form" && step.step_id !== "init"));
  return undefined;
};

const showStep = (
  flow: AuthFlow,
  own: Shown,
  step: DataEntryFlowStepExternal | DataEntryFlowStepAbort
) => {
  const { authProvider } = flow;
  const { node } = own;
  node.authProviders = [
    ...(authProvider ? [authProvider] : []),
    ...(pickerOf(flow)?.authProviders ?? []),
  ];
  node.clientId = flow.clientId ?? "";
  node.oauth2State = flow.oauth2State;
  node.storeToken = Boolean(flow._storeToken);
  if (node.step !== step) {
    node.picked =
      (own.any || authProvider !== own.first) &&
      isFrom(authProvider, step.handler);
    node.step = step;
    own.any = true;
  }
  return node;
};

/**
 * Whether the step is the first answer for a provider that was left before it
 * came, while a step of the one that was picked is shown already: somebody may
 * be typing there.
 */
const isLate = ({ step, authProvider }: AuthFlow, last: DataEntryFlowStep) =>
  (isExternal(step) || (step?.type === "form" && step.step_id === "init")) &&
  isFrom(authProvider, last.handler) &&
  !isFrom(authProvider, step.handler);

/**
 * The page reloads when its service worker is there for the first time, and
 * would lose what is said once only: our steps, and forms on the way in. It
 * waits for this mark of the frontend's own.
 */
const keepPage = (keep: boolean) => {
  if (window.isDirtyState === keep) return;
  window.isDirtyState = keep;
  if (!keep) window.dispatchEvent(new Event("dirty-state-changed"));
};

const connectNode = (flow: AuthFlow, node: HaAuthExternal) => {
  node.addEventListener("step-changed", ({ detail: { step } }) => {
    if (step.type !== "create_entry") {
      flow.step = step;
      return;
    }
    // As the page does with an answer to its own form.
    redirectWithAuthCode(
      { redirect_uri: flow.redirectUri, state: flow.oauth2State },
      step.result,
      flow._storeToken
    );
  });
  node.addEventListener("store-token-changed", (ev) => {
    flow._storeToken = ev.detail.value;
  });
  node.addEventListener("pick-auth-provider", (ev) => {
    ev.stopPropagation();
    pick(flow, ev.detail);
  });
  return node;
};

/** As a press in the frontend's list; the current provider starts anew. */
const pick = (flow: AuthFlow, provider: AuthProvider) => {
  if (provider === flow.authProvider) {
    flow.authProvider = { ...provider };
    return;
  }
  pickerOf(flow)?.dispatchEvent(
    new CustomEvent("pick-auth-provider", { detail: provider })
  );
};

const pickerOf = (flow: AuthFlow) =>
  flow.parentElement?.querySelector<
    HTMLElement & { authProviders?: AuthProvider[] }
  >("ha-pick-auth-provider");

const isFrom = (provider: AuthProvider | undefined, [type, id]: Handler) =>
  provider?.type === type && provider.id === id;

export const isExternal = (
  step?: DataEntryFlowStep
): step is DataEntryFlowStepExternal | DataEntryFlowStepAbort =>
  step?.type === "external" ||
  (step?.type === "abort" && step.handler[0] === "external");

declare global {
  interface Window {
    isDirtyState?: boolean;
  }
}
