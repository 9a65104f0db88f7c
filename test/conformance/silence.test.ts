/**
 * What gets out: of every answer its headers, of every login its secrets.
 *
 * @module
 */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { Browser } from "../support/browser.ts";
import { totp } from "../support/home-assistant-stub/totp.ts";
import {
  createBody,
  leave,
  loginPage,
  openTestHome,
  providerId,
  readCheck,
  redeem,
  signIn,
  type TestHome,
} from "../support/home.ts";

const origin = "https://home.example.org";
const passwordHandler: [string, null] = ["homeassistant", null];
const totpSecret = "JBSWY3DPEHPK3PXP";

/** An answer, and what was asked. */
interface Heard {
  asked: string;
  response: Response;
  text: string;
}

let home: TestHome;
let heard: Heard[];
/** Everything that is nobody else's business, by what it is. */
let secrets: Map<string, string>;

beforeEach(async () => {
  home = await openTestHome({
    gateway: {
      assets: [
        {
          name: "login.12345678.js",
          type: "text/javascript",
          body: new Uint8Array(),
        },
      ],
    },
  });
  heard = [];
  secrets = new Map();
  noteSecrets();
});
afterEach(() => home.stop());

/** A browser of which every answer is heard. */
function listened(address?: string): Browser {
  const browser = home.browser(address);
  const ask = browser.ask.bind(browser);
  browser.ask = async (path, request = {}) => {
    const response = await ask(path, request);
    const asked = `${request.method ?? "GET"} ${path}`;
    const text = await response.clone().text();
    heard.push({ asked, response: response.clone(), text });
    for (const cookie of response.headers.getSetCookie()) {
      note("cookie", /=([^;]*)/.exec(cookie)?.[1]);
    }
    return response;
  };
  return browser;
}

function note(what: string, value: unknown): void {
  if (typeof value === "string" && value.length > 5) secrets.set(value, what);
}

/** Notes what goes to and fro between gateway, provider and Home Assistant. */
function noteSecrets(): void {
  const { runtime, bridgeKeys } = home.options;
  note("client secret", home.provider.clientSecret);
  note("inner key", bridgeKeys.inner);
  note("outer key", bridgeKeys.outer);
  const ask = runtime.fetch.bind(runtime);
  runtime.fetch = async (url, init) => {
    for (const [name, value] of new Headers(init.headers)) {
      if (name === "authorization") note("client credentials", value.slice(6));
    }
    const form = new URLSearchParams(String(init.body ?? ""));
    for (const name of ["code", "code_verifier", "refresh_token", "token"]) {
      note(name, form.get(name));
    }
    noteJson(String(init.body ?? ""));
    const response = await ask(url, init);
    noteJson(await response.clone().text());
    return response;
  };
  const signInThere = home.provider.authorize.bind(home.provider);
  home.provider.authorize = async (url) => {
    note("nonce", url.searchParams.get("nonce"));
    note("state", url.searchParams.get("state"));
    const back = await signInThere(url);
    note("code of the provider", back.searchParams.get("code"));
    return back;
  };
}

function noteJson(text: string): void {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text);
  } catch {
    return;
  }
  for (const name of [
    "password",
    "result",
    "access_token",
    "refresh_token",
    "id_token",
    "flow_id",
  ]) {
    note(name, value?.[name]);
  }
}

/** Every way that a login can take, and every way that it can end. */
async function walkEveryWay(): Promise<void> {
  await refusals();
  await successes();
  await secondFactor();
}

async function successes(): Promise<void> {
  const browser = listened();
  const page = loginPage(origin);
  await redeem(home, page, await signIn(home, browser, page));
  // Another tab, then a resume.
  const { url } = await leave(browser, loginPage(origin));
  const back = await home.provider.authorize(url);
  const check = await readCheck(await browser.ask(back.pathname + back.search));
  await browser.post(check.action, { login: check.token, found: false });
  await browser.post(
    "/auth/login_flow",
    createBody(loginPage(origin), passwordHandler)
  );
  // A state without a nonce, and a foreign client: a plain redirect.
  for (const change of [
    { state: "x" },
    {
      clientId: "https://client.example/",
      redirectUri: "https://client.example/cb",
    },
  ]) {
    const left = await leave(browser, loginPage(origin, change));
    const answer = await home.provider.authorize(left.url);
    await browser.ask(answer.pathname + answer.search);
  }
}

