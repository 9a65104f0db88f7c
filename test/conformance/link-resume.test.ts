/**
 * What Home Assistant's login page in an app's web view is answered, once the
 * ticket was right.
 *
 * @module
 */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { enter, openWebView, toTicket } from "../support/app-login.ts";
import { totp } from "../support/home-assistant-stub/totp.ts";
import {
  createBody,
  loginPage,
  openTestHome,
  redeem,
  signIn,
  type TestHome,
} from "../support/home.ts";

const origin = "https://home.example.org";
const resumeName = "__Host-external-login-resume";
const evil = "https://evil.example";
const secret = "JBSWY3DPEHPK3PXP";

let home: TestHome;
beforeEach(async () => {
  home = await openTestHome();
});
afterEach(() => home.stop());

/** A web view that the ticket was right for. */
async function openedView() {
  const { ticket } = await toTicket(home);
  const view = home.browser();
  await openWebView(view, ticket);
  return view;
}

/** The one user whom the gateway let in. */
async function userOf(home: TestHome) {
  const page = loginPage(origin);
  const id = await redeem(home, page, await signIn(home, home.browser(), page));
  const user = home.stub.home.users.find((one) => one.id === id);
  assert.ok(user);
  return user;
}

function noticesOf({ stub }: TestHome): string[] {
  return stub.messages
    .map((message) => JSON.stringify(message))
    .filter((text) => text.includes("persistent_notification"));
}

/** What the home was told; nobody waits for it, so a test has to. */
async function noticeOf(home: TestHome): Promise<string> {
  for (let tries = 0; tries < 200; tries += 1) {
    const [told] = noticesOf(home);
    if (told !== undefined) return told;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return "";
}

// The gateway vouches for nobody: who may come in is asked again at the end.
describe("the login page in a web view", () => {
  it("A131: answers no foreign client, and leaves the cookie for the home's own", async () => {
    const view = await openedView();
    for (const change of [
      { clientId: `${evil}/`, redirectUri: `${evil}/cb` },
      { redirectUri: `${evil}/` },
      { redirectUri: "homeassistant://auth-callback" },
      { clientId: "https://home-assistant.io/android" },
    ]) {
      assert.notEqual((await enter(view, change)).type, "create_entry");
    }
    const abroad = await view.ask("/auth/login_flow", {
      method: "POST",
      from: evil,
      body: createBody(loginPage(origin)),
    });
    assert.notEqual((await abroad.json()).type, "create_entry");
    assert.equal((await enter(view)).type, "create_entry");
  });

  it("is answered under its own challenge", async () => {
    const view = await openedView();
    const page = loginPage(origin);
    const body = createBody(page, ["homeassistant", null]);
    const response = await view.post("/auth/login_flow", body);
    const { result } = await response.json();
    const end = new URL(`${origin}/?code=${result}`);
    const id = await redeem(home, page, end);
    const user = home.stub.home.users.find((one) => one.id === id);
    assert.equal(user?.name, "Alex Example");
    assert.equal(view.cookies.size, 0);
  });

  it("M23: joins nobody by a name that is the same", async () => {
    // E calls themself Alex Example too, at the same provider.
    const alex = await userOf(home);
    home.provider.person = {
      sub: "somebody-else",
      claims: { name: "Alex Example", groups: ["family"] },
      userinfo: {},
    };
    const view = await openedView();
    const page = loginPage(origin);
    const body = createBody(page, ["homeassistant", null]);
    const response = await view.post("/auth/login_flow", body);
    const { result } = await response.json();
    const end = new URL(`${origin}/?code=${result}`);
    assert.notEqual(await redeem(home, page, end), alex.id);
  });

  it("M34: lets the home know which app, who and by which provider", async () => {
    const view = await openedView();
    await enter(view);
    const told = await noticeOf(home);
    for (const said of ["Companion", "Alex Example", "Example ID"]) {
      assert.ok(told.includes(said), said);
    }
  });

  it("M29: lets nobody in who was disabled after the sign-in", async () => {
    const user = await userOf(home);
    for (const at of ["before the ticket", "after it"]) {
      user.is_active = at === "after it";
      const view = await openedView();
      user.is_active = false;
      const codes = home.stub.home.codes.size;
      const step = await enter(view);
      assert.equal(step.type, "abort", at);
      assert.equal(step.reason, "inactive");
      assert.equal(home.stub.home.codes.size, codes);
      assert.equal((await enter(view)).type, "form");
    }
    assert.ok(home.log.some((line) => line.includes("user.inactive")));
  });

  it("M29: lets nobody in whose groups lost their role in between", async () => {
    const { ticket } = await toTicket(home);
    const [known] = home.options.providers;
    assert.ok(known);
    const people = { ...known.people, roles: {} };
    await home.restarted({ providers: [{ ...known, people }] });
    const view = home.browser();
    await openWebView(view, ticket);
    const step = await enter(view);
    assert.equal(step.reason, "no_access");
    assert.equal(home.stub.home.codes.size, 0);
  });

  it("M29: asks for Home Assistant's second factor, in that web view alone", async () => {
    const user = await userOf(home);
    user.totp = secret;
    const view = await openedView();
    const step = await enter(view);
    assert.equal(step.step_id, "mfa");
    const path = `/auth/login_flow/${step.flow_id}`;
    const body = { client_id: `${origin}/`, code: totp(secret, home.now()) };
    const stranger = await home.browser().post(path, body);
    assert.equal(stranger.status, 404);
    assert.deepEqual(noticesOf(home), []);
    const right = await view.post(path, body);
    assert.equal((await right.json()).type, "create_entry");
    assert.ok((await noticeOf(home)).includes("Companion"));
  });

  it("waits for a Home Assistant that is away, as long as the cookie lives", async () => {
    await userOf(home);
    const view = await openedView();
    home.stub.intercept = ({ method, target }) =>
      method === "POST" && target.startsWith("/auth/login_flow")
        ? new Response("", { status: 503 })
        : undefined;
    const away = await enter(view);
    assert.equal(away.reason, "restarting");
    home.wait(30);
    home.stub.intercept = undefined;
    assert.equal((await enter(view)).type, "create_entry");
  });

  it("is an ordinary one once the cookie is a minute old", async () => {
    const view = await openedView();
    const kept = view.cookies.get(resumeName);
    assert.ok(kept);
    home.wait(61);
    view.cookies.set(resumeName, { ...kept, expiresAt: Infinity });
    assert.equal((await enter(view)).type, "form");
  });
});
