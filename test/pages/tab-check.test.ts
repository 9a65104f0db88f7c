/**
 * The look for the tab that began a login, in real browsers.
 */
import assert from "node:assert/strict";
import { beforeEach, it } from "node:test";
import type { BrowserContextOptions, Page } from "playwright-core";
import { languages } from "../../packages/gateway/src/pages/languages.ts";
import type { TabCheck } from "../../packages/gateway/src/pages/tab-check.ts";
import {
  findings,
  inBrowsers,
  looks,
  open,
  overflow,
  refused,
  server,
  shoot,
} from "./browser.ts";
import { checkPage, json } from "./server.ts";
import type { PageServer } from "./server.ts";

const nonce = "o3Zk-Wm2";
const state = btoa(
  JSON.stringify({ hassUrl: "https://home.example.org", nonce })
);
const check: TabCheck = { state, nonce, action: "/return", token: "sealed" };
const key = `hass_oauth_state_${nonce}`;
const entry = JSON.stringify({ codeVerifier: "its-own-secret", state });
const home = "/?auth_callback=1&code=from-home-assistant&state=theirs";

/** A tab that holds what it is given, and then comes back to the check. */
async function comeBack(
  held: Record<string, string>,
  options: BrowserContextOptions = {}
): Promise<Page> {
  const page = await open("/provider", options);
  await page.evaluate((held) => {
    for (const [key, value] of Object.entries(held)) {
      sessionStorage.setItem(key, value);
    }
  }, held);
  await page.goto(`${server.origin}/callback?code=c&state=s`, {
    waitUntil: "commit",
  });
  return page;
}

