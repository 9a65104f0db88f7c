/**
 * What an app may start with: a link that is configured, a challenge, a
 * provider.
 *
 * @module
 */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  finishShell,
  link,
  linkOn,
  postAsShell,
  startBody,
  startShell,
} from "../support/app-login.ts";
import { openTestHome, providerId, type TestHome } from "../support/home.ts";

const origin = "https://home.example.org";
const prefix = "/auth/external-login/";
const evil = "https://evil.example";

let home: TestHome;
beforeEach(async () => {
  home = await openTestHome();
});
afterEach(() => home.stop());

async function start(change: Record<string, unknown>) {
  const body = { ...startBody, ...change };
  const response = await postAsShell(home.browser(), "start", body);
  return { status: response.status, answer: await response.json() };
}

function assertRefused(reason: string): void {
  const [line] = home.log.splice(-1);
  assert.match(String(line), new RegExp(`"reason":"start.${reason}"`));
}

// The way back is fixed before anybody leaves, or it is E's to choose.
describe("what an app starts with", () => {
  it("M4: is refused without a challenge, and gets no weaker way instead", async () => {
    // A proxy between the app and the home takes the challenge away.
    for (const change of [
      { challenge: undefined },
      { challenge: "" },
      { challenge: null },
    ]) {
      const { status, answer } = await start(change);
      assert.equal(status, 400);
      assert.deepEqual(Object.keys(answer), ["message"]);
    }
    assert.ok(!home.log.some((line) => line.includes("login.started")));
  });

  it("M5: is refused with a challenge that is no digest, or a method that is none", async () => {
    for (const challenge of [
      startBody.challenge.slice(1),
      `${startBody.challenge}a`,
      `${startBody.challenge.slice(1)}=`,
      `${startBody.challenge.slice(1)}+`,
      `${startBody.challenge}\n`,
      "ä".repeat(43),
    ]) {
      assert.equal((await start({ challenge })).status, 400);
      assertRefused("challenge");
    }
    for (const method of ["plain", "s256", "", "S256 plain"]) {
      assert.equal((await start({ method })).status, 400);
      assertRefused("challenge");
    }
    assert.equal((await start({ method: "S256" })).status, 200);
  });

  it("M9: is refused with a link that is spelled in any other way", async () => {
    const [scheme = "", path = ""] = link.split(":/");
    for (const other of [
      link.toUpperCase(),
      `${scheme}://${path}`,
      `${scheme}:${path}`,
      `${scheme}:///${path}`,
      `${link}/`,
      `${link}?`,
      `${link}?code=1`,
      `${link}#`,
      ` ${link}`,
      `${link} `,
      `${link}\n`,
      link.replace("-", "%2d"),
      link.replace("e", "\u0435"),
      link.replace("a", "\uff41"),
      `${link}\u200b`,
      link.replace("example", "example2"),
      link.replace("app:", "app.x:"),
      `x${link}`,
      "homeassistant://auth-callback",
      "javascript:alert(1)//",
      `${evil}/callback`,
      `https://home.example.org/auth/external-login/app/back`,
      "",
    ]) {
      assert.equal((await start({ link: other })).status, 400, other);
      assertRefused("link");
    }
    for (const other of [[link], { link }, null, 1]) {
      assert.equal((await start({ link: other })).status, 400);
    }
    assert.ok(!home.log.some((line) => line.includes("login.started")));
  });

  it("M15: is refused for a provider that is not one of the home's", async () => {
    for (const provider of ["other-id", "", "__proto__", "example-id ", "*"]) {
      assert.equal((await start({ provider })).status, 400, provider);
      assertRefused("provider");
    }
  });

  it("M23: has nothing else in it that counts", async () => {
    // E's app, or something between it and the home, adds its own.
    const more = {
      next: evil,
      redirect_uri: `${evil}/cb`,
      base_url: evil,
      client_id: `${evil}/`,
      return_to: "//evil.example",
      origin: evil,
      state: "chosen",
      way: "match",
      iss: evil,
    };
    const { status, answer } = await start(more);
    assert.equal(status, 200);
    const url = new URL(answer.url);
    assert.equal(url.origin, home.provider.issuer);
    const back = url.searchParams.get("redirect_uri");
    assert.equal(back, `${origin}${prefix}callback/${providerId}`);
    assert.equal(answer.iss, origin);
    assert.notEqual(answer.state, "chosen");
    assert.ok(!JSON.stringify(answer).includes("evil.example"));
  });

  it("M23: takes up nothing that stands in an address", async () => {
    // E adds E's address, in every spelling, to each address of the trip.
    const payloads = [
      `${evil}/`,
      "//evil.example",
      "/\\evil.example",
      "/%5cevil.example",
      "https:evil.example",
      `${origin}@evil.example`,
      `${origin}.evil.example`,
      `${origin}%2f@evil.example`,
      "javascript:alert('evil.example')",
      "data:text/html,evil.example",
      "evil.example:/cb",
      "intent://evil.example#Intent;end",
      "\r\nLocation: https://evil.example",
      "<script>evil.example</script>",
    ];
    const names = [
      "next",
      "redirect_uri",
      "base_url",
      "client_id",
      "return_to",
    ];
    const queries = payloads.map((payload) =>
      new URLSearchParams(names.map((name) => [name, payload])).toString()
    );
    for (const query of queries) {
      const shell = await startShell(home.browser());
      const system = home.browser();
      const back = await home.provider.authorize(new URL(shell.url));
      const path = `${back.pathname}${back.search}&${query}`;
      const page = await (await system.ask(path)).text();
      assert.doesNotMatch(page, /evil\.example/);
      const code = linkOn(page).get("code") ?? "";
      const { browser, verifier } = shell;
      const { resume } = await finishShell(browser, code, verifier);
      const headers = { "x-external-login-resume": String(resume) };
      for (const way of ["open", "leave", "back"]) {
        const address = `${prefix}app/${way}?${query}`;
        const answer = await system.ask(address, { headers });
        assert.doesNotMatch(await answer.text(), /evil\.example/, way);
        assert.doesNotMatch(
          JSON.stringify([...answer.headers]),
          /evil\.example/
        );
      }
    }
    assert.doesNotMatch(home.log.join(), /evil\.example/);
  });

  it("M24: is answered for the origin that was asked, whatever headers name", async () => {
    // E, or a proxy on the way, sends E's host beside the home's own.
    const headers = {
      host: "evil.example",
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "http",
      forwarded: "host=evil.example;proto=http",
      "content-type": "application/json",
    };
    const browser = home.browser();
    const response = await browser.ask(`${prefix}app/start`, {
      method: "POST",
      headers,
      body: startBody,
    });
    const started = await response.json();
    assert.equal(started.iss, origin);
    assert.ok(!JSON.stringify(started).includes("evil.example"));
    const back = await home.provider.authorize(new URL(started.url));
    assert.equal(back.origin, origin);
    const page = await browser.ask(back.pathname + back.search, { headers });
    const text = await page.text();
    assert.ok(!text.includes("evil.example"));
    assert.equal(linkOn(text).get("iss"), origin);
    for (const way of ["open", "leave", "back"]) {
      const answer = await browser.ask(`${prefix}app/${way}`, { headers });
      assert.ok(!(await answer.text()).includes("evil.example"));
    }
  });

  it("M24: comes back to the origin that it began on, and to no other", async () => {
    const inner = "https://inside.example.org";
    await home.stop();
    home = await openTestHome({ origins: [origin, inner] });
    const shell = await startShell(home.browser("203.0.113.7", inner));
    assert.equal(shell.iss, inner);
    const back = await home.provider.authorize(new URL(shell.url));
    assert.equal(back.origin, inner);
    const path = back.pathname + back.search;
    const elsewhere = await home.browser().ask(path);
    assert.equal(elsewhere.status, 400);
    assert.ok(!(await elsewhere.text()).includes("io.github"));
    // Nothing was burnt by whoever opened it at the wrong address.
    const system = home.browser("203.0.113.7", inner);
    assert.equal((await system.ask(path)).status, 200);
  });

  it("says so where the provider cannot be reached, or no app may take part", async () => {
    home.provider.lie({ metadata: { status: 500 } });
    await home.restarted();
    const { status, answer } = await start({});
    assert.equal(status, 503);
    assert.deepEqual(Object.keys(answer), ["message"]);
    home.provider.lie({});
    await home.restarted({ apps: [] });
    assert.equal((await start({})).status, 400);
    assertRefused("link");
  });

  it("hands the provider a state that it can keep", async () => {
    const { state } = await startShell(home.browser());
    assert.ok(state.length <= 400, String(state.length));
  });
});
