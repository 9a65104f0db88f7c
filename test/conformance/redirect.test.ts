import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  loginPage,
  openTestHome,
  redeem,
  signIn,
  type TestHome,
} from "../support/home.ts";

// Without this nobody gets in at all.
describe("a login by redirect", () => {
  let home: TestHome;
  before(async () => {
    home = await openTestHome();
  });
  after(() => home.stop());

  it("ends in a code that the page's own verifier redeems, for one user", async () => {
    const page = loginPage(home.options.origins[0]);
    const end = await signIn(home, home.browser(), page);
    assert.equal(end.searchParams.get("state"), page.state);
    const first = await redeem(home, page, end);
    const user = home.stub.home.users.find(({ id }) => id === first);
    assert.deepEqual(user?.group_ids, ["system-users"]);
    assert.equal(user?.name, "Alex Example");

    const again = loginPage(home.options.origins[0]);
    const secondEnd = await signIn(home, home.browser(), again);
    assert.equal(await redeem(home, again, secondEnd), first);
  });
});
