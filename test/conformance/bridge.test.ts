/**
 * Between the gateway and Home Assistant: what comes of a person there, and
 * what can be reached from outside.
 *
 * @module
 */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { Browser } from "../support/browser.ts";
import { totp } from "../support/home-assistant-stub/totp.ts";
import {
  comeBack,
  createBody,
  leave,
  loginPage,
  openTestHome,
  readCheck,
  redeem,
  signIn,
  type LoginPage,
  type TestHome,
} from "../support/home.ts";

const origin = "https://home.example.org";
const secret = "JBSWY3DPEHPK3PXP";

let home: TestHome;
beforeEach(async () => {
  home = await openTestHome();
});
afterEach(() => home.stop());

/** The step that tells, on the login page, how a login ended. */
async function whatThePageSays(browser: Browser, end: URL) {
  assert.equal(end.pathname, "/auth/authorize");
  const page: Partial<LoginPage> = {
    challenge: String(end.searchParams.get("code_challenge")),
  };
  const response = await browser.post(
    "/auth/login_flow",
    createBody(loginPage(origin, page), ["homeassistant", null])
  );
  return response.json();
}

/** Puts the person who signs in at the provider in Home Assistant, once. */
async function signInOnce(): Promise<string> {
  const page = loginPage(origin);
  return redeem(home, page, await signIn(home, home.browser(), page));
}

function userOf(id: string) {
  const user = home.stub.home.users.find((one) => one.id === id);
  assert.ok(user);
  return user;
}

/** Whoever Home Assistant has besides its owner and the service user. */
function newcomers() {
  return home.stub.home.users
    .filter(({ is_owner, name }) => !is_owner && name !== "External login")
    .map(({ name }) => name);
}

