import { assert } from "@open-wc/testing";
import type { PropertyValues } from "lit";
import { html, LitElement, nothing } from "lit";
import type { AuthProvider } from "../src/data/auth";
import type { DataEntryFlowStep, Handler } from "../src/data/data_entry_flow";
import type { Network } from "./support/mount";
import {
  abort,
  clean,
  confirm,
  exampleId,
  external,
  form,
  holdNetwork,
  left,
  local,
  match,
  ownClient,
  place,
  press,
  settled,
  stops,
  until,
} from "./support/mount";

/** The part of the frontend's own flow that matters, with its own lit. */
class OwnFlow extends LitElement {
  static properties = {
    authProvider: {},
    clientId: {},
    redirectUri: {},
    oauth2State: {},
    step: {},
    initStoreToken: {},
    _storeToken: {},
    _state: {},
  };

  _stepData?: unknown;

  declare authProvider?: AuthProvider;

  declare clientId?: string;

  declare redirectUri?: string;

  declare oauth2State?: string;

  declare step?: DataEntryFlowStep;

  declare initStoreToken: boolean;

  declare _storeToken: boolean;

  declare _state: string;

  started: (AuthProvider | undefined)[] = [];

  constructor() {
    super();
    this._storeToken = false;
    this._state = "loading";
    this.addEventListener("keypress", (ev) => {
      if (ev.key === "Enter") this.started.push(this.authProvider);
    });
  }

  createRenderRoot() {
    return this;
  }

  willUpdate(changed: PropertyValues<this>) {
    if (!this.hasUpdated) this._storeToken = this.initStoreToken;
    if (!changed.has("step")) return;
    this._state = "step";
    this._stepData = undefined;
  }

  render(): unknown {
    return html`<form>
      ${this._state === "error" ? "Error: no" : nothing}
      ${this.step?.type === "form" ? "Welcome home!" : nothing}
      <input name="username" autocomplete="username" />
    </form>`;
  }

  updated(changed: PropertyValues<this>) {
    if (changed.has("authProvider")) this.started.push(this.authProvider);
  }
}

/** The end of a login that went through. */
const entry: DataEntryFlowStep = {
  type: "create_entry",
  flow_id: "flow",
  handler: ["external", "example-id"],
  result: "a+code",
};

/** The frontend's list of the providers that are not the current one. */
class OwnPicker extends HTMLElement {
  authProviders: AuthProvider[] = [];
}

customElements.define("ha-before", class extends HTMLElement {});
const before = Object.hasOwn(customElements, "define");
customElements.define("ha-auth-flow", OwnFlow);
const after = Object.hasOwn(customElements, "define");
customElements.define("ha-pick-auth-provider", OwnPicker);

