/**
 * A real Home Assistant on loopback, with a home of its own that is thrown
 * away when it stops.
 *
 * @module
 */
import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { freePort } from "../port.ts";
import type { Report } from "../program.ts";
import type { Environment } from "./environment.ts";
import { Instance, installsNothing } from "./instance.ts";
import { owner, type Seed, seedHome } from "./seed.ts";
import type { Socket } from "./socket.ts";

/** A file of the configuration directory, before Home Assistant starts. */
export interface HomeFile {
  content: string | Uint8Array;
  mode?: number;
}

/** What to start. Everything has a default that suits most tests. */
export interface HomeAssistantOptions extends Partial<Omit<Seed, "inside">> {
  version?: string;

  /** By path in the configuration directory: `external_login/ticket.sh`. */
  files?: Record<string, HomeFile>;
  report?: Report;
}

/** A Home Assistant that answers. */
export interface RunningHomeAssistant {
  url: string;
  version: string;

  /** The configuration directory, as the machine and as Home Assistant sees it. */
  configDir: string;
  configDirInside: string;
  owner: typeof owner;

  /** Resolves when its state is RUNNING: it then stops without losing anything. */
  waitRunning(): Promise<void>;

  /** A websocket of the seed's system user, which is an administrator. */
  administer(): Promise<Socket>;

  /** Ends it and removes the home. */
  stop(): Promise<void>;

  /** Stops it in order and starts it again with the same home and address. */
  restart(): Promise<void>;

  /** Kills it as a power cut would; {@link restart} starts it again. */
  kill(): Promise<void>;

  /** Everything it has printed. */
  log(): Promise<string>;
}

/** Starts one whose environment is known to be there. */
export async function startInEnvironment(
  environment: Environment,
  options: HomeAssistantOptions = {},
  flags: string[] = installsNothing
): Promise<RunningHomeAssistant> {
  const directory = await mkdtemp(join(tmpdir(), "home-assistant-"));
  const configDir = join(directory, "config");
  const removeHome = () => rmSync(directory, { recursive: true, force: true });
  process.once("exit", removeHome);
  const inside = environment.python.apart ? "/config" : configDir;
  const port = options.port ?? (await freePort());
  await mkdir(configDir);
  await seedHome(configDir, {
    port,
    inside,
    people: options.people ?? [],
    ...(options.ownerTotp ? { ownerTotp: options.ownerTotp } : {}),
    ...(options.ownerKeys ? { ownerKeys: options.ownerKeys } : {}),
    onboarded: options.onboarded ?? true,
    trustsProxy: options.trustsProxy ?? true,
    ticketProvider: options.ticketProvider ?? true,
    configuration: options.configuration ?? "",
  });
  await writeFiles(configDir, options.files ?? {});

  const url = `http://127.0.0.1:${port}`;
  const log = join(directory, "printed.log");
  const instance = new Instance(
    environment,
    configDir,
    inside,
    url,
    log,
    flags
  );
  await instance.begin();

  return {
    url,
    version: environment.version,
    configDir,
    configDirInside: inside,
    owner,
    waitRunning: () => instance.waitRunning(),
    administer: () => instance.administer(),
    restart: () => instance.restart(),
    kill: () => instance.end("SIGKILL"),
    log: () => readFile(log, "utf8"),
    stop: async () => {
      await instance.end("SIGTERM");
      process.off("exit", removeHome);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function writeFiles(
  configDir: string,
  files: Record<string, HomeFile>
): Promise<void> {
  for (const [path, { content, mode }] of Object.entries(files)) {
    const target = join(configDir, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content, { mode: mode ?? 0o644 });
  }
}
