/**
 * The code of a link, in hands that it was not made for: it is nothing
 * without the verifier, once, and for a minute.
 *
 * @module
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  challengeOf,
  enter,
  finishShell,
  openApp,
  openWebView,
  postAsShell,
  press,
  signInAt,
  startShell,
  toTap,
  toTicket,
  type Shell,
} from "../support/app-login.ts";
import { openTestHome, providerId, type TestHome } from "../support/home.ts";

const over = { status: 400, message: "This sign-in is over" };

let home: TestHome;
beforeEach(async () => {
  home = await openTestHome();
});
afterEach(() => home.stop());

function finish({ browser, verifier }: Shell, code: string) {
  return finishShell(browser, code, verifier);
}

function verifierOf(): string {
  return randomBytes(32).toString("base64url");
}

/** Reasons of what was refused, in order. */
function reasons(): string[] {
  return home.log.flatMap((line) => {
    const { event, reason } = JSON.parse(line);
    return event === "login.refused" || event === "handoff.replay"
      ? [`${event} ${reason}`]
      : [];
  });
}

/** Nothing at Home Assistant, and nothing in the log that opens anything. */
function assertNothing(...secrets: string[]): void {
  assert.equal(home.stub.home.codes.size, 0);
  assert.ok(!home.log.some((line) => line.includes("login.finished")));
  for (const secret of secrets) {
    assert.ok(!home.log.some((line) => line.includes(secret)));
  }
}

// Our scheme is anybody's on a phone: another app may get the link as well.
describe("a code without its verifier", () => {
  it("M1: burns when it is brought alone, and its app starts again", async () => {
    // E's app got V's link, and posts the code alone.
    const { shell, code } = await toTap(home);
    const thief = await postAsShell(home.browser(), "finish", { code });
    assert.equal(thief.status, 400);
    assert.deepEqual(await thief.json(), { message: over.message });
    assert.deepEqual(await finish(shell, code), over);
    assert.deepEqual(reasons(), [
      "login.refused verifier",
      "login.refused verifier",
    ]);
    assertNothing(code, shell.verifier);
    const again = await toTap(home);
    assert.equal((await finish(again.shell, again.code)).status, 200);
  });

  it("M2: takes no other verifier than the first, which is the right one or none", async () => {
    // E's own, one that is a character off, one too short and one too long.
    const wrong = (right: string) => [
      verifierOf(),
      (right.startsWith("a") ? "b" : "a") + right.slice(1),
      right.slice(0, 42),
      right + "x".repeat(129 - right.length),
      "",
    ];
    for (const at of wrong(verifierOf()).keys()) {
      const { shell, code } = await toTap(home);
      const tried = wrong(shell.verifier)[at] ?? "";
      const thief = await finishShell(home.browser(), code, tried);
      assert.deepEqual(thief, over);
      // Burnt, for whoever has the right one too.
      assert.deepEqual(await finish(shell, code), over);
    }
    assert.ok(reasons().every((one) => one === "login.refused verifier"));
    assertNothing();
  });

  it("M2: does nothing to whoever brought the right one before", async () => {
    const { shell, code, ticket } = await toTicket(home);
    for (const tried of [verifierOf(), shell.verifier.slice(0, 42), ""]) {
      const thief = await finishShell(home.browser(), code, tried);
      assert.deepEqual(thief, over);
    }
    const repeated = await finish(shell, code);
    assert.equal(repeated.resume, ticket);
    const view = home.browser();
    await openWebView(view, ticket);
    assert.equal((await enter(view)).type, "create_entry");
  });

  it("M2: compares one verifier of a hundred that come at once", async () => {
    // E guesses from everywhere at the same moment; V's own is among them.
    const { shell, code } = await toTap(home);
    const tried = Array.from({ length: 99 }, verifierOf);
    const answers = await Promise.all(
      [...tried, shell.verifier].map((verifier) =>
        finishShell(home.browser(), code, verifier)
      )
    );
    assert.ok(answers.every(({ status }) => status === 400));
    assertNothing(code);
  });

  it("M5: looks at 22 characters of a challenge, which are 132 bits", async () => {
    // E found a verifier whose challenge begins like V's.
    const verifier = verifierOf();
    const challenge = challengeOf(verifier);
    for (const at of [0, 20, 21]) {
      const other = challenge[at] === "A" ? "B" : "A";
      const near = challenge.slice(0, at) + other + challenge.slice(at + 1);
      const { code } = await toTap(home, { challenge: near });
      assert.deepEqual(await finishShell(home.browser(), code, verifier), over);
    }
    assertNothing();
  });

  it("A4: leaves another app that got the link with nothing, however it posts", async () => {
    for (const body of [
      {},
      { verifier: null },
      { verifier: 1 },
      { verifier: ["x".repeat(43)] },
      { verifier: verifierOf() },
      { verifier: "\ud800".repeat(43) },
    ]) {
      const { shell, code } = await toTap(home);
      const thief = await postAsShell(home.browser(), "finish", {
        code,
        ...body,
      });
      assert.equal(thief.status, 400);
      assert.deepEqual(await thief.json(), { message: over.message });
      assert.deepEqual(thief.headers.getSetCookie(), []);
      assert.deepEqual(await finish(shell, code), over);
    }
    assertNothing();
  });

  it("M3: takes no value of another way for a code", async () => {
    const app = await openApp(home.browser());
    const system = home.browser();
    const { login } = await signInAt(home, system, app.step.url);
    const shown = await press(system, login, "show");
    const { shell, ticket, page, answer } = await toTicket(home);
    const state = answer.get("state") ?? "";
    const [cookie] = [...system.cookies.values()];
    for (const value of [
      shown.code,
      login,
      app.step.flow_id,
      state,
      ticket,
      page.login,
      cookie?.value ?? "",
      shell.verifier,
      "",
    ]) {
      assert.deepEqual(await finish(shell, value), over);
    }
    assert.ok(reasons().every((one) => one === "login.refused unknown"));
  });

  it("M5: compares a digest, and no verifier that equals its challenge", async () => {
    // E's app sent a challenge that is the verifier itself: `plain`.
    const challenge = verifierOf();
    const { code } = await toTap(home, { challenge });
    const plain = await finishShell(home.browser(), code, challenge);
    assert.deepEqual(plain, over);
    assert.deepEqual(reasons(), ["login.refused verifier"]);
    assertNothing();
  });
});

