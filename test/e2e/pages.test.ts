/**
 * What the gateway's own pages do in a real browser, and what the browser
 * refuses.
 */
import assert from "node:assert/strict";
import { beforeEach, it } from "node:test";
import type { BrowserContextOptions, Page } from "playwright-core";
import { languages } from "../../packages/gateway/src/pages/languages.ts";
import { errorPage } from "../../packages/gateway/src/pages/error.ts";
import { pageHeaders } from "../../packages/gateway/src/pages/headers.ts";
import { linkPage } from "../../packages/gateway/src/pages/link.ts";
import {
  devicePage,
  matchPage,
} from "../../packages/gateway/src/pages/match.ts";
import type { TabCheck } from "../../packages/gateway/src/pages/tab-check.ts";
import {
  findings,
  inBrowsers,
  looks,
  open,
  openAll,
  openStill,
  overflow,
  refused,
  server,
  shoot,
} from "./page-browser.ts";
import {
  asking,
  checkPage,
  evening,
  json,
  leaflet,
  openingPage,
} from "./page-server.ts";
import type { PageServer } from "./page-server.ts";

const hostile = [
  "<img src=x onerror=alert(1)>",
  '"><script>alert(1)</script>',
  "</title><script>alert(1)</script>",
  "{{7*7}} ${7*7} {home}",
  "javascript:alert(1)",
  "\u202eesuoH wolliW\u202c",
  "W".repeat(300),
];

inBrowsers(["chromium", "firefox"], "text from outside", () => {
  // Attack: whoever runs a provider, or names an account, writes markup, a
  // script or a very long word where a name belongs.
  it("A13, Z17: is text, runs nothing and hides no way out", async () => {
    const page = await open("/", looks.narrow);
    for (const said of hostile) {
      server.pages.set("/", {
        body: errorPage(
          { ...leaflet, home: said, host: said },
          { ...evening, reason: "clocks", provider: said, again: said }
        ),
        headers: pageHeaders(),
      });
      await page.goto(server.origin);
      const heading = await page.locator("h1").textContent();
      assert.equal(
        heading?.trim(),
        `The clocks of ${said} and ${said} differ by 12 minutes.`
      );
      assert.equal(await overflow(page), 0);
      const password = page.getByText("Use your password");
      const box = await password.boundingBox();
      assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 320);
      await page.getByText("Try again").click();
      assert.equal(new URL(page.url()).origin, server.origin);
      assert.deepEqual(await refused(page), []);
    }
  });

  // Attack: a foreign site frames the page and lays its own buttons over it.
  it("A14: is never shown in a frame", async () => {
    server.pages.set("/framed", {
      body: errorPage(leaflet, { ...evening, reason: "failed" }),
      headers: pageHeaders(),
    });
    server.pages.set("/frames", {
      body: '<!doctype html><iframe src="/framed"></iframe>',
      headers: new Headers({ "content-type": "text/html" }),
    });
    const page = await open("/frames");
    const frame = page.frames()[1];
    assert.ok(frame !== undefined && !frame.url().startsWith(server.origin));
  });
});

inBrowsers(["chromium"], "a page that comes back", () => {
  it("asks again, at the address it was given", async () => {
    server.pages.set("/restarting", {
      body: errorPage(leaflet, { ...evening, reason: "restarting" }),
      headers: pageHeaders({ refresh: { seconds: 1, url: "/again" } }),
    });
    const page = await open("/restarting");
    await page.waitForURL("**/again");
  });
});