// A person whom Home Assistant misunderstands may be an administrator there.
describe("a person at Home Assistant", () => {
  it("A57: makes nobody while Home Assistant ignores what tickets say", async () => {
    // The operator forgot `meta: true`: everybody would be an administrator.
    await home.stop();
    home = await openTestHome({ stub: { meta: false } });
    const browser = home.browser();
    const end = await signIn(home, browser);
    const step = await whatThePageSays(browser, end);
    assert.equal(step.reason, "failed");
    assert.ok(home.log.some((line) => line.includes('"canary"')));
    assert.deepEqual(
      home.stub.home.users.filter(({ is_owner }) => !is_owner).length,
      1,
      "only the service user is there"
    );
    // Put right, and the same person gets in.
    home.stub.home.meta = true;
    const page = loginPage(origin);
    const id = await redeem(home, page, await signIn(home, browser, page));
    assert.deepEqual(userOf(id).group_ids, ["system-users"]);
  });

  it("A59: begins nothing before Home Assistant was set up", async () => {
    // The first user of a fresh Home Assistant becomes its owner.
    home.stub.intercept = ({ target }) =>
      target === "/auth/providers"
        ? Response.json(
            { message: "Onboarding not finished", code: "onboarding_required" },
            {
              status: 400,
              headers: { "x-content-type-options": "nosniff", server: "" },
            }
          )
        : undefined;
    const fresh = await home.restarted({
      store: (await import("../support/memory-store.ts")).createMemoryStore(),
    });
    const browser = home.browser();
    browser._gateway = fresh;
    const end = await signIn(home, browser);
    const step = await whatThePageSays(browser, end);
    assert.equal(step.type, "abort");
    const begun = home.stub.requests.filter(
      ({ method, body }) => method === "POST" && body.includes("command_line")
    );
    assert.deepEqual(begun.slice(1), [], "beyond the first start's own");
  });

  it("A60: shows Home Assistant's refusal of a user who was deactivated", async () => {
    userOf(await signInOnce()).is_active = false;
    const browser = home.browser();
    const end = await signIn(home, browser);
    const step = await whatThePageSays(browser, end);
    assert.equal(step.reason, "inactive");
    assert.equal(step.description_placeholders.provider, "Example ID");
    assert.match(step.description_placeholders.reference, /^\w{4}-\w{4}$/);
  });

  it("A60: refuses a local-only user from outside, and lets them in at home", async () => {
    await home.stop();
    home = await openTestHome({ people: { localOnly: ["family"] } });
    const outside = home.browser();
    const step = await whatThePageSays(outside, await signIn(home, outside));
    assert.equal(step.reason, "not_local");
    const page = loginPage(origin);
    const inside = home.browser("192.168.1.30");
    await redeem(home, page, await signIn(home, inside, page));
  });

  it("A60: does not make a deleted user again until an administrator allows it", async () => {
    const id = await signInOnce();
    const { users, credentials } = home.stub.home;
    users.splice(
      users.findIndex((user) => user.id === id),
      1
    );
    for (let at = credentials.length - 1; at >= 0; at -= 1) {
      if (credentials[at]?.user?.id === id) credentials.splice(at, 1);
    }
    const browser = home.browser();
    const step = await whatThePageSays(browser, await signIn(home, browser));
    assert.equal(step.reason, "deleted");
    assert.deepEqual(newcomers(), []);
  });

  it("A61: puts nobody in a group that Home Assistant lacks", async () => {
    await home.stop();
    home = await openTestHome({
      people: { roles: { admins: ["family"] } as never },
    });
    const browser = home.browser();
    const step = await whatThePageSays(browser, await signIn(home, browser));
    assert.equal(step.reason, "no_access");
    assert.deepEqual(newcomers(), []);
  });

  it("S13: asks nothing of Home Assistant for whoever has no group", async () => {
    home.provider.person = {
      sub: "person-2",
      claims: { name: "Robin Vale", groups: ["guests"] },
      userinfo: {},
    };
    const browser = home.browser();
    const asked = home.stub.requests.length;
    const end = await signIn(home, browser);
    assert.equal(home.stub.requests.length, asked);
    const step = await whatThePageSays(browser, end);
    assert.equal(step.reason, "no_access");
    assert.equal(step.description_placeholders.name, "Robin Vale");
    const { administrator } = step.description_placeholders;
    assert.equal(administrator, home.stub.owner.name);
    assert.deepEqual(newcomers(), []);
  });

  it("S12: lends the service user's rights to no request of a client's", async () => {
    await signInOnce();
    await signInOnce();
    const ofClients = home.stub.requests.filter(
      ({ client }) => client !== "127.0.0.1"
    );
    assert.ok(ofClients.length > 0);
    for (const { target, headers } of ofClients) {
      assert.ok(!headers.some(([name]) => name === "authorization"), target);
    }
  });

  it("makes one user of two first logins at once", async () => {
    const pages = [loginPage(origin), loginPage(origin)];
    const ends = await Promise.all(
      pages.map((page) => signIn(home, home.browser(), page))
    );
    const ids = new Set<string>();
    for (const [at, end] of ends.entries()) {
      const page = pages[at];
      if (page !== undefined) ids.add(await redeem(home, page, end));
    }
    assert.equal(ids.size, 1);
    assert.deepEqual(newcomers(), ["Alex Example"]);
  });

  it("knows a person again when the store was lost", async () => {
    const id = await signInOnce();
    const { createMemoryStore } = await import("../support/memory-store.ts");
    const browser = home.browser();
    browser._gateway = await home.restarted({ store: createMemoryStore() });
    const page = loginPage(origin);
    assert.equal(
      await redeem(home, page, await signIn(home, browser, page)),
      id
    );
  });

  it("applies a changed role before the code, and never to the owner", async () => {
    const id = await signInOnce();
    home.provider.person = {
      ...home.provider.person,
      claims: { name: "Alex Example", groups: ["admins"] },
    };
    await signInOnce();
    assert.deepEqual(userOf(id).group_ids, ["system-admin"]);
    userOf(id).is_owner = true;
    home.provider.person = {
      ...home.provider.person,
      claims: { name: "Alex Example", groups: ["family"] },
    };
    await signInOnce();
    assert.deepEqual(userOf(id).group_ids, ["system-admin"]);
  });
});

