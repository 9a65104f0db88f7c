import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { createHomeAssistant } from "@ha-external-login/home-assistant";

import { owner } from "../support/home-assistant/seed.ts";
import { needsHomeAssistant } from "../support/needs.ts";
import { startHomeAssistant } from "../support/home-assistant/start.ts";
import type { Subject } from "../support/home-assistant-stub/contract.ts";
import {
  contract,
  contractScript,
} from "../support/home-assistant-stub/contract.ts";
import { startHomeAssistantStub } from "../support/home-assistant-stub/server.ts";

/** The newest release, and one before PKCE. */
const versions = ["2026.11.0", "2026.8.3"];

interface Running {
  subject: Subject;
  stop(): Promise<void>;
}

const network = { fetch, openSocket: (url: string) => new WebSocket(url) };

async function startStub(version: string): Promise<Running> {
  const directory = await mkdtemp(join(tmpdir(), "contract-"));
  const script = join(directory, "ticket.sh");
  await writeFile(script, contractScript);
  const stub = await startHomeAssistantStub({ version, script });
  return {
    subject: {
      version,
      ha: createHomeAssistant(network, stub.url),
      owner,
      scriptDirectory: directory,
      restart: async () => stub.restart(),
    },
    async stop() {
      await stub.stop();
      await rm(directory, { recursive: true });
    },
  };
}

async function startReal(version: string): Promise<Running> {
  const real = await startHomeAssistant({
    version,
    files: { "external_login/ticket.sh": { content: contractScript } },
  });
  // It answers before it serves its login page, and keeps nothing until then.
  await real.waitRunning();
  return {
    subject: {
      version,
      ha: createHomeAssistant(network, real.url),
      owner,
      scriptDirectory: join(real.configDir, "external_login"),
      restart: () => real.restart(),
    },
    stop: () => real.stop(),
  };
}

const missing = await needsHomeAssistant();

/** How many cases each one passed. */
const passed = new Map<string, number>();

function hold(
  what: string,
  skip: false | string,
  start: () => Promise<Running>
): void {
  describe(what, { skip }, () => {
    let running: Running | undefined;
    before(async () => {
      running = await start();
    });
    after(() => running?.stop());
    for (const { name, run } of contract) {
      it(name, { timeout: 120_000 }, async () => {
        assert.ok(running);
        await run(running.subject);
        passed.set(what, (passed.get(what) ?? 0) + 1);
      });
    }
  });
}

// If the stand-in and the real one differ, every test with the stand-in says
// something about a Home Assistant that does not exist.
for (const version of versions) {
  const stub = `stand-in ${version}`;
  const real = `Home Assistant ${version}`;
  hold(stub, false, () => startStub(version));
  hold(real, missing, () => startReal(version));

  it(`holds both ${version} to the same list`, { skip: missing }, (t) => {
    const counts = [stub, real].map((what) => passed.get(what) ?? 0);
    t.diagnostic(`${stub}: ${counts[0]} cases, ${real}: ${counts[1]} cases`);
    assert.deepEqual(counts, [contract.length, contract.length]);
  });
}
