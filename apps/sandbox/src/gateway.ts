/**
 * The gateway of a sandbox: the very one that people run at home, with its
 * configuration written for it.
 *
 * @module
 */
import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  createLog,
  readConfiguration,
  startServer,
  type Configuration,
  type RunningServer,
} from "ha-external-login";
import { writeBridge } from "../../server/src/bridge/write.ts";
import {
  configurationText,
  type SandboxConfiguration,
} from "./configuration.ts";

/** A gateway, and the files that it came from. */
export interface SandboxGateway extends RunningServer {
  providers: { name: string; issuer: string }[];
  log: string;
}

/** What a gateway is opened with, besides its configuration. */
export interface GatewayOptions extends SandboxConfiguration {
  /** Where relative paths of `providers` start. */
  folder: string;

  /** Home Assistant's configuration directory, where we may write to it. */
  homeAssistantConfig?: string;
}

export async function openGateway(
  options: GatewayOptions
): Promise<SandboxGateway> {
  const { configuration } = await writeConfiguration(options);
  const log = join(options.data, "gateway.log");
  if (options.homeAssistantConfig !== undefined) {
    await writeBridge({
      homeAssistantConfig: options.homeAssistantConfig,
      data: options.data,
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    });
  }
  const lines = createWriteStream(log, { flags: "a", mode: 0o600 });
  const server = await startServer({
    configuration,
    log: createLog({ write: (line) => lines.write(line) }),
  });
  return {
    ...server,
    log,
    providers: configuration.providers.map(({ settings }) => ({
      name: settings.name,
      issuer: settings.issuer,
    })),
    stop: async () => {
      await server.stop();
      await new Promise((resolve) => lines.end(resolve));
    },
  };
}

/**
 * Writes the configuration file, so that `setup` can be run with it.
 *
 * @throws {ConfigurationError} if a person's own providers cannot be used.
 */
export async function writeConfiguration(
  options: GatewayOptions
): Promise<{ configuration: Configuration; path: string }> {
  const text = configurationText(options);
  const configuration = readConfiguration(text, options.folder, process.env);
  const path = join(dirname(options.data), "configuration.yaml");
  await mkdir(options.data, { recursive: true, mode: 0o700 });
  await writeFile(path, text, { mode: 0o600 });
  return { configuration, path };
}
