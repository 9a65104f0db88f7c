import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openTestHome } from "../../../../test/support/home.ts";
import type { GatewayOptions } from "../../src/options.ts";

const listed = [
  { name: "Home Assistant Local", id: null, type: "homeassistant" },
  { name: "Tickets", id: "external", type: "command_line" },
  { name: "Another script", id: "another", type: "command_line" },
];

async function typesAndNames(gateway: Partial<GatewayOptions>) {
  const home = await openTestHome({ gateway });
  home.stub.intercept = ({ target }) =>
    target === "/auth/providers"
      ? Response.json({ providers: listed, preselect_remember_me: true })
      : undefined;
  const answer = await home.browser().ask("/auth/providers");
  const { providers, preselect_remember_me } = await answer.json();
  await home.stop();
  assert.equal(preselect_remember_me, true);
  return providers.map(({ name }: { name: string }) => name);
}

// Lost: the way in that always works, or ours beside it; or that people see a
// form that takes nothing they have.
describe("providers", () => {
  it("puts ours behind Home Assistant's own, and leaves the tickets out", async () => {
    assert.deepEqual(await typesAndNames({}), [
      "Home Assistant Local",
      "Another script",
      "Example ID",
    ]);
  });

  it("puts ours first where the operator chose that", async () => {
    assert.deepEqual(await typesAndNames({ first: "external" }), [
      "Example ID",
      "Home Assistant Local",
      "Another script",
    ]);
  });

  it("leaves Home Assistant's own alone where there is no provider", async () => {
    assert.deepEqual(await typesAndNames({ providers: [] }), [
      "Home Assistant Local",
      "Another script",
    ]);
  });
});