async function refusals(): Promise<void> {
  const browser = listened();
  const callback = `/auth/external-login/callback/${providerId}`;
  await browser.ask("/auth/authorize?x=1");
  await browser.ask("/auth/providers");
  await browser.ask("/auth/external-login/trust");
  await browser.ask("/auth/external-login/nothing");
  await browser.ask("/auth/external-login/assets/none.js");
  await browser.ask(callback);
  await browser.ask(`${callback}?code=x&state=y`);
  await browser.ask(`${callback}?code=x&state=y&state=z`);
  await browser.ask("/auth/external-login/callback/unknown?code=x&state=y");
  await browser.ask(`${callback}/return?login=x`);
  await browser.post(`${callback}/return`, { login: "x", found: true });
  await browser.post(`${callback}/return`, { login: 7 });
  await browser.ask(`${callback}/return`, {
    method: "POST",
    body: "{}",
    from: "https://evil.example",
  });
  await browser.post("/auth/login_flow", { handler: ["external", "none"] });
  await browser.post("/auth/login_flow", "{");
  await browser.post("/auth/login_flow/x", { client_id: `${origin}/` });
  await browser.ask("/auth/login_flow/x", { method: "DELETE" });
  await browser.post("/auth/login_flow", {
    ...createBody(loginPage(origin)),
    redirect_uri: "https://evil.example/",
  });

  // Refused by the provider, by a check, by a role, and when it is used.
  for (const change of [
    {},
    {
      clientId: "https://client.example/",
      redirectUri: "https://client.example/cb",
    },
  ]) {
    const { url } = await leave(browser, loginPage(origin, change));
    const no = await home.provider.authorize(url);
    no.searchParams.delete("code");
    no.searchParams.set("error", "access_denied");
    no.searchParams.set("error_description", "<b>IDP-SAYS-NO</b>");
    await browser.ask(no.pathname + no.search);
  }
  await browser.post("/auth/login_flow", createBody(loginPage(origin)));
  home.provider.lie({ idToken: { claims: { nonce: "another" } } });
  const lied = await leave(browser, loginPage(origin));
  const liar = await home.provider.authorize(lied.url);
  await browser.ask(liar.pathname + liar.search);
  await browser.ask(liar.pathname + liar.search);
  home.provider.lie({ token: { status: 400, body: '{"error":"x"}' } });
  const failed = await leave(browser, loginPage(origin));
  const failing = await home.provider.authorize(failed.url);
  await browser.ask(failing.pathname + failing.search);
  home.provider.lie({});
  home.provider.person = {
    sub: "person-9",
    claims: { name: "Robin Vale", groups: [] },
    userinfo: {},
  };
  const denied = await signIn(home, browser);
  assert.equal(denied.pathname, "/auth/authorize");
  await browser.post("/auth/login_flow", createBody(loginPage(origin)));
  // Home Assistant away, and back.
  home.provider.person = {
    sub: "person-1",
    claims: { name: "Alex Example", groups: ["family"] },
    userinfo: {},
  };
  const left = await leave(browser, loginPage(origin));
  const back = await home.provider.authorize(left.url);
  const check = await readCheck(await browser.ask(back.pathname + back.search));
  home.stub.down();
  const away = await browser.post(check.action, {
    login: check.token,
    found: true,
  });
  const { url: again } = await away.json();
  await browser.ask(again);
  await browser.ask("/auth/providers");
  home.stub.up();
  await browser.ask(again);
}

