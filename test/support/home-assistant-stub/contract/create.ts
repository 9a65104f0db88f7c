import assert from "node:assert/strict";

import { createLoginFlow } from "@ha-external-login/home-assistant";

import type { Case, Subject } from "./subject.ts";
import {
  forwardedFor,
  isSince,
  page,
  postFlow,
  send,
  ticketHandler,
} from "./subject.ts";

const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

const body = { ...page, handler: ticketHandler };

async function refusal(
  subject: Subject,
  sent: unknown,
  status: number,
  words: RegExp | string,
  headers?: string[]
): Promise<void> {
  const answer = await postFlow(subject, sent, undefined, headers);
  const { message } = (answer.json ?? { message: answer.text }) as {
    message: string;
  };
  assert.equal(answer.status, status, message);
  if (typeof words === "string") assert.equal(message, words);
  else assert.match(message, words);
}

/** `POST /auth/login_flow` */
export const createCases: Case[] = [
  {
    name: "begins a flow with a form for username and password",
    async run({ ha }) {
      const handlers = [ticketHandler, ["homeassistant", null]] as [
        string,
        string | null,
      ][];
      for (const handler of handlers) {
        const step = await createLoginFlow(ha, { ...page, handler });
        assert.match(step.flow_id, /^[0-9a-f]{32}$/);
        assert.deepEqual(step, {
          type: "form",
          flow_id: step.flow_id,
          handler,
          data_schema: [
            { type: "string", name: "username", required: true },
            { type: "string", name: "password", required: true },
          ],
          errors: {},
          description_placeholders: null,
          last_step: null,
          preview: null,
          step_id: "init",
        });
      }
    },
  },
  {
    name: "takes JSON with any content type, and a type of flow",
    async run(subject) {
      const { status } = await send(subject, {
        method: "POST",
        path: "/auth/login_flow",
        headers: ["Content-Type", "text/plain;charset=UTF-8"],
        body: JSON.stringify({ ...body, type: "authorize" }),
      });
      assert.equal(status, 200);
    },
  },
  {
    name: "refuses a missing key, and names it",
    async run(subject) {
      for (const key of Object.keys(body)) {
        const rest = { ...body, [key]: undefined };
        const place = isSince(subject, 9) ? `at '${key}'` : `@ data['${key}']`;
        await refusal(
          subject,
          rest,
          400,
          `Message format incorrect: required key not provided ${place}`
        );
      }
    },
  },
  {
    name: "refuses a key that it does not know, and names it",
    async run(subject) {
      for (const key of ["state", "foo"]) {
        const words = isSince(subject, 9)
          ? `not a valid option at '${key}'`
          : `extra keys not allowed @ data['${key}']`;
        await refusal(
          subject,
          { ...body, [key]: "x" },
          400,
          `Message format incorrect: ${words}`
        );
      }
    },
  },
  {
    name: "refuses null for each key",
    async run(subject) {
      const keys = [
        ...["client_id", "handler", "redirect_uri", "type"],
        ...["code_challenge", "code_challenge_method", "response_type"],
      ];
      for (const key of keys) {
        await refusal(
          subject,
          { ...body, [key]: null },
          400,
          /^Message format incorrect: /
        );
      }
    },
  },
  {
    name: "takes a challenge with its method since 2026.10, and knows neither before",
    async run(subject) {
      const both = { code_challenge: challenge, code_challenge_method: "S256" };
      const { status } = await postFlow(subject, { ...body, ...both });
      assert.equal(status, isSince(subject, 10) ? 200 : 400);
    },
  },
  {
    name: "refuses half a challenge and a wrong one",
    async run(subject) {
      const wrong = [
        { code_challenge: challenge },
        { code_challenge_method: "S256" },
        { code_challenge: challenge, code_challenge_method: "plain" },
        { code_challenge: "", code_challenge_method: "S256" },
        { code_challenge: challenge.slice(1), code_challenge_method: "S256" },
        { code_challenge: `${challenge}A`, code_challenge_method: "S256" },
        {
          code_challenge: challenge.replace("-", "+"),
          code_challenge_method: "S256",
        },
      ];
      for (const keys of wrong) {
        await refusal(subject, { ...body, ...keys }, 400, /./);
      }
    },
  },
  {
    name: "says what is wrong with PKCE and response type, since 2026.11",
    async run(subject) {
      if (!isSince(subject, 11)) {
        await refusal(subject, { ...body, response_type: "code" }, 400, /./);
        return;
      }
      const accepted = await postFlow(subject, {
        ...body,
        response_type: "code",
      });
      assert.equal(accepted.status, 200);
      await refusal(
        subject,
        { ...body, response_type: "token" },
        400,
        "Response type not supported"
      );
      await refusal(
        subject,
        { ...body, code_challenge_method: "S256" },
        400,
        "code_challenge required when code_challenge_method is provided"
      );
      await refusal(
        subject,
        {
          ...body,
          code_challenge: challenge,
          code_challenge_method: "plain",
        },
        400,
        "Transform algorithm not supported"
      );
    },
  },
  {
    name: "refuses a handler that it lacks: 404 since 2026.11, 500 before",
    async run(subject) {
      const handlers = [
        ["command_line", null],
        ["command_line", "other"],
        ["homeassistant", "external"],
        ["nothing", null],
      ];
      for (const handler of handlers) {
        const answer = await postFlow(subject, { ...body, handler });
        if (isSince(subject, 11)) {
          assert.equal(answer.status, 404);
          assert.deepEqual(answer.json, {
            message: "Invalid handler specified",
          });
        } else {
          assert.equal(answer.status, 500);
          assert.match(answer.text, /^500 Internal Server Error/);
          assert.match(String(answer.headers.server), /aiohttp/);
        }
      }
    },
  },
  {
    name: "refuses a handler that is no pair",
    async run(subject) {
      for (const handler of [["command_line"], ["a", "b", "c"], []]) {
        await refusal(
          subject,
          { ...body, handler },
          400,
          /^Message format incorrect: /
        );
      }
    },
  },
  {
    name: "refuses a client id of another form",
    async run(subject) {
      const wrong = [
        "",
        "home.example.org",
        "ftp://home.example.org/",
        "https://home.example.org/a/../b",
        "https://home.example.org/./b",
        "https://home.example.org/#here",
        "https://user@home.example.org/",
        "https://user:secret@home.example.org/",
      ];
      for (const client_id of wrong) {
        await refusal(
          subject,
          { ...body, client_id },
          400,
          /^(Invalid client id|Message format incorrect: .*)$/
        );
      }
    },
  },
  {
    name: "takes a client id with a host name or a local address",
    async run(subject) {
      const right = [
        "http://homeassistant.local:8123/",
        "http://192.168.1.20:8123/",
        "http://127.0.0.1:8123/",
        "http://[::1]:8123/",
        "https://home-assistant.io/iOS",
        "https://home-assistant.io/android",
      ];
      for (const client_id of right) {
        const { status, text } = await postFlow(subject, {
          ...body,
          client_id,
        });
        assert.equal(status, 200, `${client_id}: ${text}`);
      }
    },
  },
  {
    name: "takes a public address as client id only if it was asked at it",
    async run(subject) {
      const headers = (proto: string, host: string) => [
        ...forwardedFor("203.0.113.7"),
        ...["X-Forwarded-Proto", proto, "X-Forwarded-Host", host],
      ];
      const sent = { ...body, client_id: "https://198.51.100.9:8123/" };
      const own = headers("https", "198.51.100.9:8123");
      const { status } = await postFlow(subject, sent, undefined, own);
      assert.equal(status, 200);
      const bare = { ...body, client_id: "https://198.51.100.9/" };
      await refusal(subject, bare, 400, "Invalid client id");
      // Before 2026.11 any port made any address a client id.
      if (!isSince(subject, 11)) return;
      const others = [
        headers("http", "198.51.100.9:8123"),
        headers("https", "198.51.100.9"),
        headers("https", "home.example.org"),
      ];
      for (const other of others) {
        await refusal(subject, sent, 400, "Invalid client id", other);
      }
    },
  },
  {
    name: "refuses what is no JSON object",
    async run(subject) {
      const path = "/auth/login_flow";
      const post = (text: string) =>
        send(subject, { method: "POST", path, body: text });
      const broken = await post("{");
      assert.equal(broken.status, 400);
      assert.deepEqual(broken.json, { message: "Invalid JSON." });
      for (const text of ["[]", "null", '"x"', "1"]) {
        const { status, json } = await post(text);
        assert.equal(status, 400, text);
        assert.match(
          (json as { message: string }).message,
          /^Message format incorrect: /
        );
      }
    },
  },
  {
    name: "refuses more than 64 KiB since 2026.11",
    async run(subject) {
      const sent = { ...body, foo: "x".repeat(65_536) };
      const { status, headers } = await postFlow(subject, sent);
      assert.equal(status, isSince(subject, 11) ? 413 : 400);
      assert.equal(headers["x-content-type-options"], "nosniff");
    },
  },
  {
    name: "answers 405 to a GET, and 500 to a GET of a flow",
    async run(subject) {
      const index = await send(subject, { path: "/auth/login_flow" });
      assert.equal(index.status, 405);
      assert.equal(index.text, "");
      const flow = await send(subject, { path: "/auth/login_flow/abc" });
      assert.equal(flow.status, 500);
      assert.match(String(flow.headers.server), /aiohttp/);
      assert.equal(flow.headers["x-content-type-options"], undefined);
    },
  },
];
