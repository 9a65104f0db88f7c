import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { Browser } from "../../../../test/support/browser.ts";
import {
  openTestHome,
  providerId,
  type TestHome,
} from "../../../../test/support/home.ts";

// Lost: that somebody whose account is the wrong one gets to use another.
describe("leaveLogin", () => {
  let home: TestHome;
  let browser: Browser;
  let clientId: string;

  beforeEach(async () => {
    home = await openTestHome();
    browser = home.browser();
    clientId = `${browser.asked.origin}/`;
  });

  afterEach(() => home.stop());

  /** Where the page sends the person, with what it hands over. */
  async function leave(handed: Record<string, unknown>): Promise<Response> {
    const created = await browser.post("/auth/login_flow", {
      client_id: clientId,
      handler: ["external", providerId],
      redirect_uri: `${clientId}?auth_callback=1`,
    });
    const { flow_id } = (await created.json()) as { flow_id: string };
    return browser.post(`/auth/login_flow/${flow_id}`, {
      client_id: clientId,
      ...handed,
    });
  }

  async function promptOf(answer: Response): Promise<string | null> {
    const { url } = (await answer.json()) as { url: string };
    return new URL(url).searchParams.get("prompt");
  }

  it("has the provider ask who it is for whoever wants another account", async () => {
    assert.equal(
      await promptOf(await leave({ another_account: true })),
      "login"
    );
    assert.equal(await promptOf(await leave({ another_account: false })), null);
    assert.equal(await promptOf(await leave({})), null);
  });

  it("takes no other word for the provider from a page", async () => {
    for (const handed of [{ another_account: "none" }, { prompt: "none" }]) {
      assert.equal((await leave(handed)).status, 400);
    }
  });
});
