import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { freePort } from "../../../test/support/port.ts";
import { readConfiguration } from "../src/configuration.ts";
import { startServer } from "../src/start-server.ts";
import { createFakeLog, home } from "./support/gateway.ts";
import { sendRaw } from "./support/raw.ts";

const folder = mkdtempSync(join(tmpdir(), "start-"));
const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const script = fileURLToPath(
  new URL("../../../packages/login-step/dist/login.js", import.meta.url)
);

after(() => rmSync(folder, { recursive: true }));

mkdirSync(join(folder, "data"));
writeFileSync(
  join(folder, "data", "bridge-keys"),
  `inner ${"1".repeat(64)}\nouter ${"2".repeat(64)}\n`,
  { mode: 0o600 }
);

/** A home in which neither Home Assistant nor the provider answers. */
async function configurationText(): Promise<string> {
  return `
url: http://localhost:8124
home_assistant: http://127.0.0.1:${await freePort()}
listen: { port: ${await freePort()} }
providers:
  - name: Example ID
    issuer: http://127.0.0.1:${await freePort()}
    client_id: home-assistant
    roles: { system-admin: [admins] }
`;
}

function get(target: string): string {
  return `GET ${target} HTTP/1.1\r\nHost: localhost:8124\r\nConnection: close\r\n\r\n`;
}

// A gateway that waits for the others to be there is down whenever they are,
// and takes Home Assistant's own login with it.
describe("startServer", () => {
  it("F9: starts while nobody else is there, and ends", async (context) => {
    const log = createFakeLog();
    const text = await configurationText();
    const configuration = readConfiguration(text, folder, {});
    const assets = [
      { name: "login.12345678.js", type: "x", body: Buffer.of() },
    ];
    const server = await startServer({ configuration, log, assets });
    let stopped: Promise<void> | undefined;
    const stop = () => (stopped ??= server.stop());
    context.after(stop);
    assert.equal(server.port, configuration.listen.port);
    assert.equal(server.url, `http://127.0.0.1:${server.port}`);
    const { status } = await sendRaw(server.port, get("/lovelace"));
    assert.equal(status, 502);
    await stop();
    const data = join(folder, "data");
    assert.equal(statSync(join(data, "keys.json")).mode % 0o1000, 0o600);
    assert.match(log.lines.join("\n"), /info server\.started/);
    assert.match(log.lines.join("\n"), /info server\.stopped/);
    await assert.rejects(fetch(server.url));
  });

  it("S21: names every loosened switch", async (context) => {
    const log = createFakeLog();
    const text = await configurationText();
    const configuration = readConfiguration(
      `${text.replace("localhost:8124", home)}\ninsecure_http: true`,
      folder,
      {}
    );
    const server = await startServer({ configuration, log, assets: [] });
    context.after(() => server.stop());
    assert.match(
      log.lines.join("\n"),
      /warn insecure\.enabled \{"key":"insecure_http"\}/
    );
  });

  it(
    "F3: ends with 0 when it is told to",
    {
      skip: existsSync(script)
        ? false
        : "login.js is not built; enable with: npm run build",
    },
    async () => {
      const path = join(folder, "configuration.yaml");
      writeFileSync(path, await configurationText());
      for (const signal of ["SIGTERM", "SIGINT"] as const) {
        const child = spawn(
          process.execPath,
          ["--no-warnings", main, "serve", "--configuration", path],
          { stdio: ["ignore", "pipe", "inherit"] }
        );
        const exit = once(child, "exit");
        const [first] = await once(child.stdout, "data");
        let out = String(first);
        child.kill(signal);
        for await (const chunk of child.stdout) out += String(chunk);
        assert.deepEqual(await exit, [0, null]);
        assert.match(out, /"server\.stopped"/);
      }
    }
  );
});
