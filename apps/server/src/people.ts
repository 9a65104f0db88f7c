/**
 * `ha-external-login people`: who came through external login, and whom an
 * administrator lets in again.
 *
 * @module
 */
import {
  asEntry,
  createServiceUser,
  entryKey,
  type Entry,
  type ServiceUser,
} from "@ha-external-login/gateway";
import {
  createHomeAssistant,
  listUsers,
  setUserData,
} from "@ha-external-login/home-assistant";
import type { Arguments, Command } from "./command.ts";
import { UsageError } from "./command.ts";
import { loadConfiguration } from "./configuration.ts";
import { createRuntime } from "./runtime.ts";
import { openOptions } from "./tool-options.ts";

export const command: Command = {
  usage: "people list|allow ID [--configuration FILE]",
  help: `People who came through external login, as Home Assistant keeps them.

  list      each with an id, the name, provider and role, and whether their
            user is there
  allow ID  somebody whose user was deleted in Home Assistant may come back:
            at their next login they get a new, empty user

  --configuration FILE  the gateway's configuration; configuration.yaml here
                        if left out`,
  options: { configuration: { type: "string", short: "c" } },
  run: people,
};

/** Somebody, by the id that the list shows. */
interface Known {
  id: string;
  entry: Entry;
  /** Whether their user is still there. */
  isThere: boolean;
}

async function people({ values, positionals }: Arguments): Promise<number> {
  const [action, id] = positionals;
  if (action !== "list" && action !== "allow") {
    throw new UsageError('say "people list" or "people allow ID"');
  }
  const path = String(values["configuration"] ?? "configuration.yaml");
  const runtime = createRuntime();
  const configuration = loadConfiguration(path, process.env);
  const options = await openOptions(configuration, runtime);
  const ha = createHomeAssistant(runtime, configuration.homeAssistant);
  const service = createServiceUser(options, ha);
  try {
    const known = await readAll(service);
    return action === "list" ? list(known) : await allow(service, known, id);
  } finally {
    service.close();
    await options.store.close();
    await runtime.close();
  }
}

async function readAll(service: ServiceUser): Promise<Known[]> {
  return service.use(async (connection) => {
    const data = await connection.call({ type: "frontend/get_user_data" });
    const { value } = data as { value: Record<string, unknown> | null };
    const users = new Set((await listUsers(connection)).map(({ id }) => id));
    const prefix = entryKey("");
    return Object.entries(value ?? {}).flatMap(([key, kept]) => {
      const entry = key.startsWith(prefix) ? asEntry(kept) : undefined;
      if (entry === undefined) return [];
      const isThere = entry.user_id !== undefined && users.has(entry.user_id);
      return [{ id: key.slice(prefix.length), entry, isThere }];
    });
  });
}

function list(known: Known[]): number {
  if (known.length === 0) {
    say("Nobody has come through external login yet.");
    return 0;
  }
  for (const { id, entry, isThere } of known) {
    const state = isThere
      ? entry.group
      : entry.user_id === undefined
        ? "allowed, has not come yet"
        : "deleted in Home Assistant";
    say(`${id.slice(0, idSize)}  ${entry.name}  (${entry.provider})  ${state}`);
  }
  return 0;
}

async function allow(
  service: ServiceUser,
  known: Known[],
  id: string | undefined
): Promise<number> {
  const [found, another] = known.filter(
    (one) => id !== undefined && id !== "" && one.id.startsWith(id)
  );
  if (found === undefined || another !== undefined) {
    throw new UsageError(
      "this needs the id of one person, as the list shows it"
    );
  }
  if (found.isThere) {
    say(`${found.entry.name} has a user; there is nothing to allow.`);
    return 0;
  }
  const { user_id: _gone, ...entry } = found.entry;
  await service.use((connection) =>
    setUserData(connection, entryKey(found.id), entry)
  );
  say(`${entry.name} gets a new user at their next login.`);
  return 0;
}

/** Characters of an id that the list shows. */
const idSize = 12;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
