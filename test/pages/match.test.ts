/**
 * The pages that ask before a phone is signed in: the way to stop, and the code.
 */
import assert from "node:assert/strict";
import { it } from "node:test";
import { pageHeaders } from "../../packages/gateway/src/pages/headers.ts";
import { linkPage } from "../../packages/gateway/src/pages/link.ts";
import {
  devicePage,
  matchPage,
} from "../../packages/gateway/src/pages/match.ts";
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
} from "./browser.ts";
import { asking, hostile, json, leaflet } from "./server.ts";

// Whoever is tricked into one of these pages finds the way to stop first, and
// as easily as the way on.
inBrowsers(["chromium-shell", "firefox"], "the way to stop", (browser) => {
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
      const loaded = page.waitForEvent("load");
      await page.getByRole("button", { name: button }).click();
      await loaded;
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

inBrowsers(["chromium-shell", "firefox"], "the code", (browser) => {
  it("is copied by a press, and the page says so", async () => {
    const page = await openStill("match-code", {
      ...looks.narrow,
      ...(browser === "chromium-shell" && {
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
