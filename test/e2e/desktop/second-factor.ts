import assert from "node:assert/strict";
import { it } from "node:test";
import { totp } from "../../support/home-assistant-stub/totp.ts";
import { owner } from "../../support/home-assistant/seed.ts";
import {
  assertIsIn,
  entry,
  openLoginPage,
  signInAtProvider,
} from "../person.ts";
import type { Stage } from "../stage.ts";
import { secondFactor } from "./seed.ts";
import { usersNamed } from "./users.ts";

/** Nobody gets past Home Assistant's own second factor by way of us. */
export function testSecondFactor(stage: Stage): void {
  it("A63: the owner meets Home Assistant's own form after the external step", async () => {
    const { page, home } = stage;
    await openLoginPage(page, home.url);
    await entry(page).click();
    await signInAtProvider(page, "olive");
    const field = page.locator("ha-auth-form input");
    await field.fill("000000");
    await field.press("Enter");
    await page
      .getByText(/Invalid/)
      .first()
      .waitFor();
    const code = totp(secondFactor, Math.floor(Date.now() / 1000));
    await field.fill(code);
    await field.press("Enter");
    const { user } = await assertIsIn(page, home.url);
    assert.deepEqual([user.id, user.is_admin], [owner.userId, true]);
    assert.doesNotMatch(home.log.join("\n"), new RegExp(code));

    // The provider's group would make less of them: an owner stays one.
    const [me] = await usersNamed(home, owner.name);
    assert.deepEqual(me?.group_ids, ["system-admin"]);
  });
}