// A lost answer on a train must not cost a login, and a seen one not a home.
describe("a code with its verifier", () => {
  it("M6: gives one ticket, the same until it is used", async () => {
    const { shell, code } = await toTap(home);
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => finish(shell, code))
    );
    const tickets = new Set(answers.map(({ resume }) => resume));
    assert.equal(tickets.size, 1);
    const [ticket] = tickets;
    assert.match(String(ticket), /^[\w-]{43}$/);
    const view = home.browser();
    await openWebView(view, ticket);
    assert.deepEqual(await finish(shell, code), over);
    assert.deepEqual(reasons(), ["handoff.replay used"]);
    assert.equal((await enter(view)).type, "create_entry");
  });

  it("M6: prolongs nothing by asking again", async () => {
    const { shell, code, ticket } = await toTicket(home);
    home.wait(59);
    const late = await postAsShell(shell.browser, "finish", {
      code,
      verifier: shell.verifier,
    });
    assert.deepEqual(await late.json(), { resume: ticket, expires_in: 1 });
    home.wait(2);
    assert.deepEqual(await finish(shell, code), over);
    const view = home.browser();
    const opened = await openWebView(view, ticket);
    assert.deepEqual(opened.headers.getSetCookie(), []);
    assert.deepEqual(reasons(), [
      "login.refused expired",
      "login.refused ticket.expired",
    ]);
  });

  it("M6: says which code was used and which was never made", async () => {
    const { shell } = await toTicket(home);
    await finish(shell, verifierOf());
    assert.deepEqual(reasons(), ["login.refused unknown"]);
  });

  it("M7: is too late after a minute, and the last second is not", async () => {
    const late = await toTap(home);
    home.wait(61);
    assert.deepEqual(await finish(late.shell, late.code), over);
    assert.deepEqual(reasons(), ["login.refused expired"]);
    const inTime = await toTap(home);
    home.wait(59);
    const { resume } = await finish(inTime.shell, inTime.code);
    // The ticket has a minute of its own, and not a second more.
    home.wait(61);
    const opened = await openWebView(home.browser(), resume);
    assert.deepEqual(opened.headers.getSetCookie(), []);
    assert.equal(reasons().at(-1), "login.refused ticket.expired");
  });

  it("M8: is nothing at another address of the home", async () => {
    const inner = "https://inside.example.org";
    await home.stop();
    home = await openTestHome({
      origins: ["https://home.example.org", inner],
    });
    const { shell, code } = await toTap(home);
    const elsewhere = home.browser("203.0.113.7", inner);
    const brought = await finishShell(elsewhere, code, shell.verifier);
    assert.deepEqual(brought, over);
    assert.deepEqual(reasons(), ["login.refused base"]);
    // Nobody but its own app has both: where it belongs, it is still good.
    const { resume } = await finish(shell, code);
    const opened = await openWebView(elsewhere, resume);
    assert.deepEqual(opened.headers.getSetCookie(), []);
    assert.equal(reasons().at(-1), "login.refused ticket.base");
    const view = home.browser();
    await openWebView(view, resume);
    assert.equal((await enter(view)).type, "create_entry");
  });

  it("M8: is nothing once its link left the configuration", async () => {
    const before = await toTap(home);
    const given = await toTicket(home);
    const apps = [{ name: "Other", link: "io.github.other.app:/callback" }];
    await home.restarted({ apps });
    const shell = { ...before.shell, browser: home.browser() };
    assert.deepEqual(await finish(shell, before.code), over);
    const opened = await openWebView(home.browser(), given.ticket);
    assert.deepEqual(opened.headers.getSetCookie(), []);
    assert.deepEqual(reasons(), [
      "login.refused link",
      "login.refused ticket.link",
    ]);
  });

  it("M8: ends in words once its provider left the configuration", async () => {
    const { ticket } = await toTicket(home);
    await home.restarted({ providers: [] });
    const view = home.browser();
    await openWebView(view, ticket);
    const step = await enter(view);
    assert.equal(step.type, "abort");
    assert.equal(step.reason, "failed");
    assertNothing();
  });

  it("S22: is refused where the store cannot tell", async () => {
    const { shell, code, ticket } = await toTicket(home);
    const { store } = home.options;
    const { StoreUnusableError } = await import("@ha-external-login/flow");
    const fail = async () => {
      throw new StoreUnusableError("gone");
    };
    const { put, take } = store;
    store.put = fail;
    assert.equal((await finish(shell, code)).status, 503);
    store.put = put;
    store.take = fail;
    const opened = await openWebView(home.browser(), ticket);
    assert.equal(opened.status, 503);
    assert.deepEqual(opened.headers.getSetCookie(), []);
    store.take = take;
    assertNothing(code, ticket, shell.verifier);
  });

  it("stores nothing that opens anything", async () => {
    const kept: string[] = [];
    const { store } = home.options;
    const put = store.put.bind(store);
    store.put = async (kind, key, value, expiresAt) => {
      kept.push(key, value);
      return put(kind, key, value, expiresAt);
    };
    const { shell, code, ticket } = await toTicket(home);
    const text = kept.join(" ");
    for (const secret of [code, ticket, shell.verifier]) {
      assert.ok(!text.includes(secret));
    }
    assert.ok(text.includes(providerId));
  });
});

// What nobody has vouched for costs nothing, whoever asks how often.
describe("a start", () => {
  it("S11: keeps nothing of logins that nobody goes on with", async () => {
    let writes = 0;
    const { store } = home.options;
    store.put = async () => {
      writes += 1;
      return true;
    };
    for (let at = 0; at < 100; at += 1) await startShell(home.browser());
    for (let at = 0; at < 100; at += 1) {
      await finishShell(home.browser(), verifierOf(), verifierOf());
      await openWebView(home.browser(), verifierOf());
    }
    assert.equal(writes, 0);
  });
});
