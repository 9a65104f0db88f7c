import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  openApp,
  postStep,
  press,
  signInAt,
  startDevice,
} from "../support/app-login.ts";
import type { Browser } from "../support/browser.ts";
import { openTestHome, providerId, type TestHome } from "../support/home.ts";
import {
  assertNobodyIn,
  copyOf,
  meet,
  meetAndShow,
  refusals,
  reload,
  showAtDevice,
} from "../support/match-login.ts";

const matchPath = "/auth/external-login/match";

// Lost: the pages between the provider and the code, pressed by whoever likes.
describe("the pages of a match", () => {
  let home: TestHome;

  beforeEach(async () => {
    home = await openTestHome({
      origins: ["https://home.example.org", "https://inside.example.org"],
    });
  });

  afterEach(() => home.stop());

  /** A form that is sent without the manners of a browser of ours. */
  const send = (
    browser: Browser,
    fields: Record<string, string>,
    more: { from?: string; headers?: Record<string, string> } = {}
  ) =>
    browser.ask(matchPath, {
      method: "POST",
      body: new URLSearchParams(fields).toString(),
      ...more,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        ...more.headers,
      },
    });

  it("M21: show a code to no foreign page, with or without V's cookies", async () => {
    const { app, system, page } = await meet(home);
    for (const action of ["show", "sure", "decline"]) {
      const fields = { login: page.login, action };
      for (const from of ["https://evil.example", "null"]) {
        for (const browser of [system, home.browser()]) {
          const answer = await send(browser, fields, { from });
          assert.equal(answer.status, 403);
          assert.doesNotMatch(await answer.text(), /id="code"/);
        }
      }
    }
    assert.ok(!refusals(home).includes("declined"));
    // Nor is a right code taken from a foreign page, on the starter's cookie.
    const { code } = await press(system, page.login, "show");
    const posted = await app.browser.ask(
      `/auth/login_flow/${app.step.flow_id}`,
      {
        method: "POST",
        body: { client_id: app.clientId, code },
        from: "https://evil.example",
      }
    );
    assert.equal(posted.status, 403);
    assert.equal((await postStep(app, { code })).step_id, "confirm");
  });

  it("M21: are not framed, not kept, and have the code in no address or title", async () => {
    const { system, page } = await meetAndShow(home);
    const answer = await send(system, { login: page.login, action: "show" });
    const text = await answer.text();
    const [, code = ""] = /id="code"[^>]*>\s*([A-Z-]+)/.exec(text) ?? [];
    assert.notEqual(code, "");
    assert.doesNotMatch(/<title>(.*)<\/title>/.exec(text)?.[1] ?? "", /-[A-Z]/);
    const policy = answer.headers.get("content-security-policy") ?? "";
    assert.match(policy, /frame-ancestors 'none'/);
    assert.match(policy, /script-src 'sha256-[^' ]+';/);
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.equal(answer.headers.get("referrer-policy"), "same-origin");
    assert.equal(answer.headers.get("location"), null);
    // No GET has one, whatever is asked for.
    for (const query of [`?login=${page.login}&action=show`, "", "?code=1"]) {
      const got = await system.ask(`${matchPath}${query}`);
      assert.ok(!(await got.text()).includes(code));
    }
    const back = await system.ask(page.path);
    assert.ok(!(await back.text()).includes(code));
  });

  it("M21: show the same code again, no longer than the first time", async () => {
    const { system, page, code } = await meetAndShow(home);
    home.wait(100);
    const twice = await Promise.all(
      [1, 2].map(() => press(system, page.login, "show"))
    );
    for (const again of twice) {
      assert.equal(again.code, code);
      assert.match(again.text, /20 seconds/);
    }
    home.wait(20);
    const late = await press(system, page.login, "show");
    assert.equal(late.status, 400);
    assert.match(late.text, /no longer valid/);
    assert.equal(late.code, "");
  });

  it("F33: come back after a reload, at each of them", async () => {
    const { app, system, page } = await meet(home);
    // A browser that the provider sent here reloads as if sent once more: a
    // strict cookie would not come with it.
    const cookies = [...system.cookies.values()];
    assert.deepEqual(
      cookies.map(({ attributes }) => attributes.slice(1).join()),
      ["Path=/,HttpOnly,SameSite=Lax,Secure"]
    );
    const again = await system.ask(page.path);
    assert.equal(again.status, 200);
    assert.equal(await again.text(), page.text);
    assert.equal(home.provider.count("/token"), 1);
    const { code } = await press(system, page.login, "show");
    // F34: back to the page before the code, and forward once more.
    assert.equal((await system.ask(page.path)).status, 200);
    assert.equal((await press(system, page.login, "show")).code, code);
    assert.equal((await reload(app)).step.step_id, "match");
    home.wait(120);
    const late = await system.ask(page.path);
    assert.equal(late.status, 400);
    assert.match(await late.text(), /start again/);
    // Without the cookie: one sentence, and one way on.
    system.cookies.clear();
    const used = await system.ask(page.path);
    assert.equal(used.status, 400);
    assert.match(await used.text(), /already used/);
  });

  it("F35: are declined by two presses as by one", async () => {
    const { system, page } = await meet(home);
    const [first, second] = [copyOf(home, system), copyOf(home, system)];
    const answers = await Promise.all(
      [first, second].map((one) => press(one, page.login, "decline"))
    );
    for (const { status, text } of answers) {
      assert.equal(status, 200);
      assert.match(text, /Nothing was signed in/);
    }
    assert.equal(first.cookies.size, 0);
    // Back, and show after all: it is over.
    const shown = await press(copyOf(home, system), page.login, "show");
    assert.equal(shown.code, "");
    assert.equal((await system.ask(page.path)).status, 400);
    await assertNobodyIn(home);
  });

  it("A137: has no code to show after *This is not me* at the same moment", async () => {
    for (let round = 0; round < 20; round += 1) {
      const { app, system, page } = await meet(home);
      const [shown] = await Promise.all([
        press(system, page.login, "show"),
        press(copyOf(home, system), page.login, "decline"),
      ]);
      if (shown.code === "") continue;
      const step = await postStep(app, { code: shown.code });
      const error = step.description_placeholders?.["error"];
      assert.equal(error, "wrong_code");
      home.wait(3600);
    }
    await assertNobodyIn(home);
  });

  it("M24: believe no header and no field about where they are", async () => {
    const { app, page, system } = await meet(home);
    const redirect = new URL(app.step.url).searchParams.get("redirect_uri");
    const callback = `/auth/external-login/callback/${providerId}`;
    assert.equal(redirect, `https://home.example.org${callback}`);
    const evil = {
      host: "evil.example",
      "x-forwarded-host": "evil.example",
      forwarded: "host=evil.example",
    };
    const fields = {
      login: page.login,
      action: "show",
      redirect_uri: "https://evil.example/",
      next: "//evil.example",
      base_url: "https://evil.example",
      client_id: "https://evil.example/",
    };
    const answer = await send(system, fields, { headers: evil });
    assert.equal(answer.status, 200);
    assert.doesNotMatch(await answer.text(), /evil\.example/);
    // Nor is a login of one address carried on at the other.
    const inside = home.browser(undefined, "https://inside.example.org");
    for (const [name, one] of system.cookies) inside.cookies.set(name, one);
    const elsewhere = await inside.ask(page.path);
    assert.equal(elsewhere.status, 400);
    assert.ok(refusals(home).includes("origin"));
    const device = await send(
      home.browser(),
      { action: "start", provider: providerId, return_to: "//evil.example" },
      { headers: evil }
    );
    const url = new URL(device.headers.get("location") ?? "");
    assert.equal(url.origin, home.provider.issuer);
    const back = url.searchParams.get("redirect_uri");
    assert.equal(back, `https://home.example.org${callback}`);
  });

  it("M23: ignore every parameter that is not theirs", async () => {
    const app = await openApp(home.browser());
    const system = home.browser();
    const back = await home.provider.authorize(new URL(app.step.url));
    for (const name of ["next", "redirect_uri", "client_id", "return_to"]) {
      back.searchParams.set(name, "https://evil.example/");
    }
    const answer = await system.ask(back.pathname + back.search);
    assert.doesNotMatch(await answer.text(), /evil\.example/);
    const got = await system.ask(`${matchPath}?next=//evil.example`);
    assert.doesNotMatch(await got.text(), /evil\.example/);
  });

  it("A47: ask for no code of a login of another way", async () => {
    const { system, page } = await meet(home);
    const body = { login: page.login, action: "burn" };
    assert.equal((await send(system, body)).status, 400);
    const twice = "login=a&login=b&action=show";
    const doubled = await system.ask(matchPath, {
      method: "POST",
      body: twice,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    assert.equal(doubled.status, 400);
    const asJson = await system.post(matchPath, body);
    assert.equal(asJson.status, 400);
    assert.equal((await press(system, page.login, "show")).status, 200);
  });

  it("A46: hold two logins in one browser, each with its own buttons", async () => {
    const system = home.browser();
    const first = await meet(home, { system });
    const second = await meet(home, { system });
    const codes = [];
    for (const { app, page } of [second, first]) {
      const { code } = await press(system, page.login, "show");
      codes.push(code);
      assert.equal((await postStep(app, { code })).step_id, "confirm");
    }
    assert.notEqual(codes[0], codes[1]);
    // A third lets go of the oldest, and of no more.
    await meet(home, { system });
    assert.equal(system.cookies.size, 2);
  });

  it("A46: keep few cookies, however many somebody set", async () => {
    const system = home.browser();
    for (let at = 0; at < 300; at += 1) {
      const cookie = { value: "x", expiresAt: home.now() + 60, attributes: [] };
      system.cookies.set(`__Host-external-login-page-${at}`, cookie);
    }
    const { page } = await meet(home, { system });
    assert.equal(page.status, 200);
    assert.ok(system.cookies.size >= 290);
  });

  it("speak the language of the browser they are in", async () => {
    const app = await openApp(home.browser());
    const system = home.browser();
    const back = await home.provider.authorize(new URL(app.step.url));
    const answer = await system.ask(back.pathname + back.search, {
      headers: { "accept-language": "nl-BE, de;q=0.5" },
    });
    const text = await answer.text();
    assert.match(text, /<html lang="nl"/);
    assert.doesNotMatch(text, /Show the code/);
  });

  it("N38: say so when the provider refused, and go on from the same link", async () => {
    const app = await openApp(home.browser());
    const system = home.browser();
    home.provider.lie({
      callback: { error: "access_denied", code: undefined },
    });
    const refused = await signInAt(home, system, app.step.url);
    assert.equal(refused.status, 400);
    const words = refused.text.replace(/<[^>]*>/g, "");
    assert.match(words, /Example ID did not let you in/);
    assert.deepEqual(refusals(home), ["error.access_denied"]);
    home.provider.lie({});
    const page = await signInAt(home, system, app.step.url);
    const { code } = await press(system, page.login, "show");
    assert.equal((await postStep(app, { code })).step_id, "confirm");
  });

  it("F6: ask for a new start when the provider fails after its answer", async () => {
    const app = await openApp(home.browser());
    home.provider.lie({ token: { status: 500 } });
    const failed = await signInAt(home, home.browser(), app.step.url);
    assert.equal(failed.status, 400);
    home.provider.lie({});
    // The page that waits would wait for nothing: its reload begins anew.
    const { app: fresh, code } = await meetAndShow(home, {
      starter: app.browser,
    });
    assert.equal((await postStep(fresh, { code })).step_id, "confirm");
  });

  it("let a person of no group see no code", async () => {
    const { person } = home.provider;
    home.provider.person = { ...person, claims: { name: "Nobody" } };
    const app = await openApp(home.browser());
    const system = home.browser();
    const page = await signInAt(home, system, app.step.url);
    assert.equal(page.status, 400);
    assert.equal(page.login, "");
    assert.match(page.text, /no access/);
    assert.equal(system.cookies.size, 0);
    const device = home.browser();
    const other = await signInAt(home, device, await startDevice(device));
    assert.equal(other.login, "");
    assert.deepEqual(refusals(home), ["policy.group", "policy.group"]);
    home.provider.person = person;
    const fresh = await meetAndShow(home, { starter: app.browser });
    const { step_id } = await postStep(fresh.app, { code: fresh.code });
    assert.equal(step_id, "confirm");
    await showAtDevice(home, device);
  });
});
