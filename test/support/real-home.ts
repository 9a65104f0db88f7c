/**
 * A real home: Home Assistant as it is, the gateway on a socket in front of
 * it, the ticket script between them. Which provider people sign in at is the
 * test's choice.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Log, ProviderOptions, Runtime } from "@ha-external-login/gateway";
import {
  startServer,
  type Configuration,
  type RunningServer,
} from "ha-external-login";
import { writeBridge } from "../../apps/server/src/bridge/write.ts";
import {
  startHomeAssistant,
  type HomeAssistantOptions,
  type RunningHomeAssistant,
} from "./home-assistant/start.ts";
import { freePort } from "./port.ts";

/** What may be otherwise than in most tests. */
export interface RealHomeOptions {
  homeAssistant?: HomeAssistantOptions;
  configuration?: Partial<Configuration>;
  /** Of a gateway on this port; the default origin is `http://localhost`. */
  port?: number;
  /** The gateway's clock, randomness and network. */
  runtime?: Partial<Runtime>;
}

export interface RealHome {
  /** Where people go. */
  url: string;
  homeAssistant: RunningHomeAssistant;
  configuration: Configuration;
  server: RunningServer;
  /** One line per event. */
  log: string[];
  /** Stops the gateway, and starts it again; its data may go between. */
  restartGateway(options?: { forget?: boolean }): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Opens a home whose gateway knows one provider.
 *
 * @throws {NoHomeAssistantError} where there can be none.
 */
export async function openRealHome(
  provider: (origin: string) => ProviderOptions,
  options: RealHomeOptions = {}
): Promise<RealHome> {
  const companion = {
    name: "External Login Companion",
    link: "io.github.haexternallogin.companion:/auth-callback",
  };
  const homeAssistant = await startHomeAssistant(options.homeAssistant);
  const data = mkdtempSync(join(tmpdir(), "gateway-"));
  const setUp = () =>
    writeBridge({
      homeAssistantConfig: homeAssistant.configDir,
      data,
      randomBytes,
    });
  const port = options.port ?? (await freePort());
  const origin =
    options.configuration?.origins?.[0] ?? `http://localhost:${port}`;
  const configuration: Configuration = {
    origins: [origin],
    homeAssistant: homeAssistant.url,
    listen: { host: "127.0.0.1", port },
    position: "gateway",
    trustedProxies: [],
    apps: [companion],
    first: "password",
    data,
    ticketProvider: "external",
    providers: [provider(origin)],
    insecure: [],
    ...options.configuration,
  };
  const log: string[] = [];
  const start = () =>
    startServer({
      configuration,
      log: logInto(log),
      ...(options.runtime && { runtime: options.runtime }),
    });
  await setUp();
  const home: RealHome = {
    url: origin,
    homeAssistant,
    configuration,
    server: await start(),
    log,
    restartGateway: async ({ forget = false } = {}) => {
      await home.server.stop();
      if (forget) {
        rmSync(data, { recursive: true });
        await setUp();
      }
      home.server = await start();
    },
    stop: async () => {
      await home.server.stop();
      await homeAssistant.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
  return home;
}

function logInto(lines: string[]): Log {
  const write =
    (level: string) => (event: string, facts?: Record<string, unknown>) => {
      lines.push(JSON.stringify({ level, event, ...facts }));
    };
  return { info: write("info"), warn: write("warn"), error: write("error") };
}
