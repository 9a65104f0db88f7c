import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  answer,
  claim,
  finish,
  InvalidTransitionError,
  isForeign,
  leave,
  passedSize,
  RequestTooLongError,
  requestSize,
  start,
} from "../src/index.ts";
import type { Login, LoginRequest } from "../src/index.ts";
import {
  answered,
  external,
  id,
  leaving,
  logins,
  now,
  person,
  request,
  started,
  vouched,
} from "./fixtures.ts";

/** Refuses the verb in every situation but those named. */
function refusesBut(
  allowed: Login["step"][],
  verb: string,
  use: (login: Login) => unknown
): void {
  for (const login of Object.values(logins)) {
    if (allowed.includes(login.step)) continue;
    assert.throws(
      () => use(login),
      (error: Error) =>
        error instanceof InvalidTransitionError &&
        error.code === "invalid_transition" &&
        error.message.includes(`"${login.step}"`) &&
        error.message.includes(`"${verb}"`)
    );
  }
}

/** A request whose three long texts are as long as they say, in bytes. */
function long(clientId: number, redirectUri: number): LoginRequest {
  return {
    ...request,
    clientId: "c".repeat(clientId),
    redirectUri: "r".repeat(redirectUri),
  };
}

// Lost: that a login begins with what the page asked for and nothing else,
// and that what can't travel is said before anybody leaves.
describe("start", () => {
  it("holds the request and the time", () => {
    assert.deepEqual(start(id, request, now), started);
  });

  it("A43: takes 2,048 bytes and refuses one more, each text alone too", () => {
    assert.equal(requestSize, 2048);
    for (const [clientId, redirectUri] of [
      [1024, 1024],
      [2048, 0],
      [0, 2048],
    ] as const) {
      start(id, long(clientId, redirectUri), now);
      for (const longer of [
        long(clientId + 1, redirectUri),
        long(clientId, redirectUri + 1),
      ]) {
        assert.throws(() => start(id, longer, now), RequestTooLongError);
      }
    }
  });

  it("A43: counts bytes, not characters", () => {
    const clientId = "ä".repeat(1024);
    start(id, { ...request, clientId, redirectUri: "" }, now);
    for (const redirectUri of ["a", "ä", "😀"]) {
      assert.throws(
        () => start(id, { ...request, clientId, redirectUri }, now),
        RequestTooLongError
      );
    }
  });

  it("A43: takes the longest challenge and refuses more in the other keys", () => {
    // E's page sends a code_challenge that alone fills a cookie.
    const longest = {
      code_challenge: "c".repeat(128),
      code_challenge_method: "S256",
      response_type: "code",
      type: "link_user",
    };
    start(id, { ...request, passed: longest }, now);
    for (const name of Object.keys(longest)) {
      assert.throws(
        () =>
          start(
            id,
            { ...request, passed: { ...longest, [name]: "c".repeat(257) } },
            now
          ),
        (error: Error) =>
          error instanceof RequestTooLongError &&
          error.code === "too_long" &&
          !error.message.includes("ccc")
      );
    }
  });
});

// Lost: that the page's state travels with the login, and only until the
// provider has answered.
describe("leave", () => {
  it("adds what only the page knows", () => {
    assert.deepEqual(leave(started, leaving), external);
  });

  it("leaves again with what the page says now", () => {
    const again = { ...leaving, state: "other", storeToken: false };
    assert.deepEqual(leave(external, again), { ...external, leaving: again });
  });

  it("refuses a login that the provider has answered", () => {
    refusesBut(["started", "external"], "leave", (login) =>
      leave(login, leaving)
    );
  });

  it("A43: counts the page's state, alone and with the others", () => {
    const empty: Login = { ...started, request: long(0, 0) };
    leave(empty, { ...leaving, state: "s".repeat(2048) });
    for (const state of [
      "s".repeat(2049),
      "ß".repeat(1025),
      "s".repeat(8192),
    ]) {
      assert.throws(
        () => leave(empty, { ...leaving, state }),
        RequestTooLongError
      );
    }

    const full: Login = { ...started, request: long(1000, 1000) };
    leave(full, { ...leaving, state: "s".repeat(48) });
    for (const login of [full, { ...external, request: long(1000, 1000) }]) {
      assert.throws(
        () => leave(login, { ...leaving, state: "s".repeat(49) }),
        RequestTooLongError
      );
    }
  });

  it("A43: takes every language tag and refuses what is none", () => {
    const longestTag = "zh-cmn-Hans-CN-x-private-use-tag-35";
    leave(started, { ...leaving, language: longestTag });
    assert.throws(
      () => leave(started, { ...leaving, language: "d".repeat(passedSize) }),
      RequestTooLongError
    );
  });
});

// Lost: that a person is believed once, and only in a login that went out.
describe("answer", () => {
  it("holds the person and what the login was for", () => {
    assert.deepEqual(answer(external, person, now + 30), answered);
  });

  it("refuses a login that did not leave, and a second answer", () => {
    refusesBut(["external"], "answer", (login) => answer(login, person, now));
  });
});

// Lost: that a code is for a person somebody vouched for, once.
describe("finish", () => {
  it("holds the code and where it goes", () => {
    assert.deepEqual(finish(answered, "code", now + 31), logins.finished);
  });

  it("refuses a login without an answer, and a second code", () => {
    refusesBut(["answered"], "finish", (login) => finish(login, "code", now));
  });
});

// Lost: the click on a page that names the host, for everybody else's client.
describe("isForeign", () => {
  it("A7: knows no client as the home's own but its login page", () => {
    assert.equal(isForeign(request), false);
    for (const clientId of [
      "https://evil.example/",
      "https://home.example.org",
      "https://home.example.org/other",
      "https://home.example.org//",
      "https://home.example.org/?",
      "https://home.example.org./",
      "https://home.example.org:443/",
      "https://home.example.org:8123/",
      "https://HOME.example.org/",
      "https://home.example.org@evil.example/",
      "https://home.example.org.evil.example/",
      "http://home.example.org/",
      "https://home-assistant.io/iOS",
      "https://home-assistant.io/android",
      "",
    ]) {
      assert.equal(isForeign({ ...request, clientId }), true, clientId);
    }
  });

  it("A7: takes another origin of the same home for foreign", () => {
    const origin = "http://192.168.1.10:8123";
    assert.equal(isForeign({ ...request, origin }), true);
    assert.equal(
      isForeign({ ...request, origin, clientId: `${origin}/` }),
      false
    );
  });
});

// Lost: that only the page that asked for a code is answered by one.
describe("claim", () => {
  const asking: Login = { ...started, request: { ...request, way: "match" } };

  it("joins the person who signed in elsewhere to what the page asked", () => {
    assert.deepEqual(claim(asking, vouched, now + 60), {
      step: "answered",
      id,
      answeredAt: now + 60,
      request: { ...request, way: "match" },
      leaving: { state: undefined, storeToken: false, language: "en" },
      person,
    });
  });

  it("is refused in every other situation, and for every other way", () => {
    refusesBut([], "claim", (login) => claim(login, vouched, now));
  });
});
