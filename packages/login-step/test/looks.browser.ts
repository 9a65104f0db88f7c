import { assert } from "@open-wc/testing";
import { setViewport } from "@web/test-runner-commands";
import type { HaAuthExternal } from "../src/auth/ha-auth-external";
import { abort, clean, external, holdNetwork, mount } from "./support/mount";

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

/** Home Assistant's own colors where the step takes them from the page. */
const themes = {
  light: {
    "--primary-text-color": "#141414",
    "--secondary-text-color": "#5e5e5e",
    "--ha-color-on-primary-normal": "#009ac7",
    "--ha-color-fill-primary-normal-resting": "#dff3fc",
    background: "#ffffff",
  },
  dark: {
    "--primary-text-color": "#e1e1e1",
    "--secondary-text-color": "#9b9b9b",
    "--ha-color-on-primary-normal": "#37c8fd",
    "--ha-color-fill-primary-normal-resting": "#002e3e",
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
        await mount(properties);
        const { violations } = await axe.run(document.querySelector("main")!);
        assert.deepEqual(
          violations.map(({ id, nodes }) => [id, nodes[0]?.html]),
          []
        );
      });
    }
  }

  for (const [name, properties] of Object.entries(states)) {
    it(`fits 320 pixels: ${name}`, async () => {
      holdNetwork();
      await setViewport({ width: 320, height: 640 });
      await mount(properties);
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

  it("mirrors from right to left", async () => {
    const element = await mount({ ...states.first, dir: "rtl" });
    const [mark, words] = element.querySelector(".row")!.children;
    assert.isAbove(
      mark!.getBoundingClientRect().left,
      words!.getBoundingClientRect().left
    );
  });
});
