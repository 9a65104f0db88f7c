import { assert } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import type { DataEntryFlowStepAbort } from "../../src/data/data_entry_flow";
import en from "../../src/translations/en.json";
import type { Network } from "../support/mount";
import {
  abort,
  buttonsOf,
  clean,
  exampleId,
  external,
  holdNetwork,
  left,
  local,
  mount,
  ownClient,
  press,
  settled,
} from "../support/mount";

const reasons = Object.keys(
  en.ui.panel["page-authorize"].form.providers.external.abort
);

// Lost without this: a click that hands the page's state over before anyone
// leaves, and a foreign client that is never given a login by itself.
describe("ha-auth-external", () => {
  let network: Network;

  beforeEach(() => {
    network = holdNetwork();
  });

  afterEach(clean);

  describe("a step that the page begins with", () => {
    it("waits for a press, in light DOM, under one heading", async () => {
      const element = await mount({ step: external() });
      assert.isNull(element.shadowRoot);
      assert.lengthOf(element.querySelectorAll("h1"), 1);
      assert.equal(
        element.querySelector("h1")!.textContent,
        "Log in to Willow House"
      );
      assert.deepEqual(buttonsOf(element), ["Continue with Example ID"]);
      assert.lengthOf(network.calls, 0);
    });

    it("hands state, tick and language over before it leaves", async () => {
      const element = await mount({
        step: external(),
        oauth2State: "abc",
        storeToken: true,
      });
      await press(element, "Continue with Example ID");
      assert.lengthOf(network.calls, 1);
      assert.equal(network.calls[0]!.path, "/auth/login_flow/flow");
      assert.deepEqual(network.calls[0]!.body, {
        client_id: ownClient,
        state: "abc",
        store_token: true,
        language: "en",
      });
      assert.equal(location.hash, "");
      await network.calls[0]!.answer({ ...external(), flow_id: "sealed-anew" });
      await left();
    });

    it("sends no state where the page has none", async () => {
      const element = await mount({ step: external() });
      await press(element, "Continue with Example ID");
      assert.notProperty(network.calls[0]!.body, "state");
    });

    it("asks once however often it is pressed", async () => {
      const element = await mount({ step: external() });
      const button = element.querySelector<HTMLElement>("a")!;
      button.click();
      button.click();
      await settled();
      assert.lengthOf(network.calls, 1);
      assert.include(element.innerText, "Taking you to Example ID…");
    });

    it("keeps the tick and tells of it", async () => {
      const element = await mount({ step: external(), storeToken: true });
      const told: boolean[] = [];
      element.addEventListener("store-token-changed", (ev) =>
        told.push(ev.detail.value)
      );
      const tick = element.querySelector("input")!;
      assert.isTrue(tick.checked);
      tick.click();
      await press(element, "Continue with Example ID");
      assert.deepEqual(told, [false]);
      assert.isFalse(network.calls[0]!.body.store_token);
    });
  });

  describe("a step that was asked for", () => {
    it("leaves at once, with a link should nothing happen", async () => {
      const element = await mount({ step: external(), picked: true });
      assert.lengthOf(network.calls, 1);
      assert.include(
        element.querySelector("[role=status]")!.textContent,
        "Taking you to Example ID…"
      );
      assert.isTrue(element.querySelector("a") === null);
      await network.calls[0]!.answer(external());
      await left();
      assert.equal(element.querySelector("a")!.getAttribute("href"), "#left");
    });

    it("stays when another step has come meanwhile", async () => {
      const element = await mount({ step: external(), picked: true });
      element.picked = false;
      element.step = external();
      await settled();
      await network.calls[0]!.answer(external());
      assert.equal(location.hash, "");
      assert.deepEqual(buttonsOf(element), ["Continue with Example ID"]);
    });

    it("stays when it was taken off the page meanwhile", async () => {
      const element = await mount({ step: external(), picked: true });
      element.remove();
      await network.calls[0]!.answer(external());
      assert.equal(location.hash, "");
    });

    it("can be continued when the person comes back from outside", async () => {
      const element = await mount({ step: external(), picked: true });
      await network.calls[0]!.answer(external());
      window.dispatchEvent(
        new PageTransitionEvent("pageshow", { persisted: true })
      );
      await settled();
      assert.deepEqual(buttonsOf(element), ["Continue with Example ID"]);
    });

    it("listens to nothing once it is off the page", async () => {
      const element = await mount({ step: external(), picked: true });
      element.remove();
      const before = element.textContent;
      window.dispatchEvent(
        new PageTransitionEvent("pageshow", { persisted: true })
      );
      await settled();
      assert.equal(element.textContent, before);
    });
  });

  describe("a foreign client", () => {
    const clientId = "https://panel.example.net/";
    const step = () => external({ client: "panel.example.net" });

    it("is named, asked about, and never left for by itself", async () => {
      const element = await mount({ step: step(), picked: true, clientId });
      assert.lengthOf(network.calls, 0);
      assert.equal(
        element.querySelector("h1")!.textContent,
        "Give panel.example.net access to Willow House?"
      );
      assert.deepEqual(buttonsOf(element), [
        "Cancel",
        "Continue with Example ID",
      ]);
      assert.isTrue(element.querySelector("input") === null);
    });

    it("is foreign by its address, should the server not say so", async () => {
      const element = await mount({
        step: external(),
        picked: true,
        clientId: `${location.origin}.example.net/`,
      });
      assert.lengthOf(network.calls, 0);
      assert.include(
        element.querySelector("h1")!.textContent,
        `${location.host}.example.net`
      );
    });

    it("is foreign should the page not know it", async () => {
      await mount({ step: external(), picked: true, clientId: "" });
      assert.lengthOf(network.calls, 0);
    });

    it("is never given a login to keep", async () => {
      const element = await mount({ step: step(), clientId, storeToken: true });
      await press(element, "Continue with Example ID");
      assert.isFalse(network.calls[0]!.body.store_token);
    });

    it("is an app when it has an app's address", async () => {
      const element = await mount({
        step: external({ client: "home-assistant.io" }),
        picked: true,
        clientId: "https://home-assistant.io/android",
      });
      assert.lengthOf(network.calls, 0);
      assert.equal(
        element.querySelector("h1")!.textContent,
        "Give the Home Assistant app for Android access to Willow House?"
      );
    });

    it("is refused by going back to the form that was there", async () => {
      const element = await mount({ step: step(), picked: true, clientId });
      const picked: unknown[] = [];
      element.addEventListener("pick-auth-provider", (ev) =>
        picked.push(ev.detail)
      );
      await press(element, "Cancel");
      assert.deepEqual(picked, [local]);
    });
  });

  describe("an answer that is no way on", () => {
    it("becomes the step when it is an abort, and is told of", async () => {
      const element = await mount({ step: external(), picked: true });
      const told: unknown[] = [];
      element.addEventListener("step-changed", (ev) =>
        told.push((ev.detail.step as DataEntryFlowStepAbort).reason)
      );
      await network.calls[0]!.answer(abort("unreachable"));
      assert.deepEqual(told, ["unreachable"]);
      assert.include(element.innerText, "cannot be reached right now");
    });

    it("is a login that took too long when the flow is gone", async () => {
      const element = await mount({ step: external(), picked: true });
      await network.calls[0]!.answer({ message: "Invalid flow" }, 404);
      assert.include(element.innerText, "This took too long.");
    });

    for (const [what, answer] of [
      ["no network", (call: Network["calls"][0]) => call.fail()],
      ["a page", (call: Network["calls"][0]) => call.answer("<h1>Bad", 502)],
      [
        "a refusal",
        (call: Network["calls"][0]) => call.answer({ message: "no" }, 403),
      ],
    ] as const) {
      it(`is said in place, with a way to try again: ${what}`, async () => {
        const element = await mount({ step: external(), picked: true });
        await answer(network.calls[0]!);
        const alert = element.querySelector("ha-alert")!;
        assert.include(alert.textContent, "did not answer");
        assert.isTrue(document.activeElement === alert);
        assert.deepEqual(buttonsOf(element), [
          "Use your password",
          "Try again",
        ]);
        await press(element, "Try again");
        assert.lengthOf(network.calls, 2);
        await network.calls[1]!.answer(external());
        await left();
      });
    }
  });

  describe("an abort", () => {
    for (const reason of reasons) {
      it(`takes focus and offers the password first: ${reason}`, async () => {
        const element = await mount({ step: abort(reason) });
        const alert = element.querySelector("ha-alert")!;
        assert.isTrue(document.activeElement === alert);
        assert.isAbove(alert.textContent!.trim().length, 10);
        assert.equal(buttonsOf(element)[0], "Use your password");
        assert.lengthOf(buttonsOf(element), 2);
        assert.include(element.innerText, "Reference 7K3F-92QD");
        assert.notInclude(element.innerText, "{");
      });
    }

    it("says what it can of a reason that it does not know", async () => {
      const element = await mount({ step: abort("of_the_future") });
      assert.include(element.innerText, "Logging in did not work.");
    });

    it("says whom to ask and for whom", async () => {
      const element = await mount({
        step: abort("no_access", {
          name: "Robin Vale",
          account: "robin@example.org",
          administrator: "Mara Lindt",
        }),
      });
      const text = element.innerText.replace(/\s+/g, " ");
      assert.include(text, "Robin Vale");
      assert.include(text, "robin@example.org at Example ID");
      assert.include(
        text,
        "Ask Mara Lindt, who runs Willow House, to let you in."
      );
      assert.include(text, "Say the name above.");
    });

    it("keeps focus where the person took it", async () => {
      const element = await mount({ step: abort("refused") });
      const button = element.querySelector("button")!;
      button.focus();
      element.localize = (key) => key;
      await settled();
      assert.isTrue(document.activeElement === button);
    });

    it("offers no password where there is none", async () => {
      const element = await mount({
        step: abort("refused"),
        authProviders: [exampleId],
      });
      assert.deepEqual(buttonsOf(element), ["Try again"]);
    });

    it("asks the page for the provider that was pressed", async () => {
      const element = await mount({ step: abort("refused") });
      const picked: unknown[] = [];
      element.addEventListener("pick-auth-provider", (ev) =>
        picked.push(ev.detail)
      );
      await press(element, "Use your password");
      await press(element, "Try again");
      assert.deepEqual(picked, [local, exampleId]);
    });

    it("can be tried again once, until the page has answered", async () => {
      const element = await mount({ step: abort("refused") });
      await press(element, "Try again");
      assert.lengthOf(element.querySelectorAll("button"), 0);
      element.step = abort("refused");
      await settled();
      assert.lengthOf(element.querySelectorAll("button"), 2);
      assert.isTrue(
        document.activeElement === element.querySelector("ha-alert")
      );
    });
  });

  // The login page takes Enter anywhere in a step for "start over".
  describe("Enter", () => {
    it("presses the button and gets no further", async () => {
      const element = await mount({ step: abort("refused") });
      const picked: unknown[] = [];
      element.addEventListener("pick-auth-provider", (ev) =>
        picked.push(ev.detail)
      );
      const pressed: string[] = [];
      const listen = (ev: KeyboardEvent) => pressed.push(ev.key);
      document.body.addEventListener("keypress", listen);
      element.querySelector("button")!.focus();
      await sendKeys({ press: "Enter" });
      await settled();
      document.body.removeEventListener("keypress", listen);
      assert.deepEqual(pressed, []);
      assert.deepEqual(picked, [local]);
    });
  });

  it("shows nothing before it has words", async () => {
    const element = await mount({ step: external(), localize: undefined });
    assert.equal(element.innerText, "");
  });
});
