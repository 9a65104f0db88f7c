import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createHomeAssistant } from "@ha-external-login/home-assistant";
import { openTestHome, type TestHome } from "../../../../test/support/home.ts";
import { CanaryError, sendCanary } from "../../src/people/canary.ts";
import { createServiceUser } from "../../src/people/service-user.ts";

// Lost: that Home Assistant is asked what it makes of a ticket before anybody
// is an administrator by mistake.
describe("sendCanary", () => {
  let home: TestHome;
  beforeEach(async () => {
    home = await openTestHome();
  });
  afterEach(() => home.stop());

  function send(): Promise<void> {
    const { options } = home;
    const ha = createHomeAssistant(options.runtime, options.homeAssistant);
    return sendCanary(options, ha, createServiceUser(options, ha));
  }

  const names = () => home.stub.home.users.map(({ name }) => name);

  it("A57: comes back, and leaves nobody and no session behind", async () => {
    const before = names();
    const sessions = home.stub.home.sessions.size;
    await send();
    assert.deepEqual(names(), before);
    assert.equal(home.stub.home.sessions.size, sessions);
  });

  it("A57: does not come back where Home Assistant ignores the lines", async () => {
    home.stub.home.meta = false;
    const before = names();
    await assert.rejects(send(), CanaryError);
    assert.deepEqual(names(), before, "and is removed all the same");
  });

  it("A57: does not come back with another role, name or reach", async () => {
    for (const line of [
      "group = system-users",
      "name = Somebody",
      "local_only = false",
    ]) {
      await home.stop();
      home = await openTestHome();
      const { home: inner } = home.stub;
      const check = inner.checkTicket;
      inner.checkTicket = async (username, ticket) => {
        const said = await check(username, ticket);
        return { ...said, lines: [...said.lines, line] };
      };
      await assert.rejects(send(), CanaryError, line);
    }
  });
});