// Whoever is tricked into one of these pages finds the way to stop first, and
// as easily as the way on.
inBrowsers(["chromium", "firefox"], "the way to stop", (browser) => {
  it("A19, M39: comes first and is as large as the way on", async () => {
    for (const options of [looks.narrow, looks.light]) {
      const { page } = await openAll("en", options);
      for (const name of [
        "match-asked",
        "match-other-network",
        "match-sure",
        "match-device",
        "match-code",
        "link-ask",
      ]) {
        await page.goto(`${server.origin}/${name}`);
        const buttons = await page.locator(".pair .button").all();
        const drawn = buttons.map((button) =>
          button.evaluate((element) => {
            const { width, height } = element.getBoundingClientRect();
            const { color, backgroundColor, font } = getComputedStyle(element);
            return { width, height, color, backgroundColor, font };
          })
        );
        const [stop, go] = await Promise.all(drawn);
        assert.equal(buttons.length, 2, name);
        assert.deepEqual(stop, go, name);
        const [first] = await page.locator(".pair .button").allTextContents();
        assert.equal(first?.trim(), "This is not me", name);
      }
    }
  });

  // Attack: a foreign page sends the form. Ours tells itself apart from it by
  // its origin, which a stricter policy would have blanked.
  it("M21: is sent with this page's origin, and says what was pressed", async () => {
    server.answer = json(200, {});
    const { page } = await openAll("en", looks.narrow);
    for (const [name, button, body] of [
      ["match-asked", "This is not me", "login=sealed&action=decline"],
      ["match-asked", "Show the code", "login=sealed&action=show"],
      ["match-sure", "Show the code", "login=sealed&action=sure"],
      ["match-code", "This is not me", "login=sealed&action=decline"],
      [
        "match-devices",
        "Continue with Example ID",
        "action=start&provider=example-id",
      ],
      ["link-ask", "This is not me", "login=sealed"],
    ] as const) {
      await page.goto(`${server.origin}/${name}`);
      const answered = page.waitForResponse(
        (response) => response.request().method() === "POST"
      );
      await page.getByRole("button", { name: button }).click();
      await answered;
      const [asked] = server.asked.splice(0);
      assert.equal(asked?.body, body, name);
      assert.equal(asked?.origin, server.origin, name);
    }
  });

  // Attack: a name at the provider is markup, or so long that the way to stop
  // is out of sight.
  it("M27, Z17: is in sight whatever anybody is called", async () => {
    const page = await open("/", looks.narrow);
    for (const said of hostile) {
      const place = { ...leaflet, home: said, host: said };
      const names = { ...asking, person: said, account: said, provider: said };
      const link = { ...names, app: said, href: "io.example.app:/x" };
      for (const body of [
        matchPage(place, { ...names, app: said, system: said }),
        devicePage(place, names),
        linkPage(place, link),
      ]) {
        server.pages.set("/", { body, headers: pageHeaders() });
        await page.goto(server.origin);
        assert.equal(await overflow(page), 0);
        const stop = page.getByRole("button", { name: "This is not me" });
        const box = await stop.boundingBox();
        assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 320);
        assert.deepEqual(await refused(page), []);
      }
    }
  });

  if (browser === "firefox") return;

  it("is the first stop of the keyboard, and Enter shows no code", async () => {
    const page = await openStill("match-asked", looks.narrow);
    await page.keyboard.press("Enter");
    assert.equal(server.asked.length, 0);
    await page.keyboard.press("Tab");
    await shoot(page, "match-asked-focus");
    assert.equal(
      await page.evaluate(() => document.activeElement?.textContent.trim()),
      "This is not me"
    );
  });
});

inBrowsers(["chromium", "firefox"], "the code", (browser) => {
  it("is copied by a press, and the page says so", async () => {
    const page = await openStill("match-code", {
      ...looks.narrow,
      ...(browser === "chromium" && {
        permissions: ["clipboard-read", "clipboard-write"],
      }),
    });
    await page.getByRole("button", { name: "Copy" }).click();
    await page.locator("#copied", { hasText: "Copied" }).waitFor({
      state: "attached",
    });
    assert.ok(await page.getByRole("button", { name: "Copied" }).isVisible());
    assert.deepEqual(await refused(page), []);
    await shoot(page, `match-code-copied-${browser}`);
    if (browser === "firefox") return;
    const held = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(held, "BDKM-QRTW");
    assert.deepEqual(await findings(page), []);
  });

  it("is copied without a clipboard, as on a page that is not https", async () => {
    const page = await openStill("match-code", looks.narrow);
    await page.evaluate(() => {
      Object.defineProperty(navigator, "clipboard", { value: undefined });
    });
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(
      await page.evaluate(() => String(getSelection())),
      "BDKM-QRTW"
    );
  });

  if (browser === "firefox") return;

  it("is selected by one press where no script runs", async () => {
    const page = await openStill("match-code", {
      ...looks.narrow,
      javaScriptEnabled: false,
    });
    await shoot(page, "match-code-no-script");
    assert.equal(await page.getByText("Copy").isVisible(), false);
    assert.equal(
      await page
        .locator(".code")
        .evaluate((code) => getComputedStyle(code).userSelect),
      "all"
    );
  });
});

inBrowsers(["chromium"], "the way into the app's web view", () => {
  it("goes on to the home, in its own place in the history", async () => {
    server.pages.set("/open", await openingPage("/?storeToken=true"));
    const page = await open("/before");
    await page.goto(`${server.origin}/open`, { waitUntil: "commit" });
    await page.waitForURL(`${server.origin}/?storeToken=true`);
    await page.goBack();
    assert.equal(new URL(page.url()).pathname, "/before");
    assert.deepEqual(await refused(page), []);
  });

  it("is a link where no script runs", async () => {
    server.pages.set("/open", await openingPage("/lovelace"));
    const page = await open("/open", {
      ...looks.narrow,
      javaScriptEnabled: false,
    });
    await shoot(page, "link-open-no-script");
    await page.getByRole("link", { name: "Open Home Assistant" }).click();
    await page.waitForURL("**/lovelace");
  });

  it("M55: back out of it is a link that shows up after four seconds", async () => {
    const page = await openStill("link-leave", looks.narrow);
    const seen = (milliseconds: number) =>
      page.evaluate((milliseconds) => {
        const [appearing] =
          document.querySelector(".soon")?.getAnimations() ?? [];
        if (appearing === undefined) throw new Error("nothing appears");
        appearing.pause();
        appearing.currentTime = milliseconds;
      }, milliseconds);
    const link = page.getByRole("link", { name: "Open the app again." });
    await seen(3999);
    assert.equal(await link.count(), 0);
    await seen(4001);
    assert.equal(await link.count(), 1);
    await page.keyboard.press("Tab");
    assert.ok(await link.evaluate((a) => a === document.activeElement));
  });
});

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
inBrowsers(["chromium", "firefox"], "the tab check", (browser) => {
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
    await page.evaluate(() => history.back());
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
    await page.evaluate(() => {
      dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
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
