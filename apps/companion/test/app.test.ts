/**
 * The built app on the real bridge of both platforms, with the manners of
 * their native sides: whether all of it is put together.
 */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { build, type Rolldown } from "vite";
import { launch } from "../../../test/support/browsers.ts";
import { needsBrowsers, needsPrograms } from "../../../test/support/needs.ts";
import {
  openShellApp,
  type ShellApp,
} from "../../../test/support/phones/shell-app.ts";
import { link, scheme } from "../src/link.ts";
import { startLittleHome, type LittleHome } from "./little-home.ts";

const root = new URL("../", import.meta.url).pathname;

const skip =
  needsBrowsers("chromium-shell") || needsPrograms({ openssl: "openssl" });

async function buildApp(): Promise<Map<string, string>> {
  const built = (await build({
    root,
    configFile: `${root}vite.config.ts`,
    logLevel: "error",
    build: { write: false },
  })) as Rolldown.RolldownOutput;
  return new Map(
    built.output.map((file) => [
      `/${file.fileName}`,
      file.type === "chunk" ? file.code : String(file.source),
    ])
  );
}

for (const os of ["android", "ios"] as const) {
  describe(`the app on ${os}`, { skip }, () => {
    let browser: Browser;
    let home: LittleHome;
    let files: Map<string, string>;
    let shell: ShellApp;

    before(async () => {
      files = await buildApp();
      home = await startLittleHome(link);
      browser = await launch("chromium-shell");
    });

    after(async () => {
      await browser.close();
      await home.stop();
    });

    beforeEach(async () => {
      home.asked.length = 0;
      shell = await openShellApp({
        os,
        browser,
        scheme,
        files: (path) => files.get(path),
        certificate: home.certificate.cert,
        options: { ignoreHTTPSErrors: true, locale: "en-GB" },
      });
    });

    afterEach(() => shell.close());

    const press = (name: string) =>
      shell.page().getByRole("button", { name, exact: true }).click();

    const says = (words: string) =>
      shell.page().getByText(words).first().waitFor({ timeout: 60_000 });

    /** From the first screen to a home in the web view. */
    const signIn = async () => {
      await shell.launch();
      await press("Add a home");
      await shell.page().getByLabel("Address of your home").fill(home.origin);
      await press("Add a home");
      await says("Secure. This phone trusts the certificate.");
      await shell.page().getByLabel("Name in this app").fill("Willow House");
      const tab = await shell.systemBrowser.opens(() => press("Add a home"));
      await tab.getByText("Open the app").click();
      await says("Signed in");
      return isHome();
    };

    /** Waits until the home is in front of the app. */
    const isHome = async () => {
      for (let i = 0; i < 1200; i += 1) {
        const view = shell.inAppBrowser.page();
        if (view && (await view.getByText("At home").isVisible())) return view;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error("the home is not in front");
    };

    it("adds a home, goes out to the browser and comes home", async () => {
      const view = await signIn();
      assert.equal(shell.systemBrowser.opened.length, 1);
      const open = home.asked.filter(({ path }) => path.endsWith("/app/open"));
      assert.equal(open.length, 1);
      assert.equal(open[0]?.ticket, "ticket");
      assert.match(open[0]?.userAgent ?? "", / HaExternalLogin\/0\.1\.0$/);
      const finish = home.asked.filter(({ path }) => path.endsWith("/finish"));
      assert.equal(finish.length, 1);

      // M26: what runs there is not ours.
      const bridges = await view.evaluate(() =>
        ["Capacitor", "androidBridge", "native"].filter(
          (name) => name in window
        )
      );
      assert.deepEqual(bridges, []);
      // M28: the shell keeps nothing that lets anybody in.
      const kept = await shell
        .page()
        .evaluate(() => JSON.stringify({ ...localStorage }));
      assert.ok(!/ticket|handoff|verifier|its-state/.test(kept), kept);
      // M37: nor does the phone's log.
      assert.deepEqual(shell.bridge.log, []);
    });

    // The second login page that somebody meets is in the web view.
    it("leaves the web view for the browser when its page says so", async () => {
      const view = await signIn();
      const tab = await shell.systemBrowser.opens(() =>
        view.getByText("Continue with Example ID").click()
      );
      assert.equal(shell.inAppBrowser.page(), undefined);
      await tab.getByText("Open the app").click();
      await isHome();
    });

    it("stays closed by its button, and comes back after the icon", async () => {
      await signIn();
      await shell.inAppBrowser.closedByPerson();
      assert.equal(shell.inAppBrowser.page(), undefined);
      await shell
        .page()
        .getByRole("button", { name: /^Willow House/ })
        .click();
      await isHome();
      await shell.tapIcon();
      await isHome();
    });

    // Loss: Android makes the activity anew and gives the link to the first
    // who listens, and to nobody as the URL of the launch.
    it("M12, M13: comes home by its link after the system took the process", async () => {
      await shell.launch();
      await press("Add a home");
      await shell.page().getByLabel("Address of your home").fill(home.origin);
      await press("Add a home");
      const tab = await shell.systemBrowser.opens(() => press("Add a home"));
      await shell.kill();
      await tab.getByText("Open the app").click();
      await isHome();
      const finish = home.asked.filter(({ path }) => path.endsWith("/finish"));
      assert.equal(finish.length, 1);

      // Nor is a link lost that is not the sign-in's.
      await shell.kill();
      await shell.openLink(
        `${scheme}:/add?home=${encodeURIComponent("https://cabin.example.org")}`
      );
      await says("A link asked for this.");
    });

    // Attack: a page opens the app's scheme with a server of its own.
    it("M31: started by a link, asks and sends nothing", async () => {
      await shell.launch(
        `${scheme}:/add?home=${encodeURIComponent(home.origin)}`
      );
      await says("A link asked for this.");
      await shell.openLink(`${scheme}:/start?server=https://evil.example`);
      await says("A link asked for this.");
      assert.deepEqual(home.asked, []);
      assert.deepEqual(shell.systemBrowser.opened, []);
      await press("Do not add");
      await says("There is no home here yet.");
    });

    it("says that a home does not answer, and takes a retry", async () => {
      await shell.launch();
      shell.http.online = false;
      await press("Add a home");
      await shell.page().getByLabel("Address of your home").fill(home.origin);
      await press("Add a home");
      await says("There is no Home Assistant at this address");
      shell.http.online = true;
      await press("Try again");
      await says("Secure. This phone trusts the certificate.");
    });
  });
}
