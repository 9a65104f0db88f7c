/**
 * *link*: the companion on the real bridges of both systems, at a real Home
 * Assistant, and what somebody gets who forges, repeats or begins its links.
 */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { afterEach, before, it } from "node:test";
import type { Page } from "playwright-core";
import { totp } from "../../support/home-assistant-stub/totp.ts";
import { needsPrograms } from "../../support/needs.ts";
import {
  buildCompanion,
  companionScheme,
} from "../../support/phones/companion.ts";
import type { Os } from "../../support/phones/rules.ts";
import { openShellApp, type ShellApp } from "../../support/phones/shell-app.ts";
import { secondFactor } from "../desktop/seed.ts";
import {
  assertIsIn,
  entry,
  openLoginPage,
  patience,
  signInAtProvider,
} from "../person.ts";
import { onStage, type Stage } from "../stage.ts";
import {
  addHome,
  askedAt,
  button,
  homeView,
  linkPage,
  says,
  shellPaths,
  waitingState,
} from "./companion-person.ts";
import { browserCost, countBrowserHops } from "./effort.ts";
import { type HttpsHome, openHttpsHome } from "./https-home.ts";
import { codeFromAddress } from "./match-person.ts";
import { showPhones } from "./shown.ts";

let home: HttpsHome;

onStage(
  "the companion at a real home",
  {
    browser: "chromium-shell",
    skip: needsPrograms({ openssl: "openssl" }),
    context: { ignoreHTTPSErrors: true },
    open: async () => {
      home = await openHttpsHome();
      return home;
    },
  },
  testLink
);