// Lost without this: a page of Home Assistant that stays its own, and a step
// of ours that leaves when, and only when, the person asked for it.
describe("the login page's own flow", () => {
  let network: Network;

  let flow: OwnFlow;

  let picked: AuthProvider[];

  const open = async (first: AuthProvider, step?: DataEntryFlowStep) => {
    const page = document.createElement("div");
    flow = document.createElement("ha-auth-flow" as "div") as never;
    const picker = new OwnPicker();
    picked = [];
    flow.clientId = ownClient;
    flow.redirectUri = "#left";
    flow.oauth2State = "abc";
    flow.initStoreToken = true;
    flow.authProvider = first;
    picker.authProviders = [local, exampleId].filter((prv) => prv !== first);
    picker.addEventListener("pick-auth-provider", (ev) => {
      picked.push(ev.detail);
    });
    page.append(flow, picker);
    await place(page);
    if (step) await show(step);
  };

  const show = async (step: DataEntryFlowStep) => {
    flow.step = step;
    await settled();
  };

  const ours = () => flow.querySelector("ha-auth-external");

  beforeEach(() => {
    network = holdNetwork();
  });

  afterEach(clean);

  it("has another render, and nothing else", () => {
    const built = customElements.get("ha-auth-flow")!;
    assert.equal(Object.getPrototypeOf(built), OwnFlow);
    assert.sameMembers(Object.getOwnPropertyNames(built.prototype), [
      "constructor",
      "render",
      "willUpdate",
    ]);
  });

  it("leaves the registry as it was once it is defined", () => {
    assert.deepEqual({ before, after }, { before: true, after: false });
  });

  it("shows its own steps by itself", async () => {
    await open(local, form());
    assert.isTrue(ours() === null);
    assert.include(flow.textContent, "Welcome home!");
    assert.equal(
      flow.querySelector("input")!.getAttribute("autocomplete"),
      "username"
    );
  });

  it("does not leave from the step that it begins with", async () => {
    await open(exampleId, external());
    assert.isTrue(ours() !== null);
    assert.isTrue(flow.querySelector("form") === null);
    assert.lengthOf(network.calls, 0);
  });

  it("leaves at once for a provider picked after the form", async () => {
    await open(local, form());
    flow.authProvider = exampleId;
    await show(external());
    assert.lengthOf(network.calls, 1);
    assert.isTrue(network.calls[0]!.body.store_token);
    await network.calls[0]!.answer(external());
    await left();
  });

  it("leaves at once for a provider picked before the form has come", async () => {
    await open(local);
    flow.authProvider = exampleId;
    await show(external());
    assert.lengthOf(network.calls, 1);
    // Home Assistant's answer for the provider that was left comes last.
    await show(form());
    assert.isTrue(ours() !== null);
    assert.notInclude(flow.textContent, "Welcome home!");
    await network.calls[0]!.answer(external());
    await left();
  });

  it("shows a second factor's form for a provider that was picked", async () => {
    await open(exampleId, external());
    await show({
      ...form(),
      step_id: "mfa",
      handler: ["command_line", "external"],
    });
    assert.isTrue(ours() === null);
    assert.include(flow.textContent, "Welcome home!");
  });

  it("keeps the page while a reload would lose what is said once", async () => {
    let freed = 0;
    const free = () => (freed += 1);
    window.addEventListener("dirty-state-changed", free);
    await open(local);
    assert.isTrue(window.isDirtyState);
    await show(form());
    assert.isFalse(window.isDirtyState);
    flow.authProvider = exampleId;
    await show(abort("refused"));
    assert.isTrue(window.isDirtyState);
    await show({ ...form(), step_id: "mfa" });
    assert.isTrue(window.isDirtyState);
    await show(form());
    assert.isFalse(window.isDirtyState);
    window.removeEventListener("dirty-state-changed", free);
    assert.equal(freed, 2);
  });

  // A slow provider answers while somebody types their password already.
  for (const late of [external(), abort("unreachable"), match()]) {
    it(`keeps the form of who changed their mind: ${late.type}`, async () => {
      await open(local, form());
      flow.authProvider = exampleId;
      await settled();
      flow.authProvider = local;
      const second = { ...form(), flow_id: "second" };
      await show(second);
      flow._stepData = { username: "robin" };
      const field = flow.querySelector("input")!;
      field.focus();
      await show(late);
      assert.isTrue(ours() === null);
      assert.equal(flow.step, second);
      assert.deepEqual(flow._stepData, { username: "robin" });
      assert.isTrue(document.activeElement === field);
      assert.lengthOf(network.calls, 0);
    });
  }

  it("keeps the step of the provider that was picked last", async () => {
    const other = { ...exampleId, id: "other" };
    await open(local, form());
    flow.authProvider = exampleId;
    await settled();
    flow.authProvider = other;
    const step = { ...external(), handler: ["external", "other"] as Handler };
    await show(step);
    await show({ ...external(), url: "#wrong" });
    assert.equal(flow.step, step);
    await network.calls[0]!.answer(step);
    await left();
  });

  // The provider's page is long in coming, and the password is typed instead.
  it("stays, if the form is asked for while the page leaves", async () => {
    await open(local, form());
    flow.authProvider = exampleId;
    await show(external());
    await network.calls[0]!.answer(external());
    await left();
    stops.length = 0;
    flow.authProvider = local;
    await show({ ...form(), flow_id: "second" });
    assert.lengthOf(stops, 1);
  });

  it("leaves at once when an abort is tried again", async () => {
    await open(exampleId, abort("refused"));
    assert.lengthOf(network.calls, 0);
    await press(ours()!, "Try again");
    assert.lengthOf(flow.started, 2);
    assert.deepEqual(flow.started[1], exampleId);
    await show(external());
    assert.lengthOf(network.calls, 1);
  });

  for (const [reason, isAsked] of [
    ["no_access", true],
    ["refused", true],
    ["restarting", false],
  ] as const) {
    it(`has the provider ask who it is, or not: ${reason}`, async () => {
      await open(exampleId, abort(reason));
      await press(
        ours()!,
        reason === "no_access"
          ? "Use another account at Example ID"
          : "Try again"
      );
      await show(external());
      assert.equal(network.calls[0]!.body.another_account, isAsked);
    });
  }

  it("has the provider ask again, though it was away meanwhile", async () => {
    await open(exampleId, abort("no_access"));
    await press(ours()!, "Use another account at Example ID");
    await show(abort("unreachable"));
    await press(ours()!, "Try Example ID again");
    await show(external());
    assert.isTrue(network.calls[0]!.body.another_account);
  });

  it("leaves for the provider of an abort that it was met with", async () => {
    await open(local, abort("refused"));
    await press(ours()!, "Try again");
    assert.deepEqual(picked, [exampleId]);
    flow.authProvider = exampleId;
    await show(external());
    assert.lengthOf(network.calls, 1);
  });

  it("is taken to the password form as by its own list", async () => {
    await open(exampleId, abort("refused"));
    await press(ours()!, "Use your password");
    assert.deepEqual(picked, [local]);
    assert.equal(picked[0], local);
  });

  it("starts the password form anew where that is current", async () => {
    await open(local, abort("refused"));
    await press(ours()!, "Use your password");
    assert.deepEqual(picked, []);
    assert.deepEqual(flow.started, [local, local]);
  });

  it("keeps one node while the flow goes on", async () => {
    await open(exampleId, external());
    const node = ours();
    await show(abort("refused"));
    assert.isTrue(ours() === node);
    flow.authProvider = local;
    await show(form());
    assert.isTrue(ours() === null);
    assert.include(flow.textContent, "Welcome home!");
    flow.authProvider = exampleId;
    await show(abort("used"));
    assert.isTrue(ours() === node);
  });

  it("takes an abort over that answered the hand-over", async () => {
    await open(local, form());
    flow.authProvider = exampleId;
    await show(external());
    await network.calls[0]!.answer(abort("unreachable"));
    assert.equal(flow.step?.type, "abort");
    assert.include(ours()!.innerText, "cannot be reached");
  });

  describe("a step in which a code is typed", () => {
    const shown = async (step: DataEntryFlowStep) => {
      await open(exampleId, step);
      await until(() => flow.querySelector("ha-auth-match"));
      await settled();
    };

    const confirmed = async (answer: DataEntryFlowStep) => {
      await shown(confirm());
      await press(flow, "Continue");
      await network.calls[0]!.answer(answer);
    };

    it("has English words that come along with it", async () => {
      await shown(match());
      assert.include(flow.innerText, "Log in to Willow House");
      assert.include(flow.innerText, "Your browser opens.");
      assert.isTrue(window.isDirtyState);
      await show(match({ error: "wrong_code" }));
      assert.include(flow.innerText, "That is not the code.");
    });

    it("keeps what is typed from one answer to the next", async () => {
      await shown(match());
      const field = flow.querySelector<HTMLInputElement>("[name=code]")!;
      field.value = "BCDF-GHJK";
      await press(flow, "Log in");
      await network.calls[0]!.answer(match({ error: "wrong_code" }));
      assert.equal(flow.step?.type, "external");
      assert.isTrue(flow.querySelector("[name=code]") === field);
      assert.equal(field.value, "BCDF-GHJK");
    });

    it("ends as the page's own form does, with state and tick", async () => {
      await confirmed(entry);
      await until(() => location.hash);
      assert.equal(
        location.hash,
        "#left?code=a%2Bcode&state=abc&storeToken=true"
      );
      assert.equal(flow.step?.type, "external");
    });

    it("ends without what the page has not", async () => {
      await shown(confirm());
      flow.oauth2State = undefined;
      flow._storeToken = false;
      await press(flow, "Continue");
      await network.calls[0]!.answer(entry);
      await until(() => location.hash);
      assert.equal(location.hash, "#left?code=a%2Bcode");
    });

    it("gives a second factor's form to the page", async () => {
      await confirmed({
        ...form(),
        step_id: "mfa",
        handler: ["command_line", "external"],
      });
      assert.equal(flow.step?.type, "form");
      assert.equal(flow._state, "step");
      assert.isTrue(ours() === null);
      assert.include(flow.textContent, "Welcome home!");
      assert.isTrue(window.isDirtyState);
    });
  });

  it("says its own errors by itself", async () => {
    await open(exampleId, abort("refused"));
    flow._state = "error";
    await settled();
    assert.isTrue(ours() === null);
    assert.include(flow.textContent, "Error: no");
  });

  it("shares the tick both ways", async () => {
    await open(exampleId, external());
    const tick = ours()!.querySelector("input")!;
    assert.isTrue(tick.checked);
    tick.click();
    await settled();
    assert.isFalse(flow._storeToken);
  });

  it("hears nothing of Enter in our step", async () => {
    await open(exampleId, abort("refused"));
    ours()!
      .querySelector("button")!
      .dispatchEvent(
        new KeyboardEvent("keypress", { key: "Enter", bubbles: true })
      );
    assert.lengthOf(flow.started, 1);
  });
});
