import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { createHomeAssistant } from "@ha-external-login/home-assistant";
import {
  createHomeAssistantStub,
  type HomeAssistantStub,
} from "../../../../test/support/home-assistant-stub/stub.ts";
import type { GatewayOptions } from "../../src/options.ts";
import { createTrust, type Trust } from "../../src/serve/trust.ts";

// Lost: that people see why nothing works, only while nothing works.
describe("createTrust", () => {
  let stub: HomeAssistantStub;
  let trust: Trust;
  let time: number;
  const lines: string[] = [];

  beforeEach(() => {
    time = 1_800_000_000;
    lines.length = 0;
    stub = createHomeAssistantStub({ now: () => time });
    const write = (event: string) => lines.push(event);
    const runtime = {
      now: () => time,
      randomBytes: (length: number) => new Uint8Array(length),
      fetch: (url: string, init: RequestInit) => stub.fetch(url, init),
      openSocket: (url: string) => stub.openSocket(url),
    };
    const options = {
      runtime,
      origins: ["https://home.example.org"],
      log: { info: write, warn: write, error: write },
    } as unknown as GatewayOptions;
    const ha = createHomeAssistant(runtime, "http://127.0.0.1:8123");
    trust = createTrust(options, ha);
  });

  const refusal = (status: number, body: object | string) => () =>
    new Response(typeof body === "string" ? body : JSON.stringify(body), {
      status,
      headers: { "x-content-type-options": "nosniff", server: "" },
    });

  it("finds out how Home Assistant stands to us, as nobody in particular", async () => {
    assert.equal(trust.state(), "unknown");
    assert.equal(await trust.check(), "trusted");
    assert.equal(stub.requests[0]?.client, "192.0.2.1");
    stub.home.trusted = false;
    time += 1;
    assert.equal(await trust.check(), "untrusted");
    stub.down();
    time += 1;
    assert.equal(await trust.check(), "unreachable");
    stub.up();
    stub.intercept = refusal(400, {
      message: "Onboarding not finished",
      code: "onboarding_required",
    });
    time += 1;
    assert.equal(await trust.check(), "onboarding");
    assert.deepEqual(new Set(lines), new Set(["trust.changed"]));
  });

  it("asks once a second at most, and once for all who ask together", async () => {
    await Promise.all([trust.check(), trust.check(), trust.check()]);
    await trust.check();
    trust.doubt();
    assert.equal(stub.requests.length, 1);
    time += 1;
    await trust.check();
    assert.equal(stub.requests.length, 2);
  });

  it("A136: believes its own question, whatever made it doubt", async () => {
    await trust.check();
    time += 1;
    trust.doubt();
    assert.equal(trust.state(), "trusted");
    assert.equal(await trust.check(), "trusted");
    stub.home.trusted = false;
    time += 1;
    trust.doubt();
    await trust.check();
    assert.equal(trust.state(), "untrusted");
  });

  it("A136: takes a refusal for another reason for no distrust", async () => {
    stub.home.trusted = false;
    assert.equal(await trust.check(), "untrusted");
    stub.intercept = refusal(500, "x");
    time += 1;
    await assert.rejects(trust.check());
    assert.equal(trust.state(), "unknown");
    stub.intercept = undefined;
    stub.home.trusted = true;
    time += 1;
    assert.equal(await trust.check(), "trusted");
    stub.intercept = refusal(200, "<html>");
    time += 1;
    await assert.rejects(trust.check());
    assert.equal(trust.state(), "trusted");
  });
});
