/**
 * The gateway of a sandbox: the very one that people run at home, with its
 * configuration written for it.
 *
 * @module
 */
import { openSync, writeSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  createLog,
  readConfiguration,
  startServer,
  type Configuration,
} from "ha-external-login";
import { writeBridge } from "../../server/src/bridge/write.ts";
import {
  configurationText,
  type SandboxConfiguration,
} from "./configuration.ts";

/** A configuration and the file that says it. */
export interface Configured {
  configuration: Configuration;
  path: string;
}

/** A gateway that is listening. */
export interface SandboxGateway {
  providers: { id: string; name: string; issuer: string }[];

  /** The file that receives its log. */
  log: string;
  stop(): Promise<void>;
}

/**
 * Writes the configuration file, so that `setup` can be run with it.
 *
 * @throws {ConfigurationError} if a person's own providers cannot be used.
 */
export async function writeConfiguration(
  options: SandboxConfiguration
): Promise<Configured> {
  const text = configurationText(options);
  const configuration = readConfiguration(text, options.folder, process.env);
  const path = join(dirname(options.data), "configuration.yaml");
  await mkdir(options.data, { recursive: true, mode: 0o700 });
  await writeFile(path, text, { mode: 0o600 });
  return { configuration, path };
}

/**
 * Starts the gateway. Into a configuration directory of Home Assistant that
 * is ours it first writes the bridge, as `setup` does.
 */
export async function openGateway(
  { configuration }: Configured,
  homeAssistantConfig?: string
): Promise<SandboxGateway> {
  if (homeAssistantConfig !== undefined) {
    await writeBridge({
      homeAssistantConfig,
      data: configuration.data,
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    });
  }
  const log = join(configuration.data, "gateway.log");
  // At once and not by a stream: what was asked of Home Assistant may still
  // be answered, and logged, when the gateway has stopped.
  const file = openSync(log, "a", 0o600);
  const server = await startServer({
    configuration,
    log: createLog({ write: (line) => void writeSync(file, line) }),
  });
  return {
    log,
    providers: configuration.providers.map(({ id, settings }) => ({
      id,
      name: settings.name,
      issuer: settings.issuer,
    })),
    stop: () => server.stop(),
  };
}
