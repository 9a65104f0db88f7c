import { assert } from "@open-wc/testing";
import type { HaAuthExternal } from "../src/auth/ha-auth-external";
import type { Network } from "./support/mount";
import {
  buttonsOf,
  clean,
  confirm,
  elapse,
  exampleId,
  external,
  form,
  holdNetwork,
  left,
  local,
  ownClient,
  press,
  settled,
  until,
} from "./support/mount";

// A35. Lost without this: on a login page that Home Assistant has rebuilt,
// nobody gets in by their provider any more, and nobody is told why.
describe("A35: a page whose own flow does not show up", () => {
  let network: Network;

  const warnings: string[] = [];

  let loaded = 1000;

  const search = new URLSearchParams({
    client_id: ownClient,
    redirect_uri: `${ownClient}?auth_callback=1`,
    state: "abc",
    code_challenge: "challenge",
    code_challenge_method: "S256",
    response_type: "code",
  });

  const drawn = () => document.querySelector("main > ha-auth-external")!;

  // One timer, one page: these go on where the one before ended.
  it("asks for nothing while there is time", () => {
    network = holdNetwork();
    history.replaceState(null, "", `?${search}`);
    document.querySelector("main")!.innerHTML = "<form><input></form>";
    console.warn = (text: string) => warnings.push(text);
    assert.lengthOf(network.calls, 0);
  });

  it("is waited for as long as something of it still comes", async () => {
    performance.getEntriesByType = () => Array(++loaded);
    await elapse(2000);
    await elapse(2000);
    assert.lengthOf(network.calls, 0);
    performance.getEntriesByType = () => Array(loaded);
  });

  it("is given a link for each external provider", async () => {
    await elapse(2000);
    // What draws them is loaded first.
    await until(() => network.calls.length > 0);
    assert.deepEqual(
      network.calls.map(({ path }) => path),
      ["/auth/providers"]
    );
    await network.calls[0]!.answer({
      providers: [local, exampleId],
      preselect_remember_me: true,
    });
    assert.deepEqual(
      network.calls.map(({ path }) => path),
      ["/auth/providers", "/auth/login_flow"]
    );
    assert.deepEqual(network.calls[1]!.body, {
      client_id: ownClient,
      handler: ["external", "example-id"],
      redirect_uri: `${ownClient}?auth_callback=1`,
      code_challenge: "challenge",
      code_challenge_method: "S256",
      response_type: "code",
    });
    await network.calls[1]!.answer(external());
    assert.deepEqual(buttonsOf(drawn()), ["Continue with Example ID"]);
    assert.equal(drawn().querySelector("a")!.getAttribute("href"), "#left");
  });

  it("says so once, and touches no form", () => {
    assert.lengthOf(warnings, 1);
    assert.include(warnings[0], "ha-auth-flow is missing");
    assert.lengthOf(document.querySelectorAll("main > form > input"), 1);
  });

  it("hands state and tick over before anyone leaves", async () => {
    await press(drawn(), "Continue with Example ID");
    assert.deepEqual(network.calls[2]!.body, {
      client_id: ownClient,
      state: "abc",
      store_token: true,
      language: "en",
    });
    assert.equal(location.hash, "");
    await network.calls[2]!.answer(external());
    await left();
  });

  it("goes on by itself after a code that was typed", async () => {
    const node = drawn() as HaAuthExternal;
    node.step = confirm();
    await until(() => node.querySelector("ha-auth-match"));
    await settled();
    await press(node, "Continue");
    const { path, body } = network.calls[3]!;
    assert.equal(path, "/auth/login_flow/flow");
    assert.deepEqual(body, { client_id: ownClient, confirm: true });
    // The form of a second factor is the page's own, which is not there.
    await network.calls[3]!.answer({ ...form(), step_id: "mfa" });
    assert.include(node.innerText, "Logging in did not work.");
  });

  it("is as it was when its own flow shows up after all", async () => {
    customElements.define(
      "ha-auth-flow",
      class extends HTMLElement {
        render() {}
      }
    );
    await clean();
    assert.isTrue(drawn() === null);
  });
});
