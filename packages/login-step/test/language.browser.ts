import { assert } from "@open-wc/testing";
import type { HaAuthExternal } from "../src/auth/ha-auth-external";
import de from "../src/translations/de.json";
import type { Call, Network } from "./support/mount";
import {
  clean,
  elapse,
  exampleId,
  external,
  holdNetwork,
  ownClient,
  place,
  settled,
} from "./support/mount";

/** As little of the page as makes the script give a node its words. */
class OwnFlow extends HTMLElement {
  authProvider = exampleId;

  clientId = ownClient;

  step = external();

  connectedCallback() {
    this.append(this.render() as Node);
  }

  render(): unknown {
    return "";
  }
}

customElements.define("ha-auth-flow", OwnFlow);

// Lost without this: a page in German that shows English for a moment, or
// for good, or nothing at all.
describe("the language of our step", () => {
  let network: Network;

  const speak = async (language: string) => {
    document.documentElement.lang = language;
    await settled();
  };

  const open = async () => {
    const flow = document.createElement("ha-auth-flow" as "div");
    await place(flow);
    return flow.querySelector<HaAuthExternal>("ha-auth-external")!;
  };

  const words = () => network.calls.at(-1) as Call;

  beforeEach(async () => {
    network = holdNetwork();
    await speak("en");
  });

  afterEach(async () => {
    await clean();
    await speak("en");
  });

  it("is English, which nothing is asked for", async () => {
    const node = await open();
    assert.equal(node.lang, "en");
    assert.include(node.innerText, "Continue with Example ID");
    assert.lengthOf(network.calls, 0);
  });

  it("is English where there are no words of the page's own", async () => {
    await speak("fr");
    const node = await open();
    assert.equal(node.lang, "en");
    assert.include(node.innerText, "Continue with Example ID");
  });

  it("is German on a German page, and nothing before that", async () => {
    await speak("de");
    const node = await open();
    assert.equal(words().path, "/words/de.json");
    assert.equal(node.innerText, "");
    await words().answer(de);
    assert.equal(node.lang, "de");
    assert.include(node.innerText, "Weiter mit Example ID");
    await elapse(300);
    assert.include(node.innerText, "Weiter mit Example ID");
  });

  it("is German in all its countries", async () => {
    await speak("de-CH");
    const node = await open();
    await words().answer(de);
    assert.equal(node.lang, "de");
  });

  it("is English when German takes its time, until it comes", async () => {
    await speak("de");
    const node = await open();
    await elapse(300);
    assert.include(node.innerText, "Continue with Example ID");
    await words().answer(de);
    assert.include(node.innerText, "Weiter mit Example ID");
  });

  it("is English when German does not come", async () => {
    await speak("de");
    const node = await open();
    await words().fail();
    assert.include(node.innerText, "Continue with Example ID");
  });

  // An update took the file away while the page was open.
  it("is English when something else comes", async () => {
    await speak("de");
    const node = await open();
    await words().answer({ message: "Not found" }, 404);
    assert.include(node.innerText, "Continue with Example ID");
  });

  it("follows the page while it is open", async () => {
    const node = await open();
    await speak("de");
    assert.include(node.innerText, "Continue with Example ID");
    await words().answer(de);
    assert.include(node.innerText, "Weiter mit Example ID");
    await speak("en");
    assert.include(node.innerText, "Continue with Example ID");
  });

  it("drops words that come after the page has changed again", async () => {
    await speak("de");
    const node = await open();
    await speak("en");
    await words().answer(de);
    assert.include(node.innerText, "Continue with Example ID");
  });
});
