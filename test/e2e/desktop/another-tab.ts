import assert from "node:assert/strict";
import { it } from "node:test";
import {
  assertIsIn,
  leaveFor,
  openLoginPage,
  signInAtProvider,
} from "../person.ts";
import type { Stage } from "../stage.ts";

/** Links in mails and apps of providers come back wherever they like. */
export function testAnotherTab(stage: Stage): void {
  it("A128: ends signed in when the provider returns in another tab", async () => {
    const { page, home, context } = stage;
    await openLoginPage(page, home.url);
    const url = await leaveFor(page, home.provider.issuer);
    const other = await context.newPage();
    await other.goto(url);
    await signInAtProvider(other, "robin");
    const { user } = await assertIsIn(other, home.url);
    assert.equal(user.name, "Robin Vale");
  });
}
