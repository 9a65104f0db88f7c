/**
 * What the tests of the page's script have in common: steps, an element with
 * words, a network that answers by hand, and timers that wait.
 *
 * @module
 */
import { waitUntil } from "@open-wc/testing";
import type { HaAuthExternal } from "../../src/auth/ha-auth-external";
import { computeLocalize } from "../../src/common/translations/localize";
import type { AuthProvider } from "../../src/data/auth";
import type {
  DataEntryFlowStepAbort,
  DataEntryFlowStepExternal,
  DataEntryFlowStepForm,
} from "../../src/data/data_entry_flow";
import en from "../../src/translations/en.json";

export const ownClient = `${location.origin}/`;

export const local: AuthProvider = {
  name: "Home Assistant Local",
  id: null,
  type: "homeassistant",
};

export const exampleId: AuthProvider = {
  name: "Example ID",
  id: "example-id",
  type: "external",
};

const placeholders = {
  provider: "Example ID",
  host: "id.example.org",
  home: "Willow House",
};

/** Leaving for an address of this very page is all that a test survives. */
export const external = (
  more: Record<string, string> = {}
): DataEntryFlowStepExternal => ({
  type: "external",
  flow_id: "flow",
  step_id: "external",
  handler: ["external", "example-id"],
  url: "#left",
  description_placeholders: { ...placeholders, ...more },
});

const ofStep = (
  step_id: string,
  url: string,
  more: Record<string, string>
): DataEntryFlowStepExternal => ({ ...external(more), step_id, url });

export const address = "home.example.org/auth/external-login/match";

/** Asks for a code; in Android's app, unless it says otherwise. */
export const match = (
  more: Record<string, string> = {}
): DataEntryFlowStepExternal =>
  ofStep("match", "#left", { out: "link", address, app: "Android", ...more });

/** Asks whether somebody is who they are. */
export const confirm = (
  more: Record<string, string> = {}
): DataEntryFlowStepExternal =>
  ofStep("confirm", "", {
    name: "Robin Vale",
    account: "robin@example.org",
    app: "Android",
    ...more,
  });

/** Leaves for the shell of an app of ours. */
export const leave = (): DataEntryFlowStepExternal =>
  ofStep("leave", "#left", {});

export const abort = (
  reason: string,
  more: Record<string, string> = {}
): DataEntryFlowStepAbort => ({
  type: "abort",
  flow_id: "",
  handler: ["external", "example-id"],
  reason,
  description_placeholders: {
    ...placeholders,
    reference: "7K3F-92QD",
    ...more,
  },
});

export const form = (): DataEntryFlowStepForm => ({
  type: "form",
  flow_id: "form",
  step_id: "init",
  handler: ["homeassistant", null],
  data_schema: [],
  errors: {},
  description_placeholders: null,
});

/** After everything that is already on its way has happened. */
export const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

/** As patient as a test is: a busy browser loads a script late. */
export const until = (predicate: () => unknown) =>
  waitUntil(predicate, undefined, { timeout: 8000 });

/** After the page has left for the step's address. */
export const left = () => until(() => location.hash === "#left");

/** Where the second part of the script lies. */
export const laterUrl = "/packages/login-step/dist/later.js";

const mounted: Element[] = [];

export const place = async <E extends Element>(element: E): Promise<E> => {
  mounted.push(element);
  document.querySelector("main")!.append(element);
  await settled();
  return element;
};

export const mount = (
  properties: Partial<HaAuthExternal>
): Promise<HaAuthExternal> =>
  place(
    Object.assign(document.createElement("ha-auth-external"), {
      clientId: ownClient,
      authProviders: [exampleId, local],
      localize: computeLocalize(en),
      loadMatch: () => import(laterUrl),
      ...properties,
    })
  );

export const buttonsOf = (element: Element) =>
  [...element.querySelectorAll<HTMLElement>("button, a")].map((button) =>
    button.textContent!.trim()
  );

export const press = async (element: Element, label: string) => {
  const found = [...element.querySelectorAll<HTMLElement>("button, a")].find(
    (button) => button.textContent!.trim() === label
  );
  found!.click();
  await settled();
};

/** One request, and how to answer it. */
export interface Call {
  path: string;
  body: Record<string, unknown>;
  answer(value: unknown, status?: number): Promise<void>;
  fail(): Promise<void>;
}

export interface Network {
  calls: Call[];
}

/** How often the page was kept where it is; a test's browser loads for real. */
export const stops: unknown[] = [];
window.stop = () => stops.push("stop");

const realFetch = window.fetch;

/** Nothing leaves the page; each request waits for its test. */
export const holdNetwork = (): Network => {
  const calls: Call[] = [];
  window.fetch = (input, init) =>
    new Promise((resolve, reject) => {
      calls.push({
        path: String(input),
        body: init?.body ? JSON.parse(String(init.body)) : undefined,
        answer(value, status = 200) {
          const text =
            typeof value === "string" ? value : JSON.stringify(value);
          const response = new Response(text, { status });
          // A body that is there at once: a busy browser reads streams late.
          resolve(
            Object.assign(response, { json: async () => JSON.parse(text) })
          );
          return settled().then(() => undefined);
        },
        fail() {
          reject(new TypeError("no network"));
          return settled().then(() => undefined);
        },
      });
    });
  return { calls };
};

/** Lets the timers of one delay go off. */
export const elapse = async (delay: number) => {
  for (const [id, timer] of [...window.held]) {
    if (timer.delay === delay) {
      window.held.delete(id);
      timer.work();
    }
  }
  await settled();
};

/** Back to an empty page with a network. */
export const clean = async () => {
  mounted.splice(0).forEach((element) => element.remove());
  window.fetch = realFetch;
  history.replaceState(null, "", location.pathname + location.search);
  await settled();
};
