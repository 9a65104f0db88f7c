import assert from "node:assert/strict";

import { getProviders } from "@ha-external-login/home-assistant";

import type { Case } from "./subject.ts";
import { isSince, send } from "./subject.ts";

const origin = "https://home.example.org";

/** The login page, and what it asks for first. */
export const pageCases: Case[] = [
  {
    name: "lists its auth providers in the order of the configuration",
    async run({ ha }) {
      const { providers } = await getProviders(ha);
      assert.deepEqual(providers, [
        { name: "Home Assistant Local", id: null, type: "homeassistant" },
        { name: "External login", id: "external", type: "command_line" },
      ]);
    },
  },
  {
    name: "preselects keep me logged in for local addresses only",
    async run({ ha }) {
      const addresses = {
        "192.168.1.20": true,
        "10.1.2.3": true,
        "172.31.0.1": true,
        "169.254.1.1": true,
        "::ffff:10.0.0.1": true,
        "fd00::1": true,
        "fe80::1": true,
        "203.0.113.7": false,
        "100.64.0.1": false,
        "172.32.0.1": false,
        "2001:db8::1": false,
      };
      const seen = await Promise.all(
        Object.keys(addresses).map(async (address) => {
          const answer = await getProviders(ha, { address, origin });
          return [address, answer.preselect_remember_me];
        })
      );
      assert.deepEqual(Object.fromEntries(seen), addresses);
    },
  },
  {
    name: "serves the login page as a static file without policy or cookie",
    async run(subject) {
      const { status, headers, text } = await send(subject, {
        path: "/auth/authorize?client_id=x",
        headers: ["Accept-Encoding", "identity"],
      });
      assert.equal(status, 200);
      assert.match(headers["content-type"] ?? "", /^text\/html/);
      assert.equal(headers["referrer-policy"], "no-referrer");
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.equal(headers["x-frame-options"], "SAMEORIGIN");
      assert.equal(headers["accept-ranges"], "bytes");
      assert.ok(headers.etag);
      assert.ok(headers["last-modified"]);
      assert.equal(headers["cache-control"], undefined);
      assert.equal(headers["content-security-policy"], undefined);
      assert.equal(headers["set-cookie"], undefined);
      assert.equal(headers["content-encoding"], undefined);
      assert.equal(text.indexOf("<head>"), 21);
      assert.match(text, /window\.providersPromise\s*=\s*fetch\(/);
    },
  },
  {
    name: "has another tag for each encoding of the login page",
    async run(subject) {
      const tags = await Promise.all(
        ["identity", "gzip", "br"].map(async (encoding) => {
          const { headers } = await send(subject, {
            path: "/auth/authorize",
            headers: ["Accept-Encoding", encoding],
          });
          const expected = encoding === "identity" ? undefined : encoding;
          assert.equal(headers["content-encoding"], expected);
          if (expected) assert.equal(headers.vary, "Accept-Encoding");
          return headers.etag;
        })
      );
      assert.equal(new Set(tags).size, 3);
    },
  },
  {
    name: "answers 304 for a tag or a date that it knows, and ranges with 206",
    async run(subject) {
      const path = "/auth/authorize";
      const { headers, text } = await send(subject, { path });
      const { etag = "", "last-modified": date = "" } = headers;
      const same = await send(subject, {
        path,
        headers: ["If-None-Match", etag],
      });
      assert.equal(same.status, 304);
      const old = await send(subject, {
        path,
        headers: ["If-Modified-Since", date],
      });
      assert.equal(old.status, 304);
      const part = await send(subject, {
        path,
        headers: ["Range", "bytes=0-20"],
      });
      assert.equal(part.status, 206);
      assert.equal(part.text, text.slice(0, 21));
    },
  },
  {
    name: "takes no HEAD for the login page",
    async run(subject) {
      const path = "/auth/authorize";
      const { status } = await send(subject, { path, method: "HEAD" });
      assert.equal(status, 405);
    },
  },
  {
    name: "matches paths exactly, after percent-decoding",
    async run(subject) {
      const paths = {
        "/auth/%61uthorize": 200,
        "/%61uth/providers": 200,
        "//auth/authorize": 404,
        "/auth//authorize": 404,
        "/auth/authorize/": 404,
        "/AUTH/authorize": 404,
        "/auth/external/login.js": 404,
        "/auth/external-login/x": 404,
      };
      for (const [path, expected] of Object.entries(paths)) {
        const { status } = await send(subject, { path });
        assert.equal(status, expected, path);
      }
    },
  },
  {
    name: "says whether it knows PKCE",
    async run(subject) {
      const path = "/.well-known/oauth-authorization-server";
      const headers = ["Host", "home.example.org"];
      const { status, json } = await send(subject, { path, headers });
      assert.equal(status, 200);
      const metadata = json as Record<string, unknown>;
      assert.deepEqual(
        metadata.code_challenge_methods_supported,
        isSince(subject, 10) ? ["S256"] : undefined
      );
      assert.equal(metadata.token_endpoint, "/auth/token");
      assert.equal(metadata.issuer, undefined);
    },
  },
];
