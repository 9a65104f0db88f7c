import assert from "node:assert/strict";

import {
  getProviders,
  listRefreshTokens,
  RefusedError,
} from "@ha-external-login/home-assistant";

import type { Case, RawAnswer, Subject } from "./subject.ts";
import {
  connectionOf,
  forwardedFor,
  newKey,
  page,
  postForm,
  remote,
  send,
  tokensOf,
} from "./subject.ts";

const path = "/auth/providers";

function isBare(answer: RawAnswer, status: 400 | 403): void {
  assert.equal(answer.status, status, answer.text);
  assert.match(String(answer.headers.server), /aiohttp/);
  assert.equal(answer.headers["x-content-type-options"], undefined);
  assert.match(answer.headers["content-type"] ?? "", /^text\/plain/);
  const words = { 400: "400: Bad Request", 403: "403: Forbidden" };
  assert.equal(answer.text, words[status]);
}

/** The address that Home Assistant believes it was asked from. */
async function seenAs(
  subject: Subject,
  headers: string[]
): Promise<string | null | undefined> {
  const key = newKey();
  const { refresh_token } = await tokensOf(subject, key);
  const { client_id } = page;
  const form = { grant_type: "refresh_token", client_id, refresh_token };
  await postForm(subject, form, "/auth/token", headers);
  const connection = await connectionOf(subject, key);
  const sessions = await listRefreshTokens(connection);
  connection.close();
  return sessions.find(({ is_current }) => !is_current)?.last_used_ip;
}

