import { join } from "node:path";
import type { GatewayOptions, Runtime } from "@ha-external-login/gateway";
import type { Configuration } from "./configuration.ts";
import { loadBridgeKeys, loadSealingKeys } from "./keys.ts";
import { createSqliteStore } from "./store/sqlite.ts";

/**
 * What a command needs of a gateway that serves nobody: its keys and its
 * store, beside a gateway that may be running. It logs nothing; it speaks.
 */
export async function openOptions(
  configuration: Configuration,
  runtime: Runtime
): Promise<GatewayOptions> {
  const { data, origins, homeAssistant, ticketProvider } = configuration;
  const silent = () => undefined;
  return {
    runtime,
    store: createSqliteStore(join(data, "store.sqlite")),
    keys: await loadSealingKeys(runtime, data),
    bridgeKeys: loadBridgeKeys(data),
    origins,
    homeAssistant,
    ticketProvider,
    providers: configuration.providers,
    apps: configuration.apps,
    first: configuration.first,
    assets: [],
    log: { info: silent, warn: silent, error: silent },
  };
}
