/**
 * What breaks in the middle of a login: the store, Home Assistant, and any
 * call at all. Nobody gets in by it, and the next try works.
 *
 * @module
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StoreUnusableError, type Store } from "@ha-external-login/flow";
import type { Browser } from "../support/browser.ts";
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
  type TestHomeOptions,
} from "../support/home.ts";
import { createMemoryStore } from "../support/memory-store.ts";

const origin = "https://home.example.org";

/** A store that can be told to fail at one of its calls, or at all. */
function breakable() {
  const good = createMemoryStore();
  const state = { calls: 0, failAt: -1, broken: false };
  const store = new Proxy(good, {
    get(target, name: keyof Store) {
      return async (...args: never[]) => {
        const at = state.calls;
        state.calls += 1;
        if (state.broken || at === state.failAt) {
          throw new StoreUnusableError("the disk is gone");
        }
        return (target[name] as (...all: never[]) => unknown)(...args);
      };
    },
  });
  return { store, state };
}

/** How far a login came. */
type End = { code: URL } | { answer: Response; text: string };

/** A whole login, as far as it goes, in the tab that started it or another. */
async function attempt(
  home: TestHome,
  browser: Browser,
  page: LoginPage,
  found: boolean
): Promise<End> {
  const { url } = await leave(browser, page);
  const response = await comeBack(home, browser, url);
  const text = await response.clone().text();
  const { action, token } = await readCheck(response.clone());
  if (token === "") return { answer: response, text };
  const checked = await browser.post(action, { login: token, found });
  const said = await checked.clone().text();
  const body = JSON.parse(said);
  if (typeof body.url !== "string") return { answer: checked, text: said };
  const end = new URL(body.url, origin);
  if (end.searchParams.has("code")) return { code: end };
  if (end.pathname.endsWith("/return")) {
    // Home Assistant was away; the browser asks again.
    const again = await browser.ask(end.pathname + end.search);
    const location = again.headers.get("location");
    return location?.includes("code=") === true
      ? { code: new URL(location, origin) }
      : { answer: again, text: await again.clone().text() };
  }
  const next = await browser.post(
    "/auth/login_flow",
    createBody(page, ["homeassistant", null])
  );
  const step = await next.clone().json();
  return step.type === "create_entry"
    ? { code: new URL(`/?code=${step.result}`, origin) }
    : { answer: next, text: JSON.stringify(step) };
}

/** Home Assistant's form is there, whatever became of us. */
async function assertPasswordForm(home: TestHome): Promise<void> {
  const answer = await home
    .browser()
    .post(
      "/auth/login_flow",
      createBody(loginPage(origin), ["homeassistant", null])
    );
  const step = await answer.json();
  assert.equal(step.type, "form");
  assert.equal(step.handler[0], "homeassistant");
}

/** A refusal's text is for a person, and holds no stack. */
function assertSaysNothing(text: string): void {
  assert.ok(!/\.ts\b|\bat \S+ \(|Error:/.test(text), text);
}

/** Everybody at Home Assistant but its owner and our service user. */
function newcomers(home: TestHome): string[] {
  return home.stub.home.users
    .filter(({ is_owner, name }) => !is_owner && name !== "External login")
    .map(({ name }) => String(name));
}

/** A fresh try ends in a code of one user; a waiting login is as good. */
async function assertNextTryWorks(home: TestHome, browser: Browser) {
  const page = loginPage(origin);
  const created = await browser.post("/auth/login_flow", createBody(page));
  const step = await created.json();
  const end =
    step.type === "create_entry"
      ? new URL(`/?code=${step.result}`, origin)
      : await signIn(home, browser, page);
  await redeem(home, page, end);
  assert.deepEqual(newcomers(home), ["Alex Example"]);
}

/** Opens a home for as long as a test needs it. */
async function inHome(
  options: TestHomeOptions,
  work: (home: TestHome) => Promise<void>
): Promise<void> {
  const home = await openTestHome(options);
  try {
    await work(home);
  } finally {
    await home.stop();
  }
}

// A store that cannot tell what was used must not be guessed for.
describe("a store that fails in the middle of a login", () => {
  for (const found of [true, false]) {
    const tab = found ? "the same tab" : "another tab";
    it(`F21: refuses at each of its calls, in ${tab}, and the next try works`, async () => {
      for (let failAt = 0, isOver = false; !isOver; failAt += 1) {
        const { store, state } = breakable();
        await inHome({ store }, async (home) => {
          const browser = home.browser();
          state.calls = 0;
          state.failAt = failAt;
          const end = await attempt(home, browser, loginPage(origin), found);
          state.failAt = -1;
          if (state.calls <= failAt) {
            isOver = true;
            assert.ok("code" in end, "nothing failed");
            assert.ok(failAt > 4, `${failAt} calls`);
            return;
          }
          assert.ok(!("code" in end), `a code though call ${failAt} failed`);
          assertSaysNothing(end.text);
          await assertPasswordForm(home);
          await assertNextTryWorks(home, browser);
        });
      }
    });
  }
});

/** What Home Assistant, or something in front of it, may answer instead. */
const answers: Record<string, () => Response> = {
  nothing: () => {
    throw new TypeError("the network gave no answer");
  },
  "a page": () => new Response("<html>nginx</html>", { status: 200 }),
  "an empty object": () => Response.json({}),
  "another step": () => Response.json({ type: "progress", flow_id: "x" }),
  "a fault": () => new Response("500 Internal Server Error", { status: 500 }),
  "a way elsewhere": () =>
    new Response(null, { status: 302, headers: { location: "/x" } }),
  "a ban": () =>
    new Response("403: Forbidden", {
      status: 403,
      headers: { server: "Python/3.14 aiohttp/3.13" },
    }),
};

// Whatever Home Assistant says in the middle of a login, nobody is let in by
// it, nobody is stranded, and its own form goes on working.
describe("a Home Assistant that fails in the middle of a login", () => {
  for (const [what, answer] of Object.entries(answers)) {
    it(`F11: ends in words at each request that it answers with ${what}`, async () => {
      await inHome({}, async (home) => {
        await assertNextTryWorks(home, home.browser());
        for (let failAt = 0, isOver = false; !isOver; failAt += 1) {
          const name = `Person ${failAt}`;
          home.provider.person = {
            sub: `person-${failAt}-${what}`,
            claims: { name, groups: ["family"] },
            userinfo: {},
          };
          const browser = home.browser();
          let count = 0;
          home.stub.intercept = ({ target }) => {
            if (!target.startsWith("/auth/")) return undefined;
            count += 1;
            return count - 1 === failAt ? answer() : undefined;
          };
          const end = await attempt(home, browser, loginPage(origin), true);
          home.stub.intercept = undefined;
          isOver = count <= failAt;
          if (isOver) assert.ok(failAt >= 6, `${failAt} requests`);
          if (isOver) assert.ok("code" in end, "nothing failed");
          if (!("code" in end)) assertSaysNothing(end.text);
          await assertPasswordForm(home);
          const page = loginPage(origin);
          await redeem(home, page, await signIn(home, home.browser(), page));
          assert.equal(newcomers(home).filter((n) => n === name).length, 1);
        }
        assert.ok(!home.log.some((line) => line.includes('"internal"')));
      });
    });
  }
});