/** What Home Assistant makes of who asks, and what it never lets in. */
export const proxyCases: Case[] = [
  {
    name: "believes a trusted proxy about the client's address",
    async run(subject) {
      const expected = {
        "203.0.113.5": "203.0.113.5",
        "203.0.113.5, 192.168.1.7": "192.168.1.7",
        "192.168.1.7, 203.0.113.5": "203.0.113.5",
        "203.0.113.5, 127.0.0.1": "203.0.113.5",
        "127.0.0.1, ::1": "127.0.0.1",
        "2001:db8::5": "2001:db8::5",
      };
      for (const [value, address] of Object.entries(expected)) {
        const seen = await seenAs(subject, forwardedFor(value));
        assert.equal(seen, address, value);
      }
    },
  },
  {
    name: "reads headers that come twice as one list",
    async run(subject) {
      const twice = [
        ...forwardedFor("192.168.1.7"),
        ...forwardedFor("203.0.113.5"),
      ];
      assert.equal(await seenAs(subject, twice), "203.0.113.5");
    },
  },
  {
    name: "refuses everything from a proxy that it does not trust",
    async run(subject) {
      const from = "127.0.0.2";
      const headers = forwardedFor("203.0.113.5");
      const paths = [path, "/", "/auth/authorize", "/nothing"];
      for (const each of paths) {
        isBare(await send(subject, { path: each, headers, from }), 400);
        const { status } = await send(subject, { path: each, from });
        assert.notEqual(status, 400);
      }
    },
  },
  {
    name: "refuses addresses with a port, brackets or words",
    async run(subject) {
      const wrong = [
        "1.2.3.4:5",
        "[2001:db8::1]",
        "unknown",
        "",
        "1.2.3.4,",
        "1.2.3.4, x",
      ];
      for (const value of wrong) {
        const headers = forwardedFor(value);
        isBare(await send(subject, { path, headers }), 400);
      }
    },
  },
  {
    name: "wants one scheme, or one for each address, and one host",
    async run(subject) {
      const ask = (value: string, ...more: string[]) =>
        send(subject, { path, headers: [...forwardedFor(value), ...more] });
      const proto = (value: string) => ["X-Forwarded-Proto", value];
      const host = (value: string) => ["X-Forwarded-Host", value];
      const one = "203.0.113.5";
      const two = "203.0.113.5, 192.168.1.7";
      assert.equal((await ask(one, ...proto("https"))).status, 200);
      assert.equal((await ask(two, ...proto("https"))).status, 200);
      assert.equal((await ask(two, ...proto("https, http"))).status, 200);
      isBare(await ask(one, ...proto("https, http")), 400);
      isBare(await ask(one, ...proto("")), 400);
      isBare(await ask(one, ...proto("https"), ...proto("https")), 400);
      assert.equal((await ask(one, ...host("home.example.org"))).status, 200);
      isBare(await ask(one, ...host("")), 400);
      isBare(await ask(one, ...host("a.example,")), 400);
      const hosts = [...host("a.example"), ...host("b.example")];
      assert.equal((await ask(one, ...hosts)).status, 200);
    },
  },
  {
    name: "ignores scheme and host without an address, and Forwarded at all",
    async run(subject) {
      const headers = [
        ...["X-Forwarded-Proto", "", "X-Forwarded-Host", ""],
        ...["Forwarded", "for=203.0.113.5;proto=https"],
      ];
      const { status, json } = await send(subject, { path, headers });
      assert.equal(status, 200);
      const { preselect_remember_me: local } = json as Record<string, unknown>;
      assert.equal(local, true);
    },
  },
  {
    name: "refuses the upgrade to a websocket in the same way",
    async run(subject) {
      const upgrade = [
        ...["Connection", "Upgrade", "Upgrade", "websocket"],
        ...["Sec-WebSocket-Version", "13"],
        ...["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
      ];
      const ask = (headers: string[], from = "127.0.0.1") =>
        send(subject, { path: "/api/websocket", headers, from });
      assert.equal((await ask(upgrade)).status, 101);
      const forwarded = [...upgrade, ...forwardedFor("203.0.113.5")];
      assert.equal((await ask(forwarded)).status, 101);
      assert.equal((await ask(forwarded, "127.0.0.2")).status, 400);
      assert.equal((await ask([])).status, 400);
    },
  },
  {
    name: "filters paths and queries in front of everything",
    async run(subject) {
      const wrong = [
        "/auth/providers?a=%0A",
        "/auth/providers?a=%0D%0A",
        "/auth/providers?a=%09",
        "/auth/providers?a=%3Cscript%3E",
        "/auth/providers?a=%3Cdescription%3E",
        "/auth/providers?a=../b",
        "/auth/providers?a=/b/",
        "/auth/providers?a=union%20select%20(",
        "/auth/providers?a=CONCAT(",
        "/proc/self/environ",
        "/auth/login_flow/..%2Fx",
        "/auth/login_flow/..%252Fx",
      ];
      for (const each of wrong) {
        const answer = await send(subject, { path: each });
        assert.equal(answer.status, 400, each);
        isBare(answer, 400);
      }
      const right = [
        "/auth/providers?a=%250A",
        "/auth/providers?a=script",
        "/auth/providers?state=eyJoYXNzVXJsIjoiaHR0cCJ9==",
      ];
      for (const each of right) {
        const { status } = await send(subject, { path: each });
        assert.equal(status, 200, each);
      }
    },
  },
  {
    name: "answers what it lacks and who may not with its own headers",
    async run(subject) {
      const expected: [string, number, string][] = [
        ["/nothing/here", 404, "404: Not Found"],
        ["/api/", 401, "401: Unauthorized"],
      ];
      for (const [each, status, text] of expected) {
        const answer = await send(subject, { path: each });
        assert.equal(answer.status, status);
        assert.equal(answer.text, text);
        assert.equal(answer.headers.server ?? "", "");
        assert.equal(answer.headers["x-content-type-options"], "nosniff");
      }
    },
  },
  {
    name: "is asked by this package for exactly one client",
    async run(subject) {
      const near = { ...remote, address: "192.168.1.20" };
      const [far, local] = await Promise.all(
        [remote, near].map((client) => getProviders(subject.ha, client))
      );
      assert.equal(far?.preselect_remember_me, false);
      assert.equal(local?.preselect_remember_me, true);
      const twice = { ...remote, origin: "https://a.example" };
      assert.ok(await getProviders(subject.ha, twice));
      await assert.rejects(
        getProviders(subject.ha, { ...remote, address: "999.1.1.1" }),
        (error) =>
          error instanceof RefusedError && error.kind === "untrusted_proxy"
      );
    },
  },
];