/** What the check said, once it has. */
async function said(): Promise<{ login: unknown; found: unknown }> {
  while (server.asked.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return JSON.parse(server.asked[0]?.body ?? "");
}

// The code is worth something only in the tab that holds Home Assistant's
// entry; anywhere else the person would end at Home Assistant's error.
inBrowsers(["chromium-shell", "firefox"], "the tab check", (browser) => {
  beforeEach(async () => {
    server.pages.set("/callback?code=c&state=s", await checkPage(check));
    server.answer = json(200, { url: home });
  });

  it("A128: finds Home Assistant's entry in the tab that started", async () => {
    const page = await comeBack({ [key]: entry });
    await page.waitForURL(server.origin + home);
    assert.deepEqual(await said(), { login: "sealed", found: true });
  });

  it("A128: finds none in another tab of the same browser", async () => {
    server.answer = json(200, { url: "/" });
    const page = await comeBack({});
    await page.waitForURL(`${server.origin}/`);
    assert.deepEqual(await said(), { login: "sealed", found: false });
  });

  for (const [what, forged] of [
    ["__proto__", "__proto__"],
    ["markup", '"><script>alert(1)</script>'],
    ["a kilobyte", "n".repeat(1024)],
    ["a line break", "a\r\nb\tc"],
  ] as const) {
    it(`A130: compares a nonce of ${what} as text`, async () => {
      const odd = { ...check, nonce: forged, state: forged };
      server.pages.set("/callback?code=c&state=s", await checkPage(odd));
      const page = await comeBack({
        [`hass_oauth_state_${forged}`]: JSON.stringify({ state: forged }),
      });
      await page.waitForURL(server.origin + home);
      assert.equal((await said()).found, true);
    });
  }

  it("A130: never sends Home Assistant's verifier, nor an address", async () => {
    const page = await comeBack({ [key]: entry });
    await page.waitForURL(server.origin + home);
    const [asked] = server.asked;
    assert.doesNotMatch(asked?.body ?? "", /its-own-secret/);
    assert.equal(asked?.referer, undefined);
    assert.equal(asked?.origin, server.origin);
  });

  // Attack: the code is looked for where a page leaves traces, after the hop.
  it("A129: leaves the code in no entry of the history but the last", async () => {
    const page = await comeBack({ [key]: entry });
    await page.waitForURL(server.origin + home);
    // Not before we have been answered: the page leaves.
    await page.evaluate(() => {
      setTimeout(() => history.back());
    });
    await page.waitForFunction(() => location.pathname === "/provider");
    assert.equal(server.asked.length, 1);
    const kept = await page.evaluate(() =>
      JSON.stringify([
        Object.entries(sessionStorage),
        Object.entries(localStorage),
      ])
    );
    assert.doesNotMatch(kept, /from-home-assistant/);
  });

  it("A129: a page brought back from memory leaves for the home", async () => {
    server.answer = () => undefined;
    const page = await comeBack({ [key]: entry });
    await said();
    // Not before we have been answered: the page leaves.
    await page.evaluate(() => {
      setTimeout(() => {
        dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
      });
    });
    await page.waitForURL(`${server.origin}/`);
  });

  it("A129: runs under Trusted Types, and nothing is refused", async () => {
    const served = await checkPage(check);
    const policy = served.headers.get("content-security-policy");
    served.headers.set(
      "content-security-policy",
      `${policy}; require-trusted-types-for 'script'`
    );
    server.pages.set("/callback?code=c&state=s", served);
    server.answer = json(500, {});
    const page = await comeBack({ [key]: entry });
    await page.getByText(languages.en.words.errors.failed.heading).waitFor();
    assert.deepEqual(await refused(page), []);
  });

  it("shows nothing for a second, then one calm line", async () => {
    server.answer = () => undefined;
    for (const [look, options] of Object.entries(looks)) {
      const page = await comeBack({ [key]: entry }, options);
      const seen = (milliseconds: number) =>
        page.evaluate((milliseconds) => {
          const [appearing] =
            document.getElementById("check")?.getAnimations() ?? [];
          if (appearing === undefined) throw new Error("nothing appears");
          appearing.pause();
          appearing.currentTime = milliseconds;
          return document.body.innerText.trim();
        }, milliseconds);
      await said();
      assert.equal(await seen(999), "");
      assert.equal(await seen(1001), "Taking you to Willow House…");
      await shoot(page, `tab-check-waiting-en-${look}`);
      if (look !== "narrow") assert.deepEqual(await findings(page), []);
      assert.equal(await overflow(page), 0);
      server.asked.length = 0;
    }
  });

  // From here on it is about the script and its words, not about a browser;
  // and Playwright cannot switch off the scripts of Firefox.
  if (browser === "firefox") return;

  // Attack: whoever made up Home Assistant's `state` chose the nonce too, and
  // hopes that another entry of the tab passes for this login's.
  for (const [what, held] of Object.entries<Record<string, string>>({
    "another state": {
      [key]: JSON.stringify({ codeVerifier: "v", state: "x" }),
    },
    "no JSON": { [key]: `{"state":"${state}"` },
    "JSON that is no object": { [key]: JSON.stringify(state) },
    null: { [key]: "null" },
    "a state under another name": {
      [key]: `{"__proto__":{"state":"${state}"}}`,
    },
    "the entry of another login": { hass_oauth_state_other: entry },
  })) {
    it(`A130: takes ${what} for no entry`, async () => {
      server.answer = json(200, { url: "/" });
      const page = await comeBack(held);
      await page.waitForURL(`${server.origin}/`);
      assert.equal((await said()).found, false);
    });
  }

  // Attack: somebody gets the answer to name another kind of address.
  for (const url of [
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "homeassistant://auth-callback",
    7,
    null,
  ]) {
    it(`A129: does not go to ${JSON.stringify(url)}`, async () => {
      server.answer = json(200, { url });
      const page = await comeBack({ [key]: entry });
      await page.getByText(languages.en.words.errors.failed.heading).waitFor();
      assert.equal(new URL(page.url()).pathname, "/callback");
      assert.deepEqual(await refused(page), []);
    });
  }

  it("says that it was answered before, and leads on", async () => {
    server.answer = json(400, { reason: "used" });
    const page = await comeBack({ [key]: entry }, looks.narrow);
    const { heading } = languages.en.words.errors.used;
    await page.getByText(heading).waitFor();
    assert.equal(
      await page.evaluate(() => document.activeElement?.textContent.trim()),
      heading
    );
    await shoot(page, "tab-check-used-en-narrow");
    assert.deepEqual(await findings(page), []);
    await page.getByText("Try again").locator("visible=true").click();
    await page.waitForURL("**/again");
  });

  for (const [what, answer] of Object.entries({
    "an error": json(500, { message: "no" }),
    "no JSON": (response) => response.writeHead(200).end("<p>"),
    "JSON null": json(200, null),
    "a redirect": (response) =>
      response.writeHead(303, { location: "/elsewhere" }).end(),
    "a broken line": (response) => response.destroy(),
  } as Record<string, PageServer["answer"]>)) {
    it(`ends in words and a way on after ${what}`, async () => {
      server.answer = answer;
      const page = await comeBack({ [key]: entry });
      await page.getByText(languages.en.words.errors.failed.heading).waitFor();
      assert.ok(await page.getByText("Try again").first().isVisible());
      assert.ok(!server.paths.includes("/elsewhere"));
    });
  }

  it("says what is missing without scripts", async () => {
    const page = await open("/callback?code=c&state=s", {
      ...looks.narrow,
      javaScriptEnabled: false,
    });
    await page.locator("noscript .lead").waitFor();
    await shoot(page, "tab-check-no-script-en-narrow");
    await page.locator("noscript .button").click();
    await page.waitForURL("**/again");
  });
});
