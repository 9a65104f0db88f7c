/**
 * Which clients get a code, and where it may go.
 *
 * @module
 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  comeBack,
  createBody,
  loginPage,
  openTestHome,
  type TestHome,
} from "../support/home.ts";

const origin = "https://home.example.org";

// A foreign page that gets a code without anybody's click owns the home.
describe("a foreign client", () => {
  let home: TestHome;
  before(async () => {
    home = await openTestHome();
  });
  after(() => home.stop());

  const evil = loginPage(origin, {
    clientId: "https://evil.example/",
    redirectUri: "https://evil.example/cb",
    state: undefined,
  });

  it("A7: is named on a page, and gets nothing without the click there", async () => {
    // V, signed in at the provider, is brought to the login page by E's site.
    const browser = home.browser();
    const created = await browser.post("/auth/login_flow", createBody(evil));
    const step = await created.json();
    assert.equal(step.description_placeholders.client, "evil.example");
    // E brings V to the provider without the click.
    const logged = home.log.length;
    const refused = await comeBack(home, browser, new URL(step.url));
    assert.equal(refused.status, 400);
    assert.match(String(home.log[logged]), /"reason":"not_left"/);
    assert.equal(home.provider.count("/token"), 0);
    assert.equal(home.stub.home.users.length, 2);

    const handed = await browser.post(`/auth/login_flow/${step.flow_id}`, {
      client_id: evil.clientId,
      store_token: false,
    });
    const { url } = await handed.json();
    const allowed = await comeBack(home, browser, new URL(url));
    assert.equal(allowed.status, 303);
    const end = new URL(String(allowed.headers.get("location")));
    assert.equal(end.origin, "https://evil.example");
  });

  it("A7: shows punycode, and refuses an address it cannot name", async () => {
    const named = { ...evil, clientId: "https://xn--hme-sna.example/" };
    const redirectUri = "https://xn--hme-sna.example/cb";
    const browser = home.browser();
    const created = await browser.post(
      "/auth/login_flow",
      createBody({ ...named, redirectUri })
    );
    const step = await created.json();
    const { client } = step.description_placeholders;
    assert.equal(client, "xn--hme-sna.example");
    const unnamed = { ...named, clientId: "https://höme.example/" };
    const answer = await browser.post("/auth/login_flow", createBody(unnamed));
    assert.equal(answer.status, 400);
  });

  it("A7: cannot begin a login from its own page", async () => {
    // E's page posts text/plain from V's browser: no preflight is asked.
    const sites: Record<string, string>[] = [
      {},
      { "sec-fetch-site": "cross-site" },
    ];
    for (const headers of sites) {
      const browser = home.browser();
      const answer = await browser.ask("/auth/login_flow", {
        method: "POST",
        body: createBody(loginPage(origin)),
        from: "https://evil.example",
        headers,
      });
      assert.equal(answer.status, 403);
      assert.equal(browser.cookies.size, 0);
    }
  });
});

// A code in the wrong place is a session for whoever reads that place.
describe("the address that a code goes to", () => {
  let home: TestHome;
  before(async () => {
    home = await openTestHome();
  });
  after(() => home.stop());

  async function startAt(redirectUri: string, clientId = `${origin}/`) {
    const browser = home.browser();
    const page = loginPage(origin, { redirectUri, clientId });
    return browser.post("/auth/login_flow", createBody(page));
  }

  it("A103: refuses what could carry a code of another, or lead to ourselves", async () => {
    for (const redirectUri of [
      `${origin}//x`,
      `${origin}/auth/external-login/callback/example-id`,
      `${origin}/auth/%65xternal-login/callback/example-id`,
      `${origin}/auth/external/callback`,
      `${origin}/auth/authorize`,
      `${origin}/?code=x`,
      `${origin}/?state=x`,
      `${origin}/?error=x`,
      `${origin}/?auth_callback=1#part`,
      `${origin}/#`,
      "https://user@home.example.org/",
      "https://home.example.org\\@evil.example/",
      "javascript:alert(1)",
      "data:text/html,x",
      "homeassistant://auth-callback",
      "//home.example.org/",
      "",
    ]) {
      const answer = await startAt(redirectUri);
      assert.equal(answer.status, 400, redirectUri);
      const { message } = await answer.json();
      assert.equal(message, "Invalid redirect URI", redirectUri);
    }
  });

  it("A103: takes what Home Assistant's own pages and apps really send", async () => {
    for (const [redirectUri, clientId] of [
      [`${origin}/?auth_callback=1`, `${origin}/`],
      [`${origin}/lovelace/0?auth_callback=1`, `${origin}/`],
      [`${origin}/local/x.html`, `${origin}/`],
      [`${origin}/auth/external-login/account`, `${origin}/`],
      ["homeassistant://auth-callback", "https://home-assistant.io/iOS"],
      ["homeassistant://auth-callback", "https://home-assistant.io/android"],
      [
        "http://192.168.1.20:8123/?auth_callback=1",
        "http://192.168.1.20:8123/",
      ],
      ["http://[fd00::1]:8123/?auth_callback=1", "http://[fd00::1]:8123/"],
    ] as const) {
      const answer = await startAt(redirectUri, clientId);
      assert.equal(answer.status, 200, `${clientId} ${redirectUri}`);
    }
  });

  it("refuses a client that Home Assistant would refuse", async () => {
    for (const clientId of [
      "https://203.0.113.9/",
      "https://[2001:db8::1]/",
      "ftp://client.example/",
      "https://client.example/../x",
      "https://client.example/#x",
      "https://user:password@client.example/",
      "https:client.example/",
      "client.example",
    ]) {
      const answer = await startAt(clientId, clientId);
      assert.equal(answer.status, 400, clientId);
      const { message } = await answer.json();
      assert.equal(message, "Invalid client id", clientId);
    }
  });

  it("A109: passes a challenge on as it is, or refuses it at the start", async () => {
    const browser = home.browser();
    const page = loginPage(origin);
    for (const change of [
      { code_challenge_method: "plain" },
      { code_challenge_method: undefined },
      { code_challenge: page.challenge.slice(1) },
      { code_challenge: undefined },
      { response_type: "token" },
      { response_type: null },
      { foo: "x" },
    ]) {
      const body = { ...createBody(page), ...change };
      const answer = await browser.post("/auth/login_flow", body);
      assert.equal(answer.status, 400, JSON.stringify(change));
    }
  });
});
