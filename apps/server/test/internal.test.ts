import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Log } from "@ha-external-login/gateway";
import { ConfigurationError, readConfiguration } from "../src/configuration.ts";
import { countEvents, listenInside } from "../src/internal.ts";

const silent: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

// Monitoring must not become a second door, or a list of who lives here.
describe("the internal listener", () => {
  it("A58: says whether it is up and counts events, and nothing else", async (t) => {
    // Somebody on the machine looks for the gateway's own routes on it.
    const metrics = countEvents(silent);
    const inside = await listenInside({ host: "127.0.0.1", port: 0 }, metrics);
    t.after(() => inside.stop());
    const ask = (path: string, method = "GET") =>
      fetch(`http://127.0.0.1:${inside.port}${path}`, { method });
    assert.equal(await (await ask("/health")).text(), "up\n");
    metrics.log.warn("login.refused", {
      reason: "id_token.nonce",
      name: "Robin Vale",
      provider: "example-id",
      reference: "7K3F-92QD",
    });
    metrics.log.warn("login.refused", { reason: "Robin Vale" });
    const figures = await (await ask("/metrics")).text();
    assert.match(
      figures,
      /events_total\{event="login.refused",reason="id_token.nonce"\} 1/
    );
    assert.doesNotMatch(figures, /Robin|example-id|7K3F/);
    for (const path of [
      "/",
      "/auth/authorize",
      "/auth/login_flow",
      "/auth/external-login/callback/example-id?code=x&state=y",
      "/metrics/x",
      "/console",
    ]) {
      assert.equal((await ask(path)).status, 404, path);
    }
    assert.equal((await ask("/health", "POST")).status, 404);
  });

  it("A58: is not opened to a network without the switch that says so", () => {
    const configuration = (internal: string) =>
      readConfiguration(
        `url: https://home.example.org
home_assistant: http://127.0.0.1:8123
internal: ${internal}
providers:
  - name: Example ID
    issuer: https://id.example.org
    client_id: home-assistant
    client_secret: \${SECRET}
    roles: { system-users: [family] }`,
        "/tmp",
        { SECRET: "s" }
      );
    for (const host of ["0.0.0.0", '"::"', "192.168.1.20"]) {
      assert.throws(
        () => configuration(`{ host: ${host}, port: 9090 }`),
        (error) =>
          error instanceof ConfigurationError &&
          error.problems.some((it) => it.includes("internal.allow_network"))
      );
    }
    const open = "{ host: 0.0.0.0, port: 9090, allow_network: true }";
    assert.deepEqual(configuration(open).insecure, ["internal.allow_network"]);
    assert.equal(configuration("{ port: 9090 }").internal?.host, "127.0.0.1");
  });
});
