import assert from "node:assert/strict";
import { describe, it } from "node:test";

import {
  continueLoginFlow,
  createLoginFlow,
  deleteLoginFlow,
  getProviders,
} from "../src/index.ts";
import { answering, client, view } from "./fakes.ts";

const form = {
  type: "form",
  flow_id: "f".repeat(32),
  step_id: "init",
  handler: ["command_line", "external"],
  data_schema: [{ type: "string", name: "username", required: true }],
  errors: {},
  description_placeholders: null,
  last_step: null,
};

const page = {
  client_id: "https://home.example.org/",
  redirect_uri: "https://home.example.org/?auth_callback=1",
  handler: ["command_line", "external"] as [string, string],
};

// Home Assistant refuses every key that its release does not know, and a
// login that drops one of the page's dies at the token. Both ways are shut.
describe("createLoginFlow", () => {
  it("A109: sends exactly the keys that it was given, but the empty ones", async () => {
    const ha = answering(() => view(form));
    await createLoginFlow(
      ha,
      {
        ...page,
        code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        code_challenge_method: "S256",
        response_type: null,
        type: undefined,
      },
      client
    );
    const [{ url, init } = assert.fail()] = ha.asked;
    assert.equal(url, "http://ha.test/auth/login_flow");
    assert.equal(init.method, "POST");
    assert.deepEqual(JSON.parse(String(init.body)), {
      ...page,
      code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      code_challenge_method: "S256",
    });
  });

  it("gives a step as it came, with members that are not known here", async () => {
    const ha = answering(() => view(form));
    assert.deepEqual(await createLoginFlow(ha, page), form);
  });

  it("believes no step of another shape", async () => {
    const wrong: unknown[] = [
      { ...form, type: "menu" },
      { ...form, flow_id: undefined },
      { ...form, flow_id: ["f"] },
      { ...form, handler: ["command_line"] },
      { ...form, errors: [] },
      { ...form, data_schema: [1] },
      { type: "create_entry", flow_id: "f", handler: page.handler },
      { type: "abort", flow_id: "f", handler: page.handler },
      "<!DOCTYPE html>",
      null,
    ];
    for (const step of wrong) {
      const ha = answering(() => view(step));
      await assert.rejects(createLoginFlow(ha, page), {
        code: "malformed_answer",
      });
    }
  });
});

describe("continueLoginFlow", () => {
  it("gives the code of a login that went through", async () => {
    const end = {
      type: "create_entry",
      flow_id: form.flow_id,
      handler: page.handler,
      result: "c".repeat(32),
    };
    const ha = answering(() => view(end));
    const { client_id } = page;
    const input = { client_id, username: "x-abc", password: "v1.x" };
    const step = await continueLoginFlow(ha, form.flow_id, input, client);
    assert.deepEqual(step, end);
    assert.equal(
      ha.asked[0]?.url,
      `http://ha.test/auth/login_flow/${form.flow_id}`
    );
    assert.deepEqual(JSON.parse(String(ha.asked[0]?.init.body)), input);
  });

  // A flow id that a browser made up must not choose another path.
  it("A10: keeps a flow id in its path segment", async () => {
    const ha = answering(() => view(form));
    const input = { client_id: page.client_id };
    await continueLoginFlow(ha, "../token?x#", input);
    assert.equal(
      ha.asked[0]?.url,
      "http://ha.test/auth/login_flow/..%2Ftoken%3Fx%23"
    );
  });
});

describe("deleteLoginFlow", () => {
  it("asks for an end, and wants no other answer than yes", async () => {
    const ha = answering(() => view({ message: "Flow aborted" }));
    await deleteLoginFlow(ha, form.flow_id);
    assert.equal(ha.asked[0]?.init.method, "DELETE");
    const gone = answering(() =>
      view({ message: "Invalid flow specified" }, 404)
    );
    await assert.rejects(deleteLoginFlow(gone, form.flow_id), { status: 404 });
  });
});

describe("getProviders", () => {
  it("believes no list of another shape", async () => {
    const wrong = [
      [],
      { providers: [] },
      { providers: [{ name: "X", type: "x" }], preselect_remember_me: true },
    ];
    for (const answer of wrong) {
      const ha = answering(() => view(answer));
      await assert.rejects(getProviders(ha), { code: "malformed_answer" });
    }
  });
});
