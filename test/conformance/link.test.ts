import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  enter,
  finishShell,
  linkOn,
  openWebView,
  signInAt,
  startShell,
} from "../support/app-login.ts";
import {
  createBody,
  loginPage,
  openTestHome,
  type TestHome,
} from "../support/home.ts";

// Lost: our companion, and every app that takes up its few lines.
describe("a login by link", () => {
  let home: TestHome;

  beforeEach(async () => {
    home = await openTestHome();
  });

  afterEach(() => home.stop());

  it("ends in the web view, at a login page of Home Assistant's own", async () => {
    const shell = await startShell(home.browser());
    const system = home.browser();
    const page = await signInAt(home, system, shell.url);
    assert.equal(page.status, 200);
    const answer = linkOn(page.text);
    assert.equal(answer.get("state"), shell.state);
    assert.equal(answer.get("iss"), shell.iss);
    const { status, resume } = await finishShell(
      shell.browser,
      answer.get("code") ?? "",
      shell.verifier
    );
    assert.equal(status, 200);
    const webView = home.browser();
    const opened = await openWebView(webView, resume);
    assert.equal(opened.status, 200);
    const login = loginPage(webView.asked.origin);
    const step = await webView.post(
      "/auth/login_flow",
      createBody(login, ["homeassistant", null])
    );
    assert.equal((await step.json()).type, "create_entry");
  });

  it("is carried on by any gateway that has the keys and the store", async () => {
    const shell = await startShell(home.browser());
    await home.restarted();
    const page = await signInAt(home, home.browser(), shell.url);
    const code = linkOn(page.text).get("code") ?? "";
    await home.restarted();
    const first = await finishShell(home.browser(), code, shell.verifier);
    await home.restarted();
    const again = await finishShell(home.browser(), code, shell.verifier);
    assert.equal(again.resume, first.resume);
    const webView = home.browser();
    await openWebView(webView, again.resume);
    await home.restarted();
    webView._gateway = home.gateway;
    assert.equal((await enter(webView)).type, "create_entry");
  });
});