// Home Assistant's flows know nothing of us: whoever reaches one directly
// could answer in a person's place.
describe("Home Assistant's own flows", () => {
  it("A53: hides the ticket provider and refuses it from outside, unasked", async () => {
    const browser = home.browser();
    const list = await (await browser.ask("/auth/providers")).json();
    assert.deepEqual(
      list.providers.map(({ type }: { type: string }) => type),
      ["homeassistant", "external"]
    );
    const asked = home.stub.requests.length;
    for (const handler of [
      ["command_line", "external"],
      ["command_line", "external", "more"],
    ]) {
      const body = { ...createBody(loginPage(origin)), handler };
      const answer = await browser.post("/auth/login_flow", body);
      assert.equal(answer.status, 404);
      assert.deepEqual(await answer.json(), {
        message: "Invalid handler specified",
      });
    }
    assert.equal(home.stub.requests.length, asked);
  });

  it("A134: passes on what it judged, not what the bytes may also mean", async () => {
    // E says the ticket provider's name in a charset that Home Assistant
    // would decode and a gateway might not.
    const browser = home.browser();
    const body = JSON.stringify({
      ...createBody(loginPage(origin)),
      handler: ["+AGM-ommand_line", "external"],
    });
    const asked = home.stub.requests.length;
    await browser.ask("/auth/login_flow", {
      method: "POST",
      body,
      headers: { "content-type": "application/json; charset=utf-7" },
    });
    const passed = home.stub.requests[asked];
    const type = passed?.headers.find(([name]) => name === "content-type");
    assert.equal(type?.[1], "application/json");
    assert.match(String(passed?.body), /\+AGM-ommand_line/);

    // Twice the same key: one reading, and the ticket provider is in it.
    const doubled = `{"handler":["homeassistant",null],${JSON.stringify({
      ...createBody(loginPage(origin)),
      handler: ["command_line", "external"],
    }).slice(1)}`;
    const answer = await browser.ask("/auth/login_flow", {
      method: "POST",
      body: doubled,
    });
    assert.equal(answer.status, 404);
    for (const broken of ["\ufeff{}", "[]", "{", "null", ""]) {
      const refused = await browser.ask("/auth/login_flow", {
        method: "POST",
        body: broken,
      });
      assert.equal(refused.status, 400, broken);
    }
  });

  it("A64: cancels a login for its own browser only", async () => {
    const browser = home.browser();
    const page = loginPage(origin);
    const { flowId, url } = await leave(browser, page);
    const stranger = await home
      .browser()
      .ask(`/auth/login_flow/${flowId}`, { method: "DELETE" });
    assert.equal(stranger.status, 404);
    const check = await readCheck(await comeBack(home, browser, url));
    assert.notEqual(check.token, "");

    const other = home.browser();
    const begun = await leave(other, page);
    const own = await other.ask(`/auth/login_flow/${begun.flowId}`, {
      method: "DELETE",
    });
    assert.equal(own.status, 200);
    assert.equal(other.cookies.size, 0);
  });
});

// The second factor is Home Assistant's: it must stay whole behind us.
describe("Home Assistant's second factor after the external step", () => {
  async function toSecondFactor(browser: Browser) {
    userOf(await signInOnce()).totp = secret;
    const end = await signIn(home, browser);
    const step = await whatThePageSays(browser, end);
    assert.equal(step.type, "form");
    assert.equal(step.step_id, "mfa");
    return step;
  }

  it("A62: never shows Home Assistant's flow, and passes on what its form asks", async () => {
    const browser = home.browser();
    const step = await toSecondFactor(browser);
    const flows = [...home.stub.home.flows.keys()];
    assert.equal(flows.length, 1);
    assert.ok(!flows.includes(step.flow_id));
    const asked = home.stub.requests.length;
    await browser.post(`/auth/login_flow/${step.flow_id}`, {
      client_id: "https://evil.example/",
      code: "000000",
      username: "owner",
      redirect_uri: "https://evil.example/",
    });
    const passed = JSON.parse(String(home.stub.requests[asked]?.body));
    assert.deepEqual(passed, { client_id: `${origin}/`, code: "000000" });
  });

  it("A63: is asked and met on the login page, by its own browser only", async () => {
    const browser = home.browser();
    const step = await toSecondFactor(browser);
    const path = `/auth/login_flow/${step.flow_id}`;
    const code = totp(secret, home.now());
    const stranger = await home.browser().post(path, {
      client_id: `${origin}/`,
      code,
    });
    assert.equal(stranger.status, 404);
    const wrong = await browser.post(path, {
      client_id: `${origin}/`,
      code: code === "000000" ? "000001" : "000000",
    });
    const { errors, flow_id } = await wrong.json();
    assert.deepEqual(errors, { base: "invalid_code" });
    assert.equal(flow_id, step.flow_id);
    const right = await browser.post(path, { client_id: `${origin}/`, code });
    assert.equal((await right.json()).type, "create_entry");
    assert.ok(!home.log.some((line) => line.includes(code)));
    assert.equal(browser.cookies.size, 0);
  });

  it("A63: ends at Home Assistant's own limit, in words", async () => {
    const browser = home.browser();
    const step = await toSecondFactor(browser);
    let last;
    for (let tries = 0; tries < 5; tries += 1) {
      const answer = await browser.post(`/auth/login_flow/${step.flow_id}`, {
        client_id: `${origin}/`,
        code: "000000",
      });
      last = await answer.json();
    }
    assert.equal(last.reason, "too_many_retry");
    assert.deepEqual(last.handler, ["external", "example-id"]);
  });

  it("A63: says after six minutes that it took too long, and starts again", async () => {
    const browser = home.browser();
    const step = await toSecondFactor(browser);
    home.wait(360);
    const answer = await browser.post(`/auth/login_flow/${step.flow_id}`, {
      client_id: `${origin}/`,
      code: totp(secret, home.now()),
    });
    assert.equal((await answer.json()).reason, "login_expired");
    const end = await signIn(home, browser);
    const again = await whatThePageSays(browser, end);
    assert.equal(again.step_id, "mfa");
  });
});
