import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  comeBack,
  leave,
  loginPage,
  openTestHome,
  type TestHome,
} from "../../../../test/support/home.ts";

// Lost: what whoever runs the home has to put right.
describe("callback", () => {
  let home: TestHome;

  beforeEach(async () => {
    home = await openTestHome();
  });

  afterEach(() => home.stop());

  it("N10: says by how much the provider's clock is off", async () => {
    const iat = home.now() + 3600;
    home.provider.lie({ idToken: { claims: { iat, exp: iat + 3600 } } });
    const browser = home.browser();
    const { url } = await leave(browser, loginPage(browser.asked.origin));
    const response = await comeBack(home, browser, url);
    assert.equal(response.status, 400);
    assert.match(await response.text(), /differ by <bdi>60 minutes<\/bdi>/);
    assert.match(home.log.join("\n"), /"reason":"id_token.iat"/);
  });
});