function testLink(stage: Stage): void {
  let files: Awaited<ReturnType<typeof buildCompanion>>;
  let url: string;
  const shells: ShellApp[] = [];

  before(async () => {
    files = await buildCompanion();
    url = home.url;
  });

  afterEach(async (test) => {
    await showPhones(
      test,
      shells.flatMap(({ context, inAppBrowser, systemBrowser }) => [
        context,
        inAppBrowser.page()?.context(),
        systemBrowser.context,
      ])
    );
    await Promise.all(shells.splice(0).map((shell) => shell.close()));
  });

  const open = async (os: Os, link?: string) => {
    const shell = await openShellApp({
      os,
      browser: stage.browser,
      scheme: companionScheme,
      files,
      certificate: home.certificate.cert,
      options: { ignoreHTTPSErrors: true, locale: "en-GB" },
    });
    shell.context.setDefaultTimeout(patience);
    shell.systemBrowser.context.setDefaultTimeout(patience);
    shells.push(shell);
    await shell.launch(link);
    return shell;
  };

  /** Up to the page in the browser that asks whether to open the app. */
  const reachLink = async (shell: ShellApp, login = "robin") => {
    const page = await addHome(shell, url);
    await signInAtProvider(page, login);
    return { page, link: await linkPage(page, names[login] ?? "") };
  };

  const names: Record<string, string> = {
    robin: "Robin Vale",
    olive: "Olive Owner",
  };

  const isIn = async (shell: ShellApp) => {
    const page = await homeView(shell);
    page.setDefaultTimeout(patience);
    return { page, hass: await assertIsIn(page, url) };
  };

  const signIn = async (shell: ShellApp) => {
    const { link } = await reachLink(shell);
    await link.click();
    return isIn(shell);
  };

  for (const os of ["android", "ios"] as const) {
    it(`M12, M26, M32, M37: ${os} signs in by one pressed link, and keeps nothing of it`, async () => {
      const shell = await open(os);
      const hops = countBrowserHops(shell.systemBrowser, stage.home.provider);
      const { page: out, link } = await reachLink(shell);
      const scheme = `${companionScheme}:/auth-callback?`;
      const href = (await link.getAttribute("href")) ?? "";
      assert.ok(href.startsWith(scheme));
      // M32: however fresh the sign-in, nothing leads there by itself.
      assert.deepEqual(shell.systemBrowser.schemes, []);
      await link.click();
      const { page, hass } = await isIn(shell);
      assert.deepEqual([hass.user.name, hass.stored], ["Robin Vale", true]);
      assert.deepEqual(shell.systemBrowser.schemes, [
        { url: href, tapped: true },
      ]);

      // M26, M37: who has which secret.
      for (const place of [page, out]) {
        assert.deepEqual(await bridgesIn(place), []);
      }
      const kept = await shell
        .page()
        .evaluate(() => JSON.stringify({ ...localStorage }));
      const [finish] = askedAt(shell, shellPaths.finish);
      const { code, verifier } = JSON.parse(finish?.body ?? "{}");
      const logs = [...shell.bridge.log, ...stage.home.log].join("\n");
      assert.ok(code && verifier && hass.refreshToken);
      for (const secret of [code, verifier, hass.refreshToken]) {
        assert.ok(!kept.includes(secret) && !logs.includes(secret));
      }
      assert.ok(!page.url().includes("ticket") && !page.url().includes(code));

      // M12: the same link again, live and as what the app was started by.
      await shell.openLink(href);
      await shell.openLink(href);
      await shell.inAppBrowser.closedByPerson();
      await says(shell, "Signed in");
      assert.equal(askedAt(shell, shellPaths.finish).length, 1);

      // Once more, as somebody whom the provider knows by now.
      await button(shell, /^About /).click();
      const again = await shell.systemBrowser.opens(() =>
        button(shell, "Sign in with Example ID").click()
      );
      await linkPage(again, "Robin Vale");
      const cost = browserCost(hops.read());
      console.log(
        `link on ${os}: in the system browser ${cost} / 2 taps ` +
          `(at most 2 navigations / 1 pages / 2 taps)`
      );
      assert.equal(cost, "2 navigations / 1 pages");
    });
  }

  // M10, M11, M14, M27: E sends links to V's phone, with a code of E's own or
  // of nobody's, while the app sleeps and while it waits.
  it("M10, M11, M14, M16, M27: ignores links that it did not ask for, and still takes its own", async () => {
    const shell = await open("android");
    const link = (query: Record<string, string> | string) =>
      `${companionScheme}:/auth-callback?${new URLSearchParams(query)}`;
    await says(shell, "There is no home here yet.");
    await shell.openLink(link({ code: "c", state: "s", iss: url }));
    await says(shell, "There is no home here yet.");
    assert.deepEqual(shell.http.requests, []);

    const { link: own } = await reachLink(shell);
    const href = (await own.getAttribute("href")) ?? "";
    const { code, state, iss } = Object.fromEntries(
      new URLSearchParams(href.split("?")[1])
    );
    assert.ok(code && state && iss);
    assert.equal(state, waitingState(shell));
    const asked = shell.http.requests.length;
    const html = "<img src=x onerror=alert(1)>";
    for (const forged of [
      link({ code, iss }),
      link({ code, state: "foreign", iss }),
      link({ code, state }),
      link({ code, state, iss: `${iss}/` }),
      link({ code, state, iss: "https://evil.example" }),
      `${link({ code, state, iss })}&state=${state}`,
      `${link({ code, state, iss })}#x`,
      href.replace(":/auth", "://auth"),
      link({ code, state: html, iss: html }),
      link({ code: "javascript:alert(1)", state: "javascript:alert(1)", iss }),
      link({ error: html.repeat(4000), state: "foreign", iss }),
    ]) {
      await shell.openLink(forged);
    }
    await says(shell, "Waiting for your browser.");
    assert.equal(shell.http.requests.length, asked);
    assert.equal(await shell.page().locator("img[src=x]").count(), 0);
    // The attempt is as good as before.
    await shell.openLink(href);
    await isIn(shell);
    assert.equal(askedAt(shell, shellPaths.finish).length, 1);
    assert.ok(!shell.bridge.log.join("\n").includes(code));
  });

  it("M12, M13: starts for its link when the process was taken, and takes no link out of the past", async () => {
    const shell = await open("android");
    const { link } = await reachLink(shell);
    const href = (await link.getAttribute("href")) ?? "";
    await shell.kill();
    await link.click();
    // The event alone brings it, retained for whoever listens first.
    await isIn(shell);
    assert.equal(askedAt(shell, shellPaths.finish).length, 1);

    await shell.recreate();
    await says(shell, "Signed in");
    await shell.page().reload();
    await says(shell, "Signed in");
    await shell.kill();
    // Begun anew, the event and the URL of the launch both bring the link.
    await shell.launch(href);
    await says(shell, "Signed in");
    assert.equal(askedAt(shell, shellPaths.finish).length, 1);
  });

  it("M13: takes up nothing that is older than ten minutes", async () => {
    const shell = await open("ios");
    const { link } = await reachLink(shell);
    const href = (await link.getAttribute("href")) ?? "";
    await shell.kill();
    await shell.context.clock.install({ time: Date.now() + 11 * 60_000 });
    await shell.launch(href);
    await says(shell, "Signed out");
    assert.deepEqual(askedAt(shell, shellPaths.finish), []);
  });

  it("M16, M17: says in its own words that the provider said no, and asks where the browser was closed", async () => {
    const shell = await open("ios");
    const page = await addHome(shell, url);
    await page.locator("input[name=login]").waitFor();
    shell.browser.closedByPerson();
    await says(shell, "Did you finish signing in?");
    // A late answer still counts.
    await page
      .getByRole("link", { name: "Cancel" })
      .click({ noWaitAfter: true });
    const back = page.getByRole("link", { name: "Open the app" });
    await back.click();
    await says(shell, "Example ID did not let you in.");
    assert.deepEqual(askedAt(shell, shellPaths.finish), []);
  });

  it("M18: reopens the same attempt for the same home, and asks before another ends it", async () => {
    const shell = await open("android");
    const { link } = await reachLink(shell);
    const href = (await link.getAttribute("href")) ?? "";
    shell.switchBack();
    await says(shell, "Did you finish signing in?");
    await shell.systemBrowser.opens(() => button(shell, "Continue").click());
    const [first, second] = shell.systemBrowser.opened;
    assert.equal(first, second);
    assert.equal(askedAt(shell, shellPaths.start).length, 1);

    shell.switchBack();
    await button(shell, "Back to your homes").click();
    await button(shell, "Add a home").click();
    await shell.page().getByLabel("Address of your home").fill(home.cabin);
    await button(shell, "Add a home").click();
    await says(shell, "Secure. This phone trusts the certificate.");
    await button(shell, "Add a home").click();
    await says(shell, /Stop signing in to/);
    assert.equal(askedAt(shell, shellPaths.start).length, 1);
    await shell.systemBrowser.opens(() =>
      button(shell, /^Sign in to cabin/).click()
    );
    assert.equal(askedAt(shell, shellPaths.start).length, 2);
    // The older one is gone, with its verifier.
    await shell.openLink(href);
    await says(shell, "Waiting for your browser.");
    assert.deepEqual(askedAt(shell, shellPaths.finish), []);
  });

  // A3, M34: E's app begins with a challenge of E's own and has V's browser go
  // there, in which V is signed in at the provider.
  it("A3, M34: lets nothing out of a start of somebody else's without a press, and nothing in by it", async () => {
    const shell = await open("ios");
    const { page } = await signIn(shell);
    const before = askedAt(shell, shellPaths.finish).length;
    const started = await shell.page().evaluate(
      async ([home, scheme, challenge]) => {
        const { Capacitor } = window as unknown as {
          Capacitor: {
            nativePromise(...call: unknown[]): Promise<{
              data: { url: string };
            }>;
          };
        };
        return Capacitor.nativePromise("CapacitorHttp", "post", {
          url: `${home}/auth/external-login/app/start`,
          headers: { "content-type": "application/json" },
          data: {
            link: `${scheme}:/auth-callback`,
            challenge,
            provider: "example-id",
          },
        });
      },
      [
        url,
        companionScheme,
        createHash("sha256").update(randomBytes(32)).digest("base64url"),
      ] as const
    );
    const pressed = shell.systemBrowser.schemes.length;
    const theirs = await shell.systemBrowser.open(started.data.url);
    const link = await linkPage(theirs, "Robin Vale");
    const words = await theirs.locator("body").innerText();
    for (const part of [
      "External Login Companion",
      "home.localhost",
      "Robin Vale",
      "This is not me",
    ]) {
      assert.ok(words.includes(part), part);
    }
    assert.equal(shell.systemBrowser.schemes.length, pressed);
    // M33: what is added to the address of the page changes nothing of it.
    const href = await link.getAttribute("href");
    await theirs.goto(`${theirs.url()}&scheme=evil&target=evil%3A%2F`);
    const again = theirs.getByRole("link", { name: "Open the app" });
    assert.equal(await again.getAttribute("href"), href);
    await shell.openLink(href ?? "");
    assert.equal(askedAt(shell, shellPaths.finish).length, before);
    await assertIsIn(page, url);
  });

  it("M19: burns the login where the person says that it is not them", async () => {
    const shell = await open("android");
    const { page, link } = await reachLink(shell);
    const href = (await link.getAttribute("href")) ?? "";
    await page.getByRole("button", { name: "This is not me" }).click();
    await page.getByText("Nothing was signed in.").waitFor();
    await shell.openLink(href);
    await says(shell, "Example ID did not let you in.");
    assert.equal(shell.inAppBrowser.page(), undefined);
  });

  it("A63: leads on to Home Assistant's own second factor", async () => {
    const shell = await open("ios");
    const { link } = await reachLink(shell, "olive");
    await link.click();
    const page = await homeView(shell);
    page.setDefaultTimeout(patience);
    const factor = page.locator("ha-auth-form input");
    await factor.fill(totp(secondFactor, Math.floor(Date.now() / 1000)));
    await factor.press("Enter");
    const { user } = await assertIsIn(page, url);
    assert.equal(user.name, "Olive Owner");
  });

  it("M20, M54, M55: leaves for the browser when its session was ended, and for nobody else", async () => {
    const shell = await open("ios");
    const { page } = await signIn(shell);
    // M20: the ticket was used; the page that took it lets nobody in again.
    const ticket = shell.bridge.calls
      .filter(({ method }) => method === "openInWebView")
      .map(({ options }) => Object.values(options.customHeaders ?? {})[0])[0];
    assert.match(String(ticket), /^[\w-]{20,}$/);
    assert.ok(!stage.home.log.join("\n").includes(String(ticket)));
    const status = await page.evaluate(
      (used) =>
        fetch("/auth/external-login/app/open", {
          headers: { "x-external-login-resume": used },
        }).then((answer) => answer.status),
      String(ticket)
    );
    assert.equal(status, 200);
    assert.deepEqual(await ourCookies(page), []);

    // M55: a dashboard opens the address, with a provider that is none.
    const opened = shell.systemBrowser.opened.length;
    await page.goto(`${url}/auth/external-login/app/leave?provider=evil`);
    await page.getByText("Opening your browser…").waitFor();
    await assertNothing(shell, opened);
    await shell.inAppBrowser.closedByPerson();

    // A press in the app is what lets a page leave again.
    await button(shell, /^home\.localhost.*Signed in/).click();
    const { page: shown } = await isIn(shell);
    await revoke(shown);
    await openLoginPage(shown, url);
    const out = await shell.systemBrowser.opens(() =>
      entry(shown).click({ noWaitAfter: true })
    );
    const link = await linkPage(out, "Robin Vale");
    await link.click();
    const { hass } = await isIn(shell);
    assert.equal(hass.user.name, "Robin Vale");
  });

  // M28: E copied V's tokens out of the web view while V was signed in, and
  // reads what the shell keeps; then V signs out.
  it("M28: leaves no token of Home Assistant's good once the person signed out", async () => {
    const shell = await open("android");
    const { page } = await signIn(shell);
    const tokens = await page.evaluate(
      () =>
        JSON.parse(localStorage.getItem("hassTokens") ?? "{}") as {
          access_token: string;
          refresh_token: string;
          clientId: string;
        }
    );
    // From elsewhere, and at Home Assistant's own port: nobody is in between.
    const itself = stage.home.homeAssistant.url;
    const refresh = () =>
      fetch(`${itself}/auth/token`, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: "refresh_token",
          refresh_token: tokens.refresh_token,
          client_id: tokens.clientId,
        }),
      });
    const use = () =>
      fetch(`${itself}/api/`, {
        headers: { authorization: `Bearer ${tokens.access_token}` },
      });
    const statuses = async () => [
      (await refresh()).status,
      (await use()).status,
    ];
    assert.deepEqual(await statuses(), [200, 200]);
    const kept = await shell
      .page()
      .evaluate(() => JSON.stringify([{ ...localStorage }, document.cookie]));
    for (const token of [tokens.access_token, tokens.refresh_token]) {
      assert.ok(token && !kept.includes(token));
    }

    await revoke(page);
    assert.deepEqual(await statuses(), [400, 401]);
  });

  // M54: a page of E's wants V's web view or browser to be E's home.
  it("M54: signs nobody in by a link, a header from elsewhere, or a frame", async () => {
    const { page } = stage;
    const answer = await page.goto(`${url}/auth/external-login/app/open`);
    assert.equal(answer?.status(), 200);
    assert.equal(answer?.headers()["set-cookie"], undefined);
    await page.waitForURL(/\/auth\/authorize\?/, { waitUntil: "commit" });
    await page.goto(home.provider.issuer);
    const outcomes = await page.evaluate(async (target) => {
      const ask = (init: RequestInit) =>
        fetch(`${target}/auth/external-login/app/open`, init).then(
          () => "answered",
          () => "refused"
        );
      const headers = { "x-external-login-resume": "t".repeat(43) };
      return [
        await ask({ headers }),
        await ask({ headers, credentials: "include" }),
        await ask({}),
      ];
    }, url);
    assert.deepEqual(outcomes, ["refused", "refused", "refused"]);
    assert.deepEqual(await ourCookies(page), []);
  });

  it("M47: signs in by a code from another device where the phone has no browser", async () => {
    const shell = await open("android");
    shell.browser.missing = true;
    await button(shell, "Add a home").click();
    await shell.page().getByLabel("Address of your home").fill(url);
    await button(shell, "Add a home").click();
    await says(shell, "Secure. This phone trusts the certificate.");
    await button(shell, "Add a home").click();
    await says(shell, "No browser was found.");
    await button(shell, "Use another device").click();
    const page = await homeView(shell);
    page.setDefaultTimeout(patience);
    await page.locator("input[name=username]").waitFor();
    await entry(page).click();
    const field = page.locator("ha-auth-external input[name=code]");
    await field.waitFor();
    const code = await codeFromAddress(stage.context, url, "robin");
    await field.fill(code);
    await field.press("Enter");
    await page
      .locator("ha-auth-external")
      .getByRole("button", { name: "Continue" })
      .click({ noWaitAfter: true });
    const { hass } = await isIn(shell);
    assert.equal(hass.user.name, "Robin Vale");
  });
}

/** Ways from a page to native code. */
function bridgesIn(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    ["Capacitor", "androidBridge", "webkit", "native"].filter(
      (name) => name in window
    )
  );
}

/** Names of the cookies that a login of ours has left. */
async function ourCookies(page: Page): Promise<string[]> {
  const cookies = await page.context().cookies();
  return cookies
    .map(({ name }) => name)
    .filter((name) => name.includes("external-login"));
}

/** Ends the session at Home Assistant, and what the page kept of it. */
async function revoke(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { hass } = document.querySelector("home-assistant") as unknown as {
      hass: { auth: { revoke(): Promise<void> } };
    };
    await hass.auth.revoke();
    localStorage.removeItem("hassTokens");
  });
}

/** Whatever was asked for has had its time: the shell has heard of the page. */
async function assertNothing(shell: ShellApp, opened: number): Promise<void> {
  await shell
    .page()
    .evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  assert.equal(shell.systemBrowser.opened.length, opened);
  assert.notEqual(shell.inAppBrowser.page(), undefined);
}
