/** The app in a browser's window, where a newcomer plays the phone by hand. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { closeAll, launch } from "../../../test/support/browsers.ts";
import { needsBrowsers } from "../../../test/support/needs.ts";
import { freePort } from "../../../test/support/port.ts";
import { startDesktop, type Desktop } from "../desktop/server.ts";
import { link } from "../src/link.ts";
import { startLittleHome, type LittleHome } from "./little-home.ts";

describe("the app on a desk", { skip: needsBrowsers("chromium") }, () => {
  let browser: Browser;
  let home: LittleHome;
  let desktop: Desktop;

  before(async () => {
    const [port, homePort] = [await freePort(), await freePort()];
    const origin = `http://localhost:${homePort}`;
    home = await startLittleHome(link, { origin });
    desktop = await startDesktop({ port, homePort, gatewayPort: home.port });
    browser = await launch("chromium");
  });

  after(async () => {
    await browser.close();
    await desktop.stop();
    await home.stop();
  });

  it("signs in by a window of its own, and leaves again", async () => {
    const context = await browser.newContext({ locale: "en-GB" });
    const shell = await context.newPage();
    await shell.goto(desktop.url);
    // The list of homes, which is there before, has a button of that name too.
    await shell.getByLabel("Address of your home").waitFor();
    const add = shell.getByRole("button", { name: "Add a home" });
    await add.click();
    await shell
      .getByText("Not encrypted. It stays on this computer.")
      .waitFor();
    const opened = context.waitForEvent("page");
    await add.click();
    const tab = await opened;
    await tab.getByText("Open the app").click();
    await tab.getByText("At home").waitFor();
    await shell.getByText("Signed in").waitFor();
    const open = home.asked.filter(({ path }) => path.endsWith("/app/open"));
    assert.deepEqual(
      open.map(({ ticket }) => ticket),
      ["ticket"]
    );
    assert.match(open[0]?.userAgent ?? "", / HaExternalLogin\/0\.1\.0$/);
    await tab.getByText("Continue with Example ID").click();
    await shell.getByText("Waiting for your browser.").waitFor();
    await closeAll([context]);
  });

  // Attack: another page of the same browser asks what the app's native side
  // would do for it: read a home without CORS, or set the ticket's header.
  it("serves the native side to its own page alone", async () => {
    for (const site of ["cross-site", "same-site", "none", undefined]) {
      for (const path of ["/native/http", "/native/view", "/native/pages"]) {
        const answer = await fetch(desktop.url + path, {
          method: "POST",
          body: "{}",
          ...(site && { headers: { "sec-fetch-site": site } }),
        });
        assert.equal(answer.status, 403, `${path} from ${site}`);
      }
    }
  });
});
