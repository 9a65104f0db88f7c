/**
 * What a stranger can make the gateway do: to itself, to Home Assistant, and
 * to whoever else is at home.
 *
 * @module
 */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { Browser } from "../support/browser.ts";
import {
  comeBack,
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
const secret = "JBSWY3DPEHPK3PXP";

let home: TestHome;
beforeEach(async () => {
  home = await openTestHome();
});
afterEach(() => home.stop());

/** Sends a request with exactly these cookies. */
function askWith(cookie: string, path: string, body?: unknown) {
  return home.gateway.handle(
    new Request(new URL(path, origin), {
      method: body === undefined ? "GET" : "POST",
      headers: { cookie, origin, accept: "text/html" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
    home.browser().asked
  );
}

/** Comes back in a tab without an entry: a resume waits in this browser. */
async function waitForResume(browser: Browser): Promise<void> {
  const { url } = await leave(browser, loginPage(origin));
  const check = await readCheck(await comeBack(home, browser, url));
  await browser.post(check.action, { login: check.token, found: false });
}

// Home Assistant bans an address for wrong logins, until somebody edits a
// file. Whoever can make us log in wrongly has us banned.
describe("bans turned against us", () => {
  it("A31: does not log in again and again where its tickets are refused", async () => {
    // The keys at Home Assistant are others. E asks for pages that make us
    // look at Home Assistant, for an hour and a half.
    await home.stop();
    home = await openTestHome({
      stub: { checkTicket: () => ({ ok: false, lines: [] }) },
    });
    const browser = home.browser();
    for (let at = 0; at < 90; at += 1) {
      await browser.ask("/auth/external-login/trust");
      await browser.ask("/auth/external-login/trust");
      home.wait(60);
    }
    const tries = home.stub.requests.filter(
      ({ method, target, client }) =>
        method === "POST" &&
        target.startsWith("/auth/login_flow/") &&
        client === "127.0.0.1"
    );
    assert.ok(tries.length <= 8, `${tries.length} wrong logins of our own`);
    assert.ok(tries.length >= 2, "but it looks again from time to time");
  });

  it("A31: stops at the first ban, and Home Assistant's form still works", async () => {
    await home.stop();
    home = await openTestHome();
    let asked = 0;
    home.stub.intercept = (request) => {
      const isOurs = !request.headers.some(
        ([name]) => name.toLowerCase() === "x-forwarded-for"
      );
      if (!isOurs) return undefined;
      asked += 1;
      return new Response("403: Forbidden", {
        status: 403,
        headers: { server: "Python/3.14 aiohttp/3.13" },
      });
    };
    const { createMemoryStore } = await import("../support/memory-store.ts");
    await home.restarted({ store: createMemoryStore() });
    asked = 0;
    for (let at = 0; at < 20; at += 1) {
      const end = await signIn(home, home.browser());
      assert.equal(end.pathname, "/auth/authorize");
      home.wait(2);
    }
    assert.ok(asked <= 1, `${asked} requests of our own after a ban`);
    const answer = await home
      .browser()
      .post("/auth/login_flow", createBody(loginPage(origin), passwordHandler));
    assert.equal((await answer.json()).type, "form");
  });
});

// One request must not take the home away from everybody else.
describe("whether Home Assistant trusts us", () => {
  /** Asks for the login page until ours stands in its place. */
  async function untilDistrusted(): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      const { status } = await home.browser().ask("/auth/authorize");
      if (status === 503) return;
      assert.equal(status, 400);
    }
    assert.fail("nobody noticed");
  }

  const filtered = "/auth/authorize?x=%3Cscript%3E";

  it("A136: is not told by what a stranger had Home Assistant refuse", async () => {
    // E sends what Home Assistant's request filter answers like a proxy that
    // it does not know: 400, in front of every view.
    const answer = await home.browser().ask(filtered);
    assert.equal(answer.status, 400);
    assert.equal(home.gateway.owns("GET", "/"), false);
    assert.equal(home.gateway.owns("GET", "/api/websocket"), false);
    const page = await home.browser().ask("/auth/providers");
    assert.equal(page.status, 200);
  });

  it("A136: is found out again, and then nothing is missing", async () => {
    home.stub.home.trusted = false;
    home.wait(2);
    await untilDistrusted();
    assert.equal(home.gateway.owns("GET", "/"), true);
    home.stub.home.trusted = true;
    home.wait(2);
    // Whoever asks first is sent there again, where Home Assistant answers.
    const first = await home.browser().ask("/lovelace/0?edit=1");
    assert.equal(first.status, 303);
    const back = first.headers.get("location");
    assert.equal(back, `${origin}/lovelace/0?edit=1`);
    assert.equal(home.gateway.owns("GET", "/lovelace/0"), false);
  });

  it("A136: never throws, whatever Home Assistant answers meanwhile", async () => {
    home.stub.home.trusted = false;
    home.wait(2);
    await untilDistrusted();
    for (const status of [500, 403, 302, 200]) {
      home.stub.intercept = () => new Response("x", { status });
      home.wait(2);
      const answer = await home.browser().ask("/auth/providers");
      assert.ok(answer.status > 0);
    }
  });
});

// A sibling host or a plain-http page that gets a cookie of ours past the
// browser's rules signs a person in as somebody else.
describe("cookies that only look like ours", () => {
  it("A135: takes no name that becomes ours when white space is cut off", async () => {
    // E's page sets " __Host-…" with a space that browsers don't cut, and
    // that a careless reader does: it is no __Host- cookie to a browser.
    const browser = home.browser();
    await waitForResume(browser);
    const cookie = browser._cookieHeader();
    for (const space of ["\u00a0", "\u0085", "\u00a0 "]) {
      const twin = `${space}${cookie}`;
      const body = createBody(loginPage(origin), passwordHandler);
      const answer = await askWith(twin, "/auth/login_flow", body);
      assert.equal((await answer.json()).type, "form", escape(space));
      // Nor does such a twin spoil the one that is ours.
      const both = await askWith(
        `${twin.replace(/=.*/, "=evil")}; ${cookie}`,
        "/auth/external-login/trust"
      );
      assert.notEqual(both.status, 400);
    }
    const body = createBody(loginPage(origin), passwordHandler);
    const answer = await askWith(cookie, "/auth/login_flow", body);
    assert.equal((await answer.json()).type, "create_entry");
  });

  it("A46: does bounded work for two hundred cookies of our prefix", async () => {
    const flood = Array.from({ length: 200 }, (_none, at) => {
      const id = String(at).padStart(22, "x");
      return `__Host-external-login-${id}=AQAB${"x".repeat(20)}`;
    });
    const body = createBody(loginPage(origin));
    const answer = await askWith(flood.join("; "), "/auth/login_flow", body);
    assert.equal((await answer.json()).type, "external");
    const cookies = answer.headers.getSetCookie();
    const size = cookies.join("").length;
    assert.ok(size < 8000, `${size} bytes of Set-Cookie`);
  });
});

// Home Assistant's own form is the way in that always works.
describe("Home Assistant's own form beside a resume", () => {
  it("A133: is there although Home Assistant answers a resume with nonsense", async () => {
    const browser = home.browser();
    await waitForResume(browser);
    let count = 0;
    home.stub.intercept = ({ method, target, body }) => {
      const isTicket = new TextDecoder().decode(body).includes("command_line");
      if (method !== "POST" || target !== "/auth/login_flow") return undefined;
      count += 1;
      return isTicket ? Response.json({ type: "nonsense" }) : undefined;
    };
    const first = await browser.post(
      "/auth/login_flow",
      createBody(loginPage(origin), passwordHandler)
    );
    assert.equal(first.status, 200);
    const again = await browser.post(
      "/auth/login_flow",
      createBody(loginPage(origin), passwordHandler)
    );
    assert.equal((await again.json()).type, "form");
    assert.ok(count > 0);
  });

  it("A109: answers no page whose challenge it could not pass on", async () => {
    // A code without the challenge that its page sent would be anybody's.
    for (const change of [
      { code_challenge: 7 },
      { code_challenge: null },
      { code_challenge_method: "plain" },
      { code_challenge_method: undefined },
      { response_type: ["code"] },
    ]) {
      const browser = home.browser();
      await waitForResume(browser);
      const answer = await browser.post("/auth/login_flow", {
        ...createBody(loginPage(origin), passwordHandler),
        ...change,
      });
      const step = await answer.json();
      assert.notEqual(step.type, "create_entry", JSON.stringify(change));
      const honest = createBody(loginPage(origin), passwordHandler);
      const next = await browser.post("/auth/login_flow", honest);
      assert.equal((await next.json()).type, "create_entry");
    }
  });

  it("A63: goes on to the second factor although a flow could not be ended", async () => {
    const page = loginPage(origin);
    const id = await redeem(
      home,
      page,
      await signIn(home, home.browser(), page)
    );
    const user = home.stub.home.users.find((one) => one.id === id);
    assert.ok(user);
    user.totp = secret;
    for (const status of [404, 500]) {
      home.stub.intercept = ({ method }) =>
        method === "DELETE"
          ? Response.json({ message: "x" }, { status })
          : undefined;
      const browser = home.browser();
      const end = await signIn(home, browser);
      assert.equal(end.pathname, "/auth/authorize");
      const answer = await browser.post(
        "/auth/login_flow",
        createBody(loginPage(origin), passwordHandler)
      );
      const step = await answer.json();
      assert.equal(step.step_id, "mfa");
      const cancelled = await browser.ask(`/auth/login_flow/${step.flow_id}`, {
        method: "DELETE",
      });
      assert.equal(cancelled.status, 200);
      assert.equal(browser.cookies.size, 0);
    }
  });
});

// What a login was started for is sealed; nothing later makes it another.
describe("a login that waits for Home Assistant", () => {
  it("A131: of a foreign client never becomes one of the home's own", async () => {
    const browser = home.browser();
    const page = loginPage(origin, {
      clientId: "https://grafana.example/",
      redirectUri: "https://grafana.example/cb",
      state: undefined,
    });
    const { url } = await leave(browser, page);
    let isAway = true;
    home.stub.intercept = ({ target }) => {
      if (isAway && target.startsWith("/auth/login_flow")) {
        throw new TypeError("the network gave no answer");
      }
      return undefined;
    };
    const response = await comeBack(home, browser, url);
    const again = String(response.headers.get("location"));
    assert.match(again, /\/return\?login=/);
    isAway = false;
    const token = new URL(again, origin).searchParams.get("login");
    const check = await browser.post(
      `/auth/external-login/callback/${providerId}/return`,
      { login: token, found: false }
    );
    assert.deepEqual(await check.json(), { reason: "used" });
    assert.ok(![...browser.cookies.keys()].some((name) => /resume/.test(name)));
  });
});

// Home Assistant's page and list are passed on, whatever they are.
describe("what is not the login page", () => {
  const tagged = {
    assets: [
      {
        name: "login.12345678.js",
        type: "text/javascript",
        body: new Uint8Array(),
      },
    ],
  };

  it("A120: passes on untouched what is no whole HTML page under 1 MB", async () => {
    await home.stop();
    home = await openTestHome({ gateway: tagged });
    const page = "<html><head></head><body></body></html>";
    const cases: [string, () => Response, string][] = [
      [
        "JSON",
        () =>
          new Response(page, {
            headers: { "content-type": "application/json" },
          }),
        page,
      ],
      [
        "10 MB",
        () =>
          new Response(page + " ".repeat(10_000_000), {
            headers: { "content-type": "text/html" },
          }),
        page + " ".repeat(10_000_000),
      ],
      [
        "another charset",
        () =>
          new Response(page, {
            headers: { "content-type": "text/html; charset=utf-16" },
          }),
        page,
      ],
    ];
    for (const [what, answer, expected] of cases) {
      home.stub.intercept = ({ target }) =>
        target.startsWith("/auth/authorize") ? answer() : undefined;
      const response = await home.browser().ask("/auth/authorize?x=1");
      assert.equal(response.status, 200, what);
      assert.equal(await response.text(), expected, what);
    }
    home.stub.intercept = ({ target }) =>
      target.startsWith("/auth/authorize")
        ? new Response(page, {
            headers: { "content-type": "text/html; charset=utf-8" },
          })
        : undefined;
    const response = await home.browser().ask("/auth/authorize?x=1");
    assert.match(await response.text(), /<head><script src=/);
  });

  it("A120: passes on a list that is none, and says when there is nobody", async () => {
    await home.stop();
    home = await openTestHome({ gateway: tagged });
    for (const body of ["{}", "[]", "null", '{"providers":{}}', "<html>", ""]) {
      home.stub.intercept = ({ target }) =>
        target === "/auth/providers" ? new Response(body) : undefined;
      const response = await home.browser().ask("/auth/providers");
      assert.equal(response.status, 200, body);
      assert.equal(await response.text(), body);
    }
    for (const path of ["/auth/providers", "/auth/authorize?x=1"]) {
      home.stub.intercept = ({ target }) =>
        target === path
          ? new Response(
              new ReadableStream({
                pull(controller) {
                  controller.error(new TypeError("terminated"));
                },
              }),
              { headers: { "content-type": "text/html" } }
            )
          : undefined;
      const response = await home.browser().ask(path);
      assert.equal(response.status, 502, path);
    }
  });
});
