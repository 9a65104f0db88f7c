import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  openApp,
  postStep,
  press,
  signInAt,
  startDevice,
} from "../support/app-login.ts";
import { openTestHome, type TestHome } from "../support/home.ts";

// Lost: the official apps as they are, which nobody can hand anything back.
describe("a login by match", () => {
  let home: TestHome;

  beforeEach(async () => {
    home = await openTestHome();
  });

  afterEach(() => home.stop());

  it("ends in a code of Home Assistant's on the page that started", async () => {
    const app = await openApp(home.browser());
    assert.equal(app.step.step_id, "match");
    assert.equal(app.step.description_placeholders?.["out"], "link");
    const system = home.browser();
    const page = await signInAt(home, system, app.step.url);
    assert.match(page.text, /Home Assistant on .*Android 16|Android 16/);
    const { code } = await press(system, page.login, "show");
    assert.match(code, /^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/);
    const confirm = await postStep(app, { code: code.toLowerCase() });
    assert.equal(confirm.step_id, "confirm");
    assert.equal(confirm.description_placeholders?.["name"], "Alex Example");
    const entry = await postStep(app, { confirm: true });
    assert.equal(entry.type, "create_entry");
    assert.ok(entry.result);
  });

  it("takes a code of any device's where no browser can be opened", async () => {
    const app = await openApp(home.browser(), "oldIos");
    assert.equal(app.step.description_placeholders?.["out"], "none");
    const device = home.browser();
    const page = await signInAt(home, device, await startDevice(device));
    const { code } = await press(device, page.login, "show");
    const confirm = await postStep(app, { code });
    assert.equal(confirm.step_id, "confirm");
    const entry = await postStep(app, { confirm: true });
    assert.equal(entry.type, "create_entry");
  });
});
