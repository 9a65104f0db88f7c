import { assert } from "@open-wc/testing";
import { setViewport } from "@web/test-runner-commands";
import type { HaAuthExternal } from "../src/auth/ha-auth-external";
import {
  abort,
  clean,
  confirm,
  external,
  holdNetwork,
  leave,
  match,
  mount,
  until,
} from "./support/mount";

const longName = "Gemeinschaftsanmeldedienst-Willowhausverwaltung";

const states: Record<string, Partial<HaAuthExternal>> = {
  first: { step: external(), storeToken: true },
  leaving: { step: external(), picked: true },
  client: {
    step: external({ client: "panel.example.net" }),
    clientId: "https://panel.example.net/",
  },
  app: {
    step: external({ client: "home-assistant.io" }),
    clientId: "https://home-assistant.io/iOS",
  },
  unreachable: { step: abort("unreachable") },
  refused: { step: abort("refused") },
  "no access": {
    step: abort("no_access", {
      name: "Robin Vale",
      account: "robin@example.org",
      administrator: "Mara Lindt",
    }),
  },
  "another device": { step: external({ another_device: "true" }) },
  leave: { step: leave() },
  match: { step: match(), clientId: "https://home-assistant.io/android" },
  "match by address": { step: match({ out: "none" }) },
  "match, wrong code": { step: match({ error: "wrong_code" }) },
  stopped: { step: abort("stopped") },
  declined: { step: abort("declined") },
  confirm: { step: confirm() },
  "match, long words": {
    step: match({
      out: "none",
      error: "wrong_code",
      address: `${longName}.example.org/auth/external-login/match`,
      provider: longName,
      home: longName,
    }),
  },
  "confirm, long words": {
    step: confirm({
      name: longName,
      account: `${longName}@${longName}.example.org`,
      provider: longName,
      home: longName,
    }),
  },
  "long words": {
    step: abort("no_access", {
      name: longName,
      account: `${longName}@${longName}.example.org`,
      administrator: longName,
      provider: longName,
      home: longName,
    }),
  },
};

/** With whatever the state's part of the script brings. */
const open = async (properties: Partial<HaAuthExternal>) => {
  const element = await mount(properties);
  const { step } = properties;
  if (step?.type === "external" && /match|confirm/.test(step.step_id)) {
    await until(() => element.querySelector("ha-auth-match h1"));
  }
  return element;
};

/** As a phone does it for whoever needs large text. */
const enlarge = (root: HTMLElement) => {
  const parts = [...root.querySelectorAll<HTMLElement>("*")];
  const sizes = parts.map((part) =>
    parseFloat(getComputedStyle(part).fontSize)
  );
  parts.forEach((part, i) => (part.style.fontSize = `${sizes[i]! * 2}px`));
};

/** Home Assistant's own colors where the step takes them from the page. */
const themes = {
  light: {
    "--primary-text-color": "#141414",
    "--secondary-text-color": "#5e5e5e",
    "--ha-color-on-primary-normal": "#009ac7",
    "--ha-color-fill-primary-normal-resting": "#dff3fc",
    "--ha-color-form-background": "#f3f3f3",
    background: "#ffffff",
  },
  dark: {
    "--primary-text-color": "#e1e1e1",
    "--secondary-text-color": "#9b9b9b",
    "--ha-color-on-primary-normal": "#37c8fd",
    "--ha-color-fill-primary-normal-resting": "#002e3e",
    "--ha-color-form-background": "#363636",
    background: "#1c1c1c",
  },
};

// Lost without this: people who read with their ears, who need contrast, or
// who hold a small telephone.
describe("every state of the step", () => {
  afterEach(clean);

  for (const [scheme, theme] of Object.entries(themes)) {
    for (const [name, properties] of Object.entries(states)) {
      it(`has no axe violation: ${name}, ${scheme}`, async () => {
        holdNetwork();
        const { style } = document.documentElement;
        style.cssText = `color: var(--primary-text-color); color-scheme: ${scheme}`;
        for (const [key, value] of Object.entries(theme)) {
          style.setProperty(key, value);
        }
        await open(properties);
        const { violations } = await axe.run(document.querySelector("main")!);
        assert.deepEqual(
          violations.map(({ id, nodes }) => [id, nodes[0]?.html]),
          []
        );
      });
    }
  }

  for (const [name, properties] of Object.entries(states)) {
    it(`has targets of 44 pixels: ${name}`, async () => {
      holdNetwork();
      const element = await open(properties);
      const targets = element.querySelectorAll<HTMLElement>(
        "button, a.out, label"
      );
      for (const target of targets) assert.isAtLeast(target.offsetHeight, 44);
    });

    it(`holds text of twice the size: ${name}`, async () => {
      holdNetwork();
      await setViewport({ width: 320, height: 640 });
      const element = await open(properties);
      enlarge(element);
      assert.isAtMost(document.documentElement.scrollWidth, 320);
      for (const part of element.querySelectorAll<HTMLElement>(
        "h1, p, a, b, button, label, ha-alert, strong, .quiet"
      )) {
        if (getComputedStyle(part).display === "inline") continue;
        assert.isAtMost(part.scrollWidth, part.clientWidth, part.outerHTML);
        assert.isAtMost(part.scrollHeight, part.clientHeight, part.outerHTML);
      }
      await setViewport({ width: 800, height: 600 });
    });
  }

  for (const [name, properties] of Object.entries(states)) {
    it(`fits 320 pixels: ${name}`, async () => {
      holdNetwork();
      await setViewport({ width: 320, height: 640 });
      await open(properties);
      assert.isAtMost(document.documentElement.scrollWidth, 320);
      await setViewport({ width: 800, height: 600 });
    });
  }

  // The browsers are started as those of somebody who wants none.
  it("stands still for whoever wants no motion", async () => {
    holdNetwork();
    const element = await mount(states.leaving!);
    const ring = element.querySelector(".busy")!;
    assert.equal(getComputedStyle(ring, "::before").animationName, "none");
  });

  it("mirrors a way out from right to left, and never an address", async () => {
    holdNetwork();
    const element = await open({ step: match(), dir: "rtl" });
    const link = element.querySelector("a")!;
    assert.isBelow(
      link.querySelector("svg")!.getBoundingClientRect().left,
      link.getBoundingClientRect().left + link.offsetWidth / 2
    );
    element.step = match({ out: "none" });
    await until(() => element.querySelector("strong"));
    assert.equal(
      getComputedStyle(element.querySelector("strong")!).direction,
      "ltr"
    );
  });

  it("mirrors from right to left", async () => {
    const element = await mount({ ...states.first, dir: "rtl" });
    const [mark, words] = element.querySelector(".row")!.children;
    assert.isAbove(
      mark!.getBoundingClientRect().left,
      words!.getBoundingClientRect().left
    );
  });
});
