import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";

import {
  connect,
  continueLoginFlow,
  createHomeAssistant,
  createLoginFlow,
  currentUser,
  exchangeCode,
  getProviders,
  type HomeAssistant,
  type LoginFlowStep,
  type Tokens,
} from "@ha-external-login/home-assistant";

import { startHomeAssistantStub } from "../home-assistant-stub/server.ts";
import type {
  HomeAssistantStub,
  StubOptions,
} from "../home-assistant-stub/stub.ts";
import { createHomeAssistantStub } from "../home-assistant-stub/stub.ts";
import { newTotpSecret, totp } from "../home-assistant-stub/totp.ts";

const client_id = "https://home.example.org/";

let now: number;
let stub: HomeAssistantStub;
let ha: HomeAssistant;

function start(options: StubOptions = {}): void {
  stub = createHomeAssistantStub({
    now: () => now,
    checkTicket: (_username, password) => ({
      ok: password === "good",
      lines: ["name = Paula", "group = system-users"],
    }),
    ...options,
  });
  ha = createHomeAssistant(stub, "http://home-assistant.test");
}

beforeEach(() => {
  now = 1_800_000_000;
  start();
});

async function logIn(username = "x-paula"): Promise<LoginFlowStep> {
  const { flow_id } = await createLoginFlow(ha, {
    client_id,
    redirect_uri: client_id,
    handler: ["command_line", "external"],
  });
  const input = { client_id, username, password: "good" };
  return continueLoginFlow(ha, flow_id, input);
}

async function tokens(): Promise<Tokens> {
  const step = await logIn();
  assert.ok(step.type === "create_entry");
  return exchangeCode(ha, { client_id, code: step.result });
}

// What it has in common with Home Assistant is in the contract. This is what
// only a stand-in can do, and what would take the real one minutes.
describe("createHomeAssistantStub", () => {
  it("is asked without a network", async () => {
    const { access_token } = await tokens();
    const connection = await connect(ha, access_token);
    assert.equal((await currentUser(connection)).name, "Paula");
    connection.close();
    await connection.closed;
    assert.equal(stub.home.sockets.size, 0);
  });

  it("logs what it is asked, and no token", async () => {
    const { access_token } = await tokens();
    const address = "203.0.113.7";
    await getProviders(ha, { address, origin: "https://home.example.org" });
    const connection = await connect(ha, access_token);
    const targets = stub.requests.map(({ method, target, client, status }) =>
      [method, target.replace(/[0-9a-f]{32}/, "…"), client, status].join(" ")
    );
    assert.deepEqual(targets, [
      "POST /auth/login_flow 127.0.0.1 200",
      "POST /auth/login_flow/… 127.0.0.1 200",
      "POST /auth/token 127.0.0.1 200",
      "GET /auth/providers 203.0.113.7 200",
      "GET /api/websocket 127.0.0.1 101",
    ]);
    assert.deepEqual(stub.messages, [{ type: "auth" }]);
    connection.close();
  });

  it("refuses connections while it is down, and breaks those it had", async () => {
    const { access_token } = await tokens();
    const connection = await connect(ha, access_token);
    stub.down();
    await connection.closed;
    await assert.rejects(getProviders(ha), { code: "unreachable" });
    await assert.rejects(connect(ha, access_token), { code: "unreachable" });
    stub.up();
    await getProviders(ha);
  });

  it("answers what came while it hung, once it goes on", async () => {
    const { access_token } = await tokens();
    const connection = await connect(ha, access_token);
    stub.hang();
    const deadline = new AbortController();
    const given = getProviders(ha, undefined, deadline.signal);
    deadline.abort();
    await assert.rejects(given, { code: "unreachable" });
    const patient = [getProviders(ha), currentUser(connection)];
    stub.up();
    await Promise.all(patient);
    connection.close();
  });

  it("comes back from a restart as another release", async () => {
    const body = {
      client_id,
      redirect_uri: client_id,
      handler: ["homeassistant", null] as [string, null],
      response_type: "code",
    };
    const { flow_id } = await createLoginFlow(ha, body);
    stub.restart("2026.8.3");
    await assert.rejects(continueLoginFlow(ha, flow_id, { client_id }), {
      answer: "Invalid flow specified",
    });
    await assert.rejects(createLoginFlow(ha, body), { status: 400 });
  });

  it("trusts no proxy if it is told so", async () => {
    stub.home.trusted = false;
    const origin = "https://home.example.org";
    await assert.rejects(getProviders(ha, { address: "203.0.113.7", origin }), {
      kind: "untrusted_proxy",
    });
    await getProviders(ha);
  });

  it("answers what a test wants it to", async () => {
    stub.intercept = ({ target }) =>
      target === "/auth/providers"
        ? new Response("", { status: 503 })
        : undefined;
    await assert.rejects(getProviders(ha), { code: "unreachable" });
    await tokens();
  });

  it("makes an administrator without meta, as the real one does", async () => {
    start({ meta: false });
    const { access_token } = await tokens();
    const connection = await connect(ha, access_token);
    const user = await currentUser(connection);
    assert.equal(user.name, null);
    assert.equal(user.is_admin, true);
    connection.close();
  });

  it("lets codes grow old in ten minutes, and access tokens in thirty", async () => {
    const { access_token } = await tokens();
    const step = await logIn();
    assert.ok(step.type === "create_entry");
    now += 600;
    const code = step.result;
    await assert.rejects(exchangeCode(ha, { client_id, code }), {
      answer: "Invalid code",
    });
    now += 1199;
    (await connect(ha, access_token)).close();
    now += 1;
    await assert.rejects(connect(ha, access_token), { code: "auth_invalid" });
  });

  it("ends a second factor five minutes after the flow began", async () => {
    await tokens();
    const secret = newTotpSecret();
    const paula = stub.home.users.find(({ name }) => name === "Paula");
    assert.ok(paula);
    paula.totp = secret;
    const form = await logIn();
    assert.ok(form.type === "form" && form.step_id === "mfa");
    now += 301;
    const step = await continueLoginFlow(ha, form.flow_id, {
      client_id,
      code: totp(secret, now),
    });
    assert.ok(step.type === "abort" && step.reason === "login_expired");
  });
});

describe("startHomeAssistantStub", () => {
  it("listens on the same port again after it was down", async () => {
    const listening = await startHomeAssistantStub();
    const network = { fetch, openSocket: (url: string) => new WebSocket(url) };
    const real = createHomeAssistant(network, listening.url);
    await getProviders(real);
    await listening.down();
    await assert.rejects(getProviders(real), { code: "unreachable" });
    await listening.up();
    await getProviders(real);
    await listening.stop();
  });
});

// RFC 6238, appendix B, in six digits.
describe("totp", () => {
  it("gives the digits of the RFC", () => {
    const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    assert.equal(totp(secret, 59), "287082");
    assert.equal(totp(secret, 1_111_111_109), "081804");
    assert.equal(totp(secret, 20_000_000_000), "353130");
  });
});
