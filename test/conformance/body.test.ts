/**
 * Every JSON body that the gateway reads, and what strangers write there.
 *
 * @module
 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import type { Browser } from "../support/browser.ts";
import {
  comeBack,
  createBody,
  leave,
  loginPage,
  openTestHome,
  providerId,
  readCheck,
  type TestHome,
} from "../support/home.ts";

const origin = "https://home.example.org";
const returnPath = `/auth/external-login/callback/${providerId}/return`;
const seed = 20_261_126;

const hostile = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "",
  "handler ",
  "\ud800",
  "code",
];

/** A value that is not of the type that a key has, or only looks like it. */
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    [],
    {},
    [""],
    ["external", providerId],
    { length: 1, 0: "x" },
    "\ud800",
    "\u0000",
    "x".repeat(3000)
  )
);

/** A body in which some keys are other than they should be. */
function bent(body: Record<string, unknown>): fc.Arbitrary<string> {
  const key = fc.constantFrom(...Object.keys(body), ...hostile);
  return fc
    .array(fc.tuple(key, fc.option(value, { nil: undefined })), {
      minLength: 1,
      maxLength: 3,
    })
    .map((changes) => {
      const entries = new Map(Object.entries(body));
      for (const [name, other] of changes) {
        if (other === undefined) entries.delete(name);
        else entries.set(name, other);
      }
      // Written by hand: in an object literal `__proto__` is no key.
      const pairs = [...entries].map(
        ([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`
      );
      return `{${pairs.join(",")}}`;
    });
}

/** Whatever JSON text may be, and may not. */
const anyText = fc.oneof(
  fc.json(),
  fc.string(),
  fc.constantFrom(
    "",
    "null",
    "[]",
    '""',
    "{",
    '{"a":1e999}',
    '{"__proto__":{"isAdmin":true}}',
    '{"constructor":{"prototype":{"isAdmin":true}}}',
    "\ufeff{}"
  )
);

function isText(one: unknown): one is string {
  return typeof one === "string" && !/\p{Cs}/u.test(one);
}

// A value of another type that gets past the door is judged as one thing and
// used as another.
describe("the bodies that the gateway reads", () => {
  let home: TestHome;
  let browser: Browser;
  const untouched = Object.getOwnPropertyNames(Object.prototype).join();

  before(async () => {
    home = await openTestHome();
    browser = home.browser();
  });
  after(() => home.stop());

  async function send(path: string, body: string): Promise<Response> {
    browser.cookies.clear();
    const answer = await browser.ask(path, { method: "POST", body });
    assert.ok(
      answer.status < 500,
      `${answer.status} for ${body.slice(0, 200)}`
    );
    assert.equal(
      Object.getOwnPropertyNames(Object.prototype).join(),
      untouched
    );
    assert.equal(({} as { isAdmin?: unknown }).isAdmin, undefined);
    return answer;
  }

  it("Z2: begins a login for a body of the right shape only", async () => {
    const body = createBody(loginPage(origin));
    await fc.assert(
      fc.asyncProperty(fc.oneof(bent(body), anyText), async (text) => {
        const answer = await send("/auth/login_flow", text);
        const { type } = await answer.json();
        if (type !== "external") return;
        const read = JSON.parse(text);
        assert.deepEqual(read.handler.slice(0, 2), ["external", providerId]);
        for (const [key, one] of Object.entries(read)) {
          if (key !== "handler") assert.ok(isText(one), key);
          assert.ok(key === "type" || Object.hasOwn(body, key), key);
        }
        for (const key of ["client_id", "redirect_uri"]) {
          assert.ok(Object.hasOwn(read, key), key);
        }
        assert.equal(
          read.code_challenge === undefined,
          read.code_challenge_method === undefined
        );
      }),
      { numRuns: 150, seed }
    );
  });

  it("Z2: passes a body on with the keys and values that it had", async () => {
    const body = createBody(loginPage(origin), ["homeassistant", null]);
    await fc.assert(
      fc.asyncProperty(bent(body), async (text) => {
        const asked = home.stub.requests.length;
        const answer = await send("/auth/login_flow", text);
        const passed = home.stub.requests[asked];
        if (passed === undefined) {
          const { type, message } = await answer.json();
          assert.ok(type === "external" || typeof message === "string");
          return;
        }
        assert.deepEqual(
          Object.entries(JSON.parse(passed.body)),
          Object.entries(JSON.parse(text))
        );
      }),
      { numRuns: 150, seed }
    );
  });

  it("Z2: leaves for a body of the right shape only", async () => {
    const tab = home.browser();
    const page = loginPage(origin);
    const { flowId } = await leave(tab, page);
    const held = new Map(tab.cookies);
    const body = {
      client_id: page.clientId,
      state: page.state,
      store_token: false,
      language: "de",
    };
    await fc.assert(
      fc.asyncProperty(fc.oneof(bent(body), anyText), async (text) => {
        for (const [name, cookie] of held) tab.cookies.set(name, cookie);
        const path = `/auth/login_flow/${flowId}`;
        const answer = await tab.ask(path, { method: "POST", body: text });
        assert.ok(
          answer.status < 500,
          `${answer.status} for ${text.slice(0, 200)}`
        );
        const { type } = await answer.json();
        if (type !== "external") return;
        const read = JSON.parse(text);
        assert.equal(read.client_id, page.clientId);
        assert.ok(read.state === undefined || isText(read.state));
        assert.ok(
          read.store_token === undefined ||
            typeof read.store_token === "boolean"
        );
        assert.ok(read.language === undefined || isText(read.language));
        for (const key of Object.keys(read)) {
          assert.ok(Object.hasOwn(body, key), key);
        }
      }),
      { numRuns: 150, seed }
    );
  });

  it("Z2: releases nothing for a check of another shape, and burns nothing", async () => {
    const tab = home.browser();
    const { url } = await leave(tab, loginPage(origin));
    const check = await readCheck(await comeBack(home, tab, url));
    const body = { login: check.token, found: true };
    await fc.assert(
      fc.asyncProperty(fc.oneof(bent(body), anyText), async (text) => {
        const read: unknown = safeParse(text);
        const isRight =
          JSON.stringify(read) === JSON.stringify(body) ||
          JSON.stringify(read) === JSON.stringify({ ...body, found: false });
        if (isRight) return;
        const answer = await tab.ask(returnPath, {
          method: "POST",
          body: text,
        });
        assert.ok(
          answer.status < 500,
          `${answer.status} for ${text.slice(0, 200)}`
        );
        assert.equal((await answer.json()).url, undefined);
      }),
      { numRuns: 150, seed }
    );
    const answer = await tab.post(returnPath, body);
    assert.match((await answer.json()).url, /code=/);
  });

  it("A117: refuses what is too deep to be written again", async () => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      const depth = 10_000;
      const deep = open.repeat(depth) + "1" + close.repeat(depth);
      for (const path of ["/auth/login_flow", returnPath]) {
        const text = `{"handler":["homeassistant",null],"x":${deep}}`;
        const answer = await send(path, text);
        assert.equal(answer.status, 400, path);
      }
    }
  });
});

function safeParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
