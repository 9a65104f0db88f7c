import { assert } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import type { HaAuthExternal } from "../../src/auth/ha-auth-external";
import type { DataEntryFlowStep } from "../../src/data/data_entry_flow";
import type { Network } from "../support/mount";
import {
  abort,
  address,
  buttonsOf,
  clean,
  confirm,
  elapse,
  exampleId,
  external,
  form,
  holdNetwork,
  laterUrl,
  leave,
  left,
  local,
  match,
  mount,
  ownClient,
  press,
  settled,
  until,
} from "../support/mount";

const clientId = "https://home-assistant.io/android";

// Lost without this: whoever has to sign in with another browser than the one
// that the login page is in, and a code that only its own page sends.
describe("ha-auth-match", () => {
  let network: Network;

  beforeEach(() => {
    network = holdNetwork();
  });

  afterEach(clean);

  const open = async (
    properties: Partial<HaAuthExternal>
  ): Promise<HaAuthExternal> => {
    const element = await mount({ clientId, ...properties });
    await until(() => element.querySelector("ha-auth-match"));
    await settled();
    return element;
  };

  const fieldOf = (element: Element) =>
    element.querySelector<HTMLInputElement>("input[name=code]")!;

  const textOf = (element: HTMLElement) =>
    element.innerText.replace(/\s+/g, " ");

  const type = async (element: Element, text: string) => {
    fieldOf(element).focus();
    await sendKeys({ type: text });
    await settled();
  };

  const hold = async (key: string) => {
    await sendKeys({ down: "Control" });
    await sendKeys({ press: key });
    await sendKeys({ up: "Control" });
  };

  /** From elsewhere, by the clipboard. */
  const paste = async (element: Element, text: string) => {
    const elsewhere = document.createElement("textarea");
    elsewhere.value = text;
    document.body.append(elsewhere);
    elsewhere.select();
    await hold("c");
    elsewhere.remove();
    fieldOf(element).focus();
    await hold("v");
    await settled();
  };

  /** As a voice does it: some words at a time. */
  const dictate = async (element: Element, text: string) => {
    const field = fieldOf(element);
    field.focus();
    const insert = new InputEvent("beforeinput", {
      inputType: "insertText",
      data: text,
      bubbles: true,
      cancelable: true,
    });
    if (field.dispatchEvent(insert)) field.value += text;
    await settled();
  };

  const steps = (element: HTMLElement) => {
    const told: DataEntryFlowStep[] = [];
    element.addEventListener("step-changed", (ev) => told.push(ev.detail.step));
    return told;
  };

  // Words of another language come late, or the person asks for them there.
  for (const step of [match(), confirm()]) {
    it(`speaks the language of the page: ${step.step_id}`, async () => {
      const element = await open({ step });
      element.localize = (key) => `nl ${key.split(".").at(-1)}`;
      await settled();
      const words = textOf(element.querySelector("ha-auth-match")!);
      assert.include(words, "nl title");
      assert.notInclude(words, "Willow House");
    });
  }

  // The keyboard closes, or letters go nowhere, in the middle of a code.
  it("leaves the focus where somebody presses or types", async () => {
    const element = await open({ step: match({ error: "wrong_code" }) });
    await type(element, "bcdfghjk");
    element.localize = (key) => key;
    await settled();
    assert.isTrue(document.activeElement === fieldOf(element));
    await sendKeys({ press: "Enter" });
    await settled();
    assert.lengthOf(network.calls, 1);
    assert.isTrue(document.activeElement === fieldOf(element));

    const other = await open({ step: confirm() });
    const [, button] = other.querySelectorAll<HTMLElement>("button");
    button!.focus();
    await press(other, "Continue");
    assert.isTrue(document.activeElement === button);
  });

  it("has its field from left to right in every language", async () => {
    const element = await open({ step: match() });
    element.dir = "rtl";
    assert.equal(getComputedStyle(fieldOf(element)).direction, "ltr");
  });

  describe("a step that asks for a code", () => {
    it("has its way out and its field from the start", async () => {
      const element = await open({ step: match() });
      assert.lengthOf(element.querySelectorAll("h1"), 1);
      assert.include(textOf(element), "Log in to Willow House");
      assert.include(
        textOf(element),
        "Your browser opens. It will show a code: type it here."
      );
      assert.deepEqual(buttonsOf(element), [
        "Continue with Example ID",
        "Log in",
      ]);
      assert.equal(fieldOf(element).labels![0]!.innerText.trim(), "Code");
      assert.lengthOf(network.calls, 0);
    });

    it("is not left by itself, even if it was asked for", async () => {
      const element = await open({
        step: match(),
        picked: true,
        clientId: ownClient,
      });
      assert.isTrue(fieldOf(element) !== null);
      assert.lengthOf(network.calls, 0);
      assert.equal(location.hash, "");
    });

    it("has a field that phones know what to do with", async () => {
      const element = await open({ step: match() });
      const { attributes } = fieldOf(element);
      for (const [name, value] of [
        ["autocomplete", "one-time-code"],
        ["autocapitalize", "characters"],
        ["spellcheck", "false"],
        ["maxlength", "9"],
      ] as const) {
        assert.equal(attributes.getNamedItem(name)?.value, value);
      }
    });

    it("is a plain link, for an app that takes other hosts out", async () => {
      const element = await open({ step: match() });
      const link = element.querySelector("a")!;
      assert.equal(link.getAttribute("href"), "#left");
      assert.isFalse(link.hasAttribute("target"));
      link.click();
      await left();
      assert.lengthOf(network.calls, 0);
    });

    it("is a link to a window, for an app that takes those out", async () => {
      const element = await open({ step: match({ out: "window" }) });
      const link = element.querySelector("a")!;
      assert.equal(link.target, "_blank");
      assert.include(link.rel, "noopener");
    });

    it("M47: says where to go with any device if nothing opens", async () => {
      const element = await open({ step: match({ out: "window" }) });
      assert.notInclude(textOf(element), address);
      element.querySelector("a")!.addEventListener("click", (ev) => {
        ev.preventDefault();
      });
      element.querySelector("a")!.click();
      await elapse(2000);
      assert.include(
        textOf(element.querySelector("[role=status]")!),
        `On any device, open ${address} and sign in. Type the code it shows here.`
      );
      assert.deepEqual(buttonsOf(element), [
        "Continue with Example ID",
        "Log in",
      ]);
    });

    it("M46: has it as it was when another app covered the page", async () => {
      const element = await open({ step: match({ out: "window" }) });
      await paste(element, "BCDF");
      element.querySelector("a")!.addEventListener("click", (ev) => {
        ev.preventDefault();
      });
      element.querySelector("a")!.click();
      document.dispatchEvent(new Event("visibilitychange"));
      // Timers of a page that slept go off when it wakes up.
      await elapse(2000);
      document.dispatchEvent(new Event("visibilitychange"));
      window.dispatchEvent(
        new PageTransitionEvent("pageshow", { persisted: true })
      );
      await settled();
      assert.notInclude(textOf(element), address);
      assert.equal(fieldOf(element).value, "BCDF");
      await paste(element, "GHJK");
      await press(element, "Log in");
      assert.deepEqual(network.calls[0]!.body, {
        client_id: clientId,
        code: "BCDF-GHJK",
      });
    });

    it("M47: has no way out where there is none, but the address", async () => {
      const element = await open({ step: match({ out: "none" }) });
      assert.isTrue(element.querySelector("a") === null);
      assert.equal(element.querySelector("strong")!.innerText, address);
      assert.include(
        textOf(element),
        `On any device, open ${address} and sign in. Type the code it shows here.`
      );
      assert.notInclude(textOf(element), "Your browser opens");
      assert.deepEqual(buttonsOf(element), ["Log in"]);
    });

    it("has it on a desktop that is a second device, too", async () => {
      const element = await open({
        step: match({ out: "none" }),
        clientId: ownClient,
      });
      await type(element, "bcdfghjk");
      await press(element, "Log in");
      assert.equal(network.calls[0]!.body.client_id, ownClient);
    });

    it("keeps an address from being markup or taking its sentence along", async () => {
      const element = await open({
        step: match({ out: "none", address: "<i>a</i>{home}$&" }),
      });
      assert.equal(
        element.querySelector("strong")!.textContent,
        "<i>a</i>{home}$&"
      );
    });
  });

  describe("a code", () => {
    it("is sent by Enter in its field, and nothing else is", async () => {
      const element = await open({ step: match() });
      const heard: string[] = [];
      const listen = (ev: KeyboardEvent) => heard.push(ev.key);
      document.body.addEventListener("keypress", listen);
      const picked: unknown[] = [];
      element.addEventListener("pick-auth-provider", (ev) => picked.push(ev));
      await type(element, "bcdf-ghjk");
      assert.lengthOf(network.calls, 0);
      await sendKeys({ press: "Enter" });
      await settled();
      document.body.removeEventListener("keypress", listen);
      assert.lengthOf(network.calls, 1);
      assert.equal(network.calls[0]!.path, "/auth/login_flow/flow");
      assert.deepEqual(network.calls[0]!.body, {
        client_id: clientId,
        code: "BCDF-GHJK",
      });
      assert.deepEqual(heard, []);
      assert.deepEqual(picked, []);
      assert.equal(location.hash, "");
    });

    it("F35: is sent once however often it is pressed", async () => {
      const element = await open({ step: match() });
      await paste(element, "BCDF-GHJK");
      const button = element.querySelector("button")!;
      button.click();
      button.click();
      fieldOf(element).focus();
      await sendKeys({ press: "Enter" });
      await sendKeys({ press: "Enter" });
      await settled();
      assert.lengthOf(network.calls, 1);
    });

    it("does not send itself", async () => {
      const element = await open({ step: match() });
      await paste(element, "BCDF-GHJK");
      fieldOf(element).blur();
      await settled();
      assert.lengthOf(network.calls, 0);
    });

    for (const text of [
      "  b c d f - g h j k  ",
      "BCDF – GHJK",
      "Your code: bcdf ghjk",
      "ＢＣＤＦ－ＧＨＪＫ",
    ]) {
      it(`M42: is taken whole from what is put in: "${text}"`, async () => {
        const element = await open({ step: match() });
        await type(element, "XXXX-X");
        await paste(element, text);
        assert.equal(fieldOf(element).value, "BCDF-GHJK");
        await press(element, "Log in");
        assert.equal(network.calls[0]!.body.code, "BCDF-GHJK");
      });
    }

    it("M42: is typed with spaces and hyphens anywhere", async () => {
      const element = await open({ step: match() });
      await type(element, "b c d-f - g h j-k");
      await press(element, "Log in");
      assert.equal(network.calls[0]!.body.code, "BCDF-GHJK");
    });

    it("M42: is dictated in pieces", async () => {
      const element = await open({ step: match() });
      await dictate(element, "b c d f");
      await dictate(element, " g h j k");
      assert.equal(fieldOf(element).value, "bcdfghjk");
    });

    for (const text of ["", "bcdf", "bcdfghj0", "bcdfghja"]) {
      it(`M42: costs no try without its shape: "${text}"`, async () => {
        const element = await open({ step: match() });
        if (text) await type(element, text);
        fieldOf(element).focus();
        await sendKeys({ press: "Enter" });
        await settled();
        assert.lengthOf(network.calls, 0);
        assert.include(textOf(element), "A code has eight letters.");
        assert.isTrue(
          document.activeElement === element.querySelector("ha-alert")
        );
        assert.equal(fieldOf(element).getAttribute("aria-invalid"), "true");
        assert.equal(fieldOf(element).value, text);
        // Told once more, it is heard once more.
        fieldOf(element).focus();
        await sendKeys({ press: "Enter" });
        await settled();
        assert.isTrue(
          document.activeElement === element.querySelector("ha-alert")
        );
      });
    }

    it("M42: that is wrong is told, and stays to be put right", async () => {
      const element = await open({ step: match() });
      const told = steps(element);
      await type(element, "bcdf-ghjk");
      await press(element, "Log in");
      // Its id is another one in every answer.
      await network.calls[0]!.answer({
        ...match({ error: "wrong_code" }),
        flow_id: "sealed-anew",
      });
      const alert = element.querySelector("ha-alert")!;
      assert.equal(
        alert.textContent!.trim(),
        "That is not the code. Check it in your browser."
      );
      assert.isTrue(document.activeElement === alert);
      const field = fieldOf(element);
      assert.equal(field.value, "bcdf-ghjk");
      assert.equal(field.getAttribute("aria-invalid"), "true");
      assert.equal(
        document.getElementById(field.getAttribute("aria-describedby")!),
        alert
      );
      assert.lengthOf(told, 1);
      // The second time is heard as well.
      await press(element, "Log in");
      assert.equal(network.calls[1]!.path, "/auth/login_flow/sealed-anew");
      await network.calls[1]!.answer(match({ error: "wrong_code" }));
      assert.isTrue(
        document.activeElement === element.querySelector("ha-alert")
      );
    });

    it("M42: of which the server makes nothing is told like one", async () => {
      const element = await open({ step: match() });
      await type(element, "bcdf-ghjk");
      await press(element, "Log in");
      await network.calls[0]!.answer(match({ error: "no_code" }));
      assert.include(textOf(element), "A code has eight letters.");
    });

    it("is stopped after the last try, with two ways on", async () => {
      const element = await open({ step: match() });
      const told = steps(element);
      await type(element, "bcdf-ghjk");
      await press(element, "Log in");
      await network.calls[0]!.answer(abort("stopped"));
      const alert = element.querySelector("ha-alert")!;
      assert.equal(
        alert.textContent!.trim(),
        "This sign-in was stopped. Start again."
      );
      assert.isTrue(document.activeElement === alert);
      assert.deepEqual(buttonsOf(element), [
        "Use your password",
        "Start again",
      ]);
      assert.equal(told[0]!.type, "abort");
      const picked: unknown[] = [];
      element.addEventListener("pick-auth-provider", (ev) =>
        picked.push(ev.detail)
      );
      await press(element, "Use your password");
      await press(element, "Start again");
      assert.deepEqual(picked, [local, exampleId]);
    });

    for (const [what, answer] of [
      ["no network", (call: Network["calls"][0]) => call.fail()],
      ["a page", (call: Network["calls"][0]) => call.answer("<h1>Bad", 502)],
      [
        "a refusal",
        (call: Network["calls"][0]) => call.answer({ message: "no" }, 403),
      ],
    ] as const) {
      it(`is kept when the home does not answer: ${what}`, async () => {
        const element = await open({ step: match() });
        await type(element, "bcdf-ghjk");
        for (const count of [1, 2]) {
          await press(element, "Log in");
          assert.lengthOf(network.calls, count);
          await answer(network.calls[count - 1]!);
          const alert = element.querySelector("ha-alert")!;
          assert.include(alert.textContent, "did not answer");
          assert.isTrue(document.activeElement === alert);
          assert.equal(fieldOf(element).value, "bcdf-ghjk");
          assert.isFalse(fieldOf(element).hasAttribute("aria-invalid"));
          fieldOf(element).focus();
        }
      });
    }

    it("M45: ends the login that is gone, with one way to start again", async () => {
      const element = await open({ step: match() });
      await type(element, "bcdf-ghjk");
      await press(element, "Log in");
      await network.calls[0]!.answer({ message: "Invalid flow" }, 404);
      assert.include(textOf(element), "This took too long.");
      assert.deepEqual(buttonsOf(element), ["Use your password", "Try again"]);
    });

    it("changes nothing when its answer comes late", async () => {
      const element = await open({ step: match() });
      await type(element, "bcdf-ghjk");
      await press(element, "Log in");
      element.step = { ...match(), flow_id: "another" };
      await settled();
      const told = steps(element);
      await network.calls[0]!.answer(abort("stopped"));
      assert.deepEqual(told, []);
      assert.isTrue(element.querySelector("ha-alert") === null);
    });

    it("is not heard of by a page that was left", async () => {
      const element = await open({ step: match() });
      const told = steps(element);
      await type(element, "bcdf-ghjk");
      await press(element, "Log in");
      element.remove();
      await network.calls[0]!.answer(confirm());
      assert.deepEqual(told, []);
    });
  });

  describe("a step that asks who it is", () => {
    const opened = async () => {
      const element = await open({ step: match() });
      await type(element, "bcdf-ghjk");
      await press(element, "Log in");
      await network.calls[0]!.answer(confirm());
      network.calls.length = 0;
      return element;
    };

    it("names person and provider, and the way back comes first", async () => {
      const element = await opened();
      const heading = element.querySelector("h1")!;
      assert.equal(
        heading.innerText.trim(),
        "Continue as Robin Vale (Example ID)?"
      );
      assert.isTrue(document.activeElement === heading);
      assert.include(textOf(element), "robin@example.org at Example ID");
      assert.include(
        textOf(element),
        "This app will then be signed in to Willow House as this person."
      );
      assert.deepEqual(buttonsOf(element), ["This is not me", "Continue"]);
      const [not, on] = element.querySelectorAll("button");
      assert.equal(not!.offsetWidth, on!.offsetWidth);
      assert.equal(not!.offsetHeight, on!.offsetHeight);
      assert.isTrue(fieldOf(element) === null);
    });

    it("says device where the page is in no app", async () => {
      const element = await open({ step: confirm({ app: "" }) });
      assert.include(textOf(element), "This device will then be signed in");
    });

    it("takes Enter for nothing until a button is reached", async () => {
      await opened();
      await sendKeys({ press: "Enter" });
      await settled();
      assert.lengthOf(network.calls, 0);
    });

    it("goes on once, and waits for the page to go", async () => {
      const element = await opened();
      const told = steps(element);
      const [, on] = element.querySelectorAll("button");
      on!.click();
      on!.click();
      await settled();
      assert.lengthOf(network.calls, 1);
      assert.deepEqual(network.calls[0]!.body, {
        client_id: clientId,
        confirm: true,
      });
      await network.calls[0]!.answer({
        type: "create_entry",
        flow_id: "flow",
        handler: ["external", "example-id"],
        result: "code",
      });
      assert.deepEqual(
        told.map(({ type }) => type),
        ["create_entry"]
      );
      await press(element, "Continue");
      assert.lengthOf(network.calls, 1);
    });

    it("hands a second factor's form to the page", async () => {
      const element = await opened();
      const told = steps(element);
      await press(element, "Continue");
      await network.calls[0]!.answer({ ...form(), step_id: "mfa" });
      assert.equal(told[0]!.type, "form");
    });

    it("ends with nothing signed in where it is somebody else", async () => {
      const element = await opened();
      await press(element, "This is not me");
      assert.deepEqual(network.calls[0]!.body, {
        client_id: clientId,
        confirm: false,
      });
      await network.calls[0]!.answer(abort("declined"));
      assert.include(
        textOf(element),
        "Stopped. Nothing was signed in. If you did not start this, tell whoever runs Willow House."
      );
      assert.equal(buttonsOf(element)[0], "Use your password");
    });

    it("can be answered again when the home did not hear", async () => {
      const element = await opened();
      await press(element, "Continue");
      await network.calls[0]!.fail();
      const alert = element.querySelector("ha-alert")!;
      assert.include(alert.textContent, "did not answer");
      assert.isTrue(document.activeElement === alert);
      await press(element, "This is not me");
      assert.isFalse(network.calls[1]!.body.confirm);
    });
  });

  // The element is there already: it is taken for one that is not yet.
  describe("the part of the script that shows these steps", () => {
    const get = customElements.get.bind(customElements);

    const forget = () => {
      customElements.get = (name) =>
        name === "ha-auth-match" ? undefined : get(name);
    };

    const remember = () => {
      customElements.get = get;
    };

    it("is not asked for by any other step", async () => {
      let loads = 0;
      const loadMatch = async () => (loads += 1);
      forget();
      for (const step of [external(), leave(), abort("refused")]) {
        await mount({ step, loadMatch });
      }
      remember();
      assert.equal(loads, 0);
    });

    it("is said to be missing, with the password and a second try", async () => {
      let loads = 0;
      const loadMatch = async () => {
        loads += 1;
        if (loads === 1) throw new TypeError("no network");
        remember();
        return import(laterUrl);
      };
      forget();
      const element = await mount({ step: match(), loadMatch });
      const alert = element.querySelector("ha-alert")!;
      assert.equal(
        alert.textContent!.trim(),
        "Willow House did not answer. Try again."
      );
      assert.isTrue(document.activeElement === alert);
      assert.deepEqual(buttonsOf(element), ["Use your password", "Try again"]);
      const picked: unknown[] = [];
      element.addEventListener("pick-auth-provider", (ev) =>
        picked.push(ev.detail)
      );
      await press(element, "Use your password");
      assert.deepEqual(picked, [local]);
      await press(element, "Try again");
      await until(() => element.querySelector("ha-auth-match"));
      assert.equal(loads, 2);
      assert.lengthOf(network.calls, 0);
    });
  });

  describe("another device", () => {
    const step = () => external({ another_device: "true" });

    it("is offered where it may be used, and waits for the choice", async () => {
      const element = await mount({ step: step(), picked: true });
      assert.lengthOf(network.calls, 0);
      assert.deepEqual(buttonsOf(element), [
        "Continue with Example ID",
        "Use another device",
      ]);
    });

    it("is asked for with the page's own question, once", async () => {
      const before = location.href;
      const query = new URLSearchParams({
        client_id: ownClient,
        redirect_uri: `${ownClient}?auth_callback=1`,
        state: "abc",
        code_challenge: "challenge",
        code_challenge_method: "S256",
        response_type: "code",
        another_device: "forged",
      });
      history.replaceState(null, "", `?${query}`);
      const element = await mount({ step: step() });
      const told = steps(element);
      const [, button] = element.querySelectorAll<HTMLElement>("a, button");
      button!.click();
      button!.click();
      await settled();
      history.replaceState(null, "", before);
      assert.lengthOf(network.calls, 1);
      assert.equal(network.calls[0]!.path, "/auth/login_flow");
      assert.deepEqual(network.calls[0]!.body, {
        client_id: ownClient,
        handler: ["external", "example-id"],
        redirect_uri: `${ownClient}?auth_callback=1`,
        code_challenge: "challenge",
        code_challenge_method: "S256",
        response_type: "code",
        another_device: true,
      });
      await network.calls[0]!.answer({
        ...match({ out: "none" }),
        flow_id: "second",
      });
      assert.include(textOf(element), address);
      assert.equal(told[0]!.flow_id, "second");
      await type(element, "bcdf-ghjk");
      await press(element, "Log in");
      assert.equal(network.calls[1]!.path, "/auth/login_flow/second");
    });

    it("is asked for again when the home did not answer", async () => {
      const element = await mount({ step: step() });
      await press(element, "Use another device");
      await network.calls[0]!.fail();
      assert.include(textOf(element), "did not answer");
      await press(element, "Try again");
      assert.equal(network.calls[1]!.path, "/auth/login_flow");
      assert.isTrue(network.calls[1]!.body.another_device);
    });

    it("does not leave by the answer to that question", async () => {
      const element = await mount({ step: step() });
      await press(element, "Use another device");
      await network.calls[0]!.answer(external());
      assert.equal(location.hash, "");
      assert.deepEqual(buttonsOf(element), ["Continue with Example ID"]);
    });
  });

  describe("a step that is left for the app's own shell", () => {
    it("has one button, and hands nothing over", async () => {
      const element = await mount({ step: leave() });
      assert.deepEqual(buttonsOf(element), ["Continue with Example ID"]);
      assert.isTrue(element.querySelector("input") === null);
      await press(element, "Continue with Example ID");
      await left();
      assert.lengthOf(network.calls, 0);
    });

    it("is left at once when it was asked for", async () => {
      await mount({ step: leave(), picked: true });
      await left();
      assert.lengthOf(network.calls, 0);
    });

    it("is not left by itself for a foreign client", async () => {
      await mount({
        step: leave(),
        picked: true,
        clientId: "https://panel.example.net/",
      });
      assert.equal(location.hash, "");
    });
  });
});