async function secondFactor(): Promise<void> {
  const page = loginPage(origin);
  const id = await redeem(home, page, await signIn(home, listened(), page));
  const user = home.stub.home.users.find((one) => one.id === id);
  assert.ok(user);
  user.totp = totpSecret;
  const browser = listened();
  await signIn(home, browser);
  const asked = await browser.post(
    "/auth/login_flow",
    createBody(loginPage(origin), passwordHandler)
  );
  const { flow_id } = await asked.json();
  const path = `/auth/login_flow/${flow_id}`;
  const code = totp(totpSecret, home.now());
  await browser.post(path, { client_id: `${origin}/`, code: "000000" });
  await browser.post(path, { client_id: `${origin}/`, code });
}

/** Answers that are Home Assistant's own, passed on. */
function isPassedOn({ asked, response }: Heard): boolean {
  return (
    asked.startsWith("GET /auth/authorize") ||
    (asked.startsWith("POST /auth/login_flow") &&
      response.headers.get("content-type")?.includes("charset") === true)
  );
}

// An answer that somebody keeps, frames or reads as something else.
describe("every answer", () => {
  it("A16: is kept by nobody, sends no referrer, and is what it says", async () => {
    await walkEveryWay();
    assert.ok(heard.length > 60, `${heard.length} answers`);
    const statuses = new Set(heard.map(({ response }) => response.status));
    for (const status of [200, 303, 400, 403, 404, 502]) {
      assert.ok(statuses.has(status), `no answer was ${status}`);
    }
    for (const one of heard) {
      const { asked, response, text } = one;
      const { headers } = response;
      const get = (name: string) => headers.get(name) ?? "";
      if (!isPassedOn(one)) {
        assert.equal(get("cache-control"), "no-store", asked);
        assert.equal(get("referrer-policy"), "no-referrer", asked);
        assert.equal(get("x-content-type-options"), "nosniff", asked);
      }
      assert.equal(headers.has("etag"), false, asked);
      if (response.status === 303) {
        assert.match(get("location"), /^(https?:\/\/|\/(?!\/))/, asked);
      }
      if (get("content-type").startsWith("text/html") && !isPassedOn(one)) {
        assert.match(
          get("content-security-policy"),
          /^default-src 'none'; .*base-uri 'none'; frame-ancestors 'none'$/,
          asked
        );
        assert.ok(
          !/<script(?! src)/.test(text) ||
            /sha256-/.test(get("content-security-policy"))
        );
      }
      for (const cookie of headers.getSetCookie()) {
        assert.match(
          cookie,
          /^__Host-external-login-[\w-]+=[\w-]*; Max-Age=\d+; Path=\/; HttpOnly; SameSite=(Lax|Strict); Secure$/
        );
      }
    }
  });

  it("A22: says nothing of what a provider said", async () => {
    await walkEveryWay();
    for (const { asked, text } of heard) {
      assert.ok(!text.includes("IDP-SAYS-NO"), asked);
    }
    // The log has it, on one line, as text.
    assert.ok(home.log.some((line) => line.includes("IDP-SAYS-NO")));
    assert.ok(home.log.every((line) => !line.includes("\n")));
  });

  it("A22: holds no secret in the log, on a page, or in an address at Home Assistant", async () => {
    await walkEveryWay();
    const kinds = new Set(secrets.values());
    for (const kind of [
      "client secret",
      "client credentials",
      "code_verifier",
      "nonce",
      "state",
      "cookie",
      "code of the provider",
      "password",
      "result",
      "access_token",
      "refresh_token",
      "id_token",
    ]) {
      assert.ok(kinds.has(kind), `no ${kind} was noted`);
    }
    const log = home.log.join("\n");
    const pages = heard
      .filter(({ response }) =>
        response.headers.get("content-type")?.startsWith("text/html")
      )
      .map(({ text }) => text)
      .join("\n");
    const addresses = home.stub.requests
      .map(({ target }) => target.replace(/^\/auth\/login_flow\/\w+$/, ""))
      .join("\n");
    assert.ok(pages.length > 10_000);
    for (const [value, what] of secrets) {
      assert.ok(!log.includes(value), `${what} in the log`);
      assert.ok(!pages.includes(value), `${what} on a page`);
      assert.ok(!addresses.includes(value), `${what} in an address`);
    }
  });
});
