import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import {
  createGateway,
  type Asset,
  type Gateway,
  type Log,
  type Runtime,
} from "@ha-external-login/gateway";
import { createAddressList } from "./address.ts";
import { loadAssets } from "./assets.ts";
import type { Configuration } from "./configuration.ts";
import { countEvents, listenInside } from "./internal.ts";
import { loadBridgeKeys, loadSealingKeys } from "./keys.ts";
import { createLog } from "./log.ts";
import { createRuntime } from "./runtime.ts";
import { ownAddress } from "./own-address.ts";
import { listen } from "./server.ts";
import { createSqliteStore } from "./store/sqlite.ts";

/** A server's configuration, and what a test may put in its place. */
export interface StartOptions {
  configuration: Configuration;
  log?: Log;
  assets?: Asset[];
  /** Changes to clock, randomness and network. */
  runtime?: Partial<Runtime>;
}

/** A gateway that is listening. */
export interface RunningServer {
  /** Where it listens; browsers come by the configured origins. */
  url: string;
  port: number;
  /** Port of the internal listener, if there is one. */
  internalPort?: number;
  /** Lets what runs end, ten seconds at most, and frees everything. */
  stop(): Promise<void>;
}

const sweepEvery = 60_000;

/** How long a start waits for Home Assistant to say whether it trusts us. */
const startTime = 2_000;

/**
 * Starts a gateway. Neither the provider nor Home Assistant has to be there
 * for it.
 *
 * @throws {KeyFileError} and the like for what its operator has to put right.
 */
export async function startServer(
  options: StartOptions
): Promise<RunningServer> {
  const { configuration } = options;
  const metrics = countEvents(options.log ?? createLog());
  const { log } = metrics;
  const network = createRuntime();
  const runtime = { ...network, ...options.runtime };
  const assets = options.assets ?? loadAssets();
  mkdirSync(configuration.data, { recursive: true, mode: 0o700 });
  const store = createSqliteStore(join(configuration.data, "store.sqlite"));
  const gateway = createGateway({
    runtime,
    store,
    keys: await loadSealingKeys(runtime, configuration.data),
    bridgeKeys: loadBridgeKeys(configuration.data),
    origins: configuration.origins,
    homeAssistant: configuration.homeAssistant,
    ...(await ownAddress(configuration.homeAssistant)),
    ticketProvider: configuration.ticketProvider,
    providers: configuration.providers,
    apps: configuration.apps,
    first: configuration.first,
    assets,
    log,
  });
  const listener = await listen({
    gateway,
    runtime,
    assets,
    origins: configuration.origins,
    trustedProxies: createAddressList(configuration.trustedProxies),
    homeAssistant: configuration.homeAssistant,
    position: configuration.position,
    listen: configuration.listen,
    log,
  });
  const inside =
    configuration.internal === undefined
      ? undefined
      : await listenInside(configuration.internal, metrics);
  await Promise.race([
    startGateway(gateway, log),
    setTimeout(startTime, undefined, { ref: false }),
  ]);
  const sweep = setInterval(() => {
    store.sweep(runtime.now()).catch((error: unknown) => {
      log.warn("store.unusable", { error });
    });
  }, sweepEvery);
  sayStarted(configuration, listener.port, log);
  return {
    url: urlOf(configuration.listen.host, listener.port),
    port: listener.port,
    ...(inside && { internalPort: inside.port }),
    async stop() {
      clearInterval(sweep);
      await inside?.stop();
      await listener.stop();
      await gateway.stop();
      await store.close();
      await network.close();
      log.info("server.stopped");
    },
  };
}

async function startGateway(gateway: Gateway, log: Log): Promise<void> {
  try {
    await gateway.start();
  } catch (error) {
    log.error("gateway.start_failed", { error });
  }
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function sayStarted(
  configuration: Configuration,
  port: number,
  log: Log
): void {
  for (const key of configuration.insecure) {
    log.warn("insecure.enabled", { key });
  }
  log.info("server.started", {
    host: configuration.listen.host,
    port,
    origins: configuration.origins,
    position: configuration.position,
    home_assistant: configuration.homeAssistant,
    providers: configuration.providers.map(({ id }) => id),
  });
}
