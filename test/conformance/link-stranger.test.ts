/**
 * Who may ask on the way of an app: no page of another site, and nobody who
 * only looks.
 *
 * @module
 */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { signInAt, startBody, startShell } from "../support/app-login.ts";
import { openTestHome, providerId, type TestHome } from "../support/home.ts";

const prefix = "/auth/external-login/";
const evil = "https://evil.example";

let home: TestHome;
beforeEach(async () => {
  home = await openTestHome();
});
afterEach(() => home.stop());

// A page that a person happens to be on must not speak for their app.
describe("who may ask on the way of an app", () => {
  const own = [
    ["POST", "app/start"],
    ["POST", "app/finish"],
    ["POST", "app/decline"],
    ["GET", "app/open"],
    ["GET", "app/open?way=match"],
    ["GET", "app/leave?provider=example-id"],
    ["GET", "app/back"],
    ["GET", `callback/${providerId}?state=x`],
    ["GET", "match"],
    ["POST", "match"],
    ["GET", "nothing"],
  ] as const;

  function assertNoCors(response: Response, where: string): void {
    for (const [name] of response.headers) {
      assert.ok(!name.startsWith("access-control-"), `${name} at ${where}`);
    }
  }

  it("M54: answers no preflight, and has no CORS header, on any own route", async () => {
    // E's page asks from V's browser, with the ticket's header.
    for (const [method, path] of own) {
      const preflight = await home.browser().ask(prefix + path, {
        method: "OPTIONS",
        from: evil,
        headers: {
          "access-control-request-method": method,
          "access-control-request-headers":
            "content-type, x-external-login-resume",
        },
      });
      assert.ok(!preflight.ok, path);
      assertNoCors(preflight, path);
      const answer = await home.browser().ask(prefix + path, {
        method,
        from: evil,
        headers: { origin: evil, "content-type": "application/json" },
        ...(method === "POST" && { body: startBody }),
      });
      assertNoCors(answer, path);
    }
  });

  it("M54: takes no body that a page may send without asking for leave", async () => {
    const { verifier } = await startShell(home.browser());
    for (const type of [
      undefined,
      "text/plain;charset=UTF-8",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=application/json",
      "text/plain; application/json",
      "application/jsonp",
    ]) {
      for (const [path, body] of [
        ["app/start", startBody],
        ["app/finish", { code: "c".repeat(43), verifier }],
      ] as const) {
        const answer = await home.browser().ask(prefix + path, {
          method: "POST",
          from: evil,
          body,
          headers: { ...(type !== undefined && { "content-type": type }) },
        });
        assert.equal(answer.status, 400);
        assert.deepEqual(await answer.json(), { message: "Invalid JSON." });
      }
    }
    const started = home.log.filter((line) => line.includes("login.started"));
    assert.equal(started.length, 1);
  });

  it("M54: looks at no body that is none, and at none that is too deep", async () => {
    const deep = "[".repeat(5000) + "]".repeat(5000);
    for (const body of ["", "[]", "null", '"x"', "{", deep, `{"a":${deep}}`]) {
      for (const path of ["app/start", "app/finish"]) {
        const answer = await home.browser().ask(prefix + path, {
          method: "POST",
          body,
          headers: { "content-type": "application/json" },
        });
        assert.equal(answer.status, 400);
      }
    }
  });

  it("does nothing for whoever only looks: HEAD, and other methods", async () => {
    const shell = await startShell(home.browser());
    const system = home.browser();
    const back = await home.provider.authorize(new URL(shell.url));
    const path = back.pathname + back.search;
    for (const method of ["HEAD", "PUT", "POST", "DELETE", "OPTIONS"]) {
      const answer = await system.ask(path, { method });
      assert.equal(answer.status, 404);
    }
    assert.equal(home.provider.count("/token"), 0);
    const { status } = await signInAt(home, system, shell.url);
    assert.equal(status, 200);
  });
});
