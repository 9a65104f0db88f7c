/**
 * A whole home on one machine. The home is at `localhost` and the provider at
 * `127.0.0.1`: two sites for a browser, as at home.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { cacheDirectory } from "../../../test/support/home-assistant/cache.ts";
import { startDesktop } from "../../companion/desktop/server.ts";
import { buildPage } from "../../../test/support/install/build.ts";
import { freePort } from "../../../test/support/port.ts";
import { type Report, step } from "../../../test/support/program.ts";
import type { SandboxArguments } from "./arguments.ts";
import {
  embeddedId,
  embeddedProvider,
  readProviderFile,
  redirectUri,
  type SandboxConfiguration,
} from "./configuration.ts";
import { type Configured, openGateway, writeConfiguration } from "./gateway.ts";
import { openHomeAssistant } from "./home-assistant.ts";
import type { Person } from "./people.ts";
import { startPhone } from "./phone.ts";
import { choosePort } from "./ports.ts";
import { type RunningProvider, startProvider } from "./provider.ts";

/** What is open, as `--json` says it. */
export interface Sandbox {
  url: string;
  homeAssistant: {
    kind: "real";
    version: string;
    url: string;
    owner: { username: string; password: string } | null;
  };
  provider: { name: string; issuer: string };
  people: Pick<Person, "login" | "password" | "groups">[];

  /** Where a window counts as an official app's login page. */
  phone: string;

  /** The companion in a browser's window, and the home as it reaches it. */
  companion?: { url: string; home: string };

  /** What a person has to allow at providers of their own. */
  redirectUris: string[];

  /** The file that receives what the gateway says. */
  log: string;
}

/** Home Assistant was not prepared; `message` is what to do. */
export class NotPreparedError extends Error {
  readonly name = "NotPreparedError";

  readonly code = "not_prepared";
}

const usualPorts = {
  home: 8130,
  phone: 8131,
  companionHome: 8132,
  companion: 8133,
  provider: 8140,
};

/**
 * Opens all of it. What was opened is put on the stack at once, so that it
 * can be closed in the middle of a start.
 */
export async function openSandbox(
  asked: SandboxArguments,
  open: AsyncDisposableStack,
  report: Report
): Promise<Sandbox> {
  const port = await choosePort(usualPorts.home, asked.port);
  const url = `http://localhost:${port}`;
  await buildPage(report);
  const phonePort = await choosePort(usualPorts.phone);
  const phoneUrl = `http://localhost:${phonePort}`;
  const desk = asked.companion ? await choosePorts() : undefined;
  const also = [
    phoneUrl,
    ...(desk ? [`http://localhost:${desk.homePort}`] : []),
  ];
  const origins = [url, ...also];
  const inside = asked.provider ? undefined : await openProvider(origins, open);
  const directory = await chooseDirectory(asked, open);
  const options: SandboxConfiguration = {
    url,
    also,
    port,
    homeAssistant:
      asked.homeAssistant ?? `http://127.0.0.1:${await freePort()}`,
    data: join(directory, "data"),
    folder: dirname(resolve(asked.provider ?? ".")),
    providers: inside
      ? await describeProvider(inside, directory)
      : readProviderFile(asked.provider ?? ""),
  };
  const configured = await writeConfiguration(options);

  const homeAssistant = await openHomeAssistant(
    asked,
    options.homeAssistant,
    report
  );
  open.defer(() => homeAssistant.stop());
  const { configDir } = homeAssistant;
  if (configDir === undefined) insistOnBridge(configured);
  const gateway = await step(report, "Starting the gateway", () =>
    openGateway(configured, configDir)
  );
  open.defer(() => gateway.stop());
  const phone = await startPhone(phonePort, port);
  open.defer(() => phone.stop());
  const companion =
    desk &&
    (await step(report, "Building the companion", () =>
      startDesktop({ ...desk, gatewayPort: port })
    ));
  if (companion) open.defer(() => companion.stop());

  const { kind, version, owner = null } = homeAssistant;
  const [provider = { name: "", issuer: "" }] = gateway.providers;
  const people = inside?.people ?? [];
  return {
    url,
    homeAssistant: { kind, version, url: homeAssistant.url, owner },
    provider: { name: provider.name, issuer: provider.issuer },
    people: people.map(({ login, password, groups }) => ({
      login,
      password,
      groups,
    })),
    phone: phone.url,
    ...(companion && {
      companion: { url: companion.url, home: companion.home },
    }),
    redirectUris: inside
      ? []
      : gateway.providers.flatMap(({ id }) =>
          origins.map((origin) => redirectUri(origin, id))
        ),
    log: gateway.log,
  };
}

async function choosePorts() {
  return {
    port: await choosePort(usualPorts.companion),
    homePort: await choosePort(usualPorts.companionHome),
  };
}

async function openProvider(origins: string[], open: AsyncDisposableStack) {
  const provider = await startProvider({
    redirectUris: origins.map((origin) => redirectUri(origin, embeddedId)),
    port: await choosePort(usualPorts.provider),
  });
  open.defer(() => provider.stop());
  return provider;
}

async function describeProvider(
  provider: RunningProvider,
  directory: string
): Promise<string> {
  const secretFile = join(directory, "client-secret");
  await writeFile(secretFile, provider.client.secret, { mode: 0o600 });
  return embeddedProvider(provider, secretFile);
}

/**
 * Keys and configuration last as long as the Home Assistant that knows them:
 * for one of our own that is this run.
 */
async function chooseDirectory(
  asked: SandboxArguments,
  open: AsyncDisposableStack
): Promise<string> {
  if (asked.homeAssistant !== undefined) {
    const name = new URL(asked.homeAssistant).host.replace(/[^\w.-]/g, "-");
    const directory = join(cacheDirectory(), "sandbox", name);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return directory;
  }
  const directory = await mkdtemp(join(tmpdir(), "ha-external-login-"));
  open.defer(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A Home Assistant that is not ours has to be told of us by its owner. */
function insistOnBridge({ configuration, path }: Configured): void {
  if (existsSync(join(configuration.data, "bridge-keys"))) return;
  throw new NotPreparedError(
    `Home Assistant at ${configuration.homeAssistant} does not know the gateway yet. Once:

  node_modules/.bin/node apps/server/src/main.ts setup --configuration ${path} --home-assistant-config DIR

DIR is where its configuration.yaml is. Do what that says, then start the sandbox again.`
  );
}
