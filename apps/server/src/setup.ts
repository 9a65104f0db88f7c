/**
 * `ha-external-login setup`: first what Home Assistant needs is written and
 * said; then, after its restart, whether all of it holds.
 *
 * @module
 */
import {
  createHomeAssistant,
  getProviders,
} from "@ha-external-login/home-assistant";
import { writeBridge } from "./bridge/write.ts";
import type { Arguments, Command } from "./command.ts";
import { UsageError } from "./command.ts";
import { loadConfiguration, type Configuration } from "./configuration.ts";
import { createRuntime } from "./runtime.ts";
import { checkHome } from "./setup-check.ts";
import {
  homeAssistantSteps,
  providerSteps,
  trustSteps,
} from "./setup-steps.ts";

export const command: Command = {
  usage:
    "setup [--configuration FILE] [--home-assistant-config DIR] [--seen-as DIR] [--new-keys]",
  help: `Prepares Home Assistant, and checks afterwards that it is prepared.

Run it once with --home-assistant-config: it writes the ticket script and its
keys, and prints what to put into Home Assistant's configuration. Restart Home
Assistant, then run it again: it logs in, makes a test person and removes it,
and says what is missing. Running it again changes nothing that is right.

  --configuration FILE         the gateway's configuration; configuration.yaml
                               here if left out
  --home-assistant-config DIR  Home Assistant's configuration directory, where
                               its configuration.yaml is
  --seen-as DIR                the same directory as Home Assistant sees it, if
                               that is another path: /config in its container
  --new-keys                   makes new keys; the old ones count until then`,
  options: {
    configuration: { type: "string", short: "c" },
    "home-assistant-config": { type: "string" },
    "seen-as": { type: "string" },
    "new-keys": { type: "boolean" },
  },
  run: setup,
};

async function setup({ values }: Arguments): Promise<number> {
  const path = String(values["configuration"] ?? "configuration.yaml");
  const configuration = loadConfiguration(path, process.env);
  const directory = values["home-assistant-config"];
  if (typeof directory === "string") {
    await prepare(configuration, directory, values);
  } else if (values["new-keys"] === true || values["seen-as"] !== undefined) {
    throw new UsageError("this needs --home-assistant-config as well");
  }
  const runtime = createRuntime();
  try {
    const steps = await whatIsMissing(configuration, runtime);
    if (steps !== undefined) {
      say(steps);
      return 1;
    }
    return (await checkHome(configuration, runtime, say)) ? 0 : 1;
  } finally {
    await runtime.close();
  }
}

async function prepare(
  configuration: Configuration,
  directory: string,
  values: Arguments["values"]
): Promise<void> {
  const { script, keys } = await writeBridge({
    homeAssistantConfig: directory,
    data: configuration.data,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    newKeys: values["new-keys"] === true,
  });
  const how = {
    made: "new keys beside it",
    kept: "its keys stay as they were",
    copied: "its keys are the ones that counted before",
    renewed: "new keys beside it; the ones before count for one more change",
  }[keys];
  say(`Wrote ${script}: ${how}.\n`);
  say(providerSteps(configuration));
  const seenAs = values["seen-as"] ?? directory;
  say(homeAssistantSteps(configuration, String(seenAs)));
}

/** What stands in the way of any check, in words; nothing if nothing does. */
async function whatIsMissing(
  { homeAssistant, ticketProvider, origins }: Configuration,
  runtime: ReturnType<typeof createRuntime>
): Promise<string | undefined> {
  const ha = createHomeAssistant(runtime, homeAssistant);
  try {
    const { providers } = await getProviders(ha);
    const known = providers.some(
      ({ type, id }) => type === "command_line" && id === ticketProvider
    );
    if (known) return undefined;
    const trust = await trustSteps(ha, homeAssistant);
    return `Home Assistant at ${homeAssistant} does not know the ticket provider "${ticketProvider}" yet.\nPut the lines above into its configuration and restart it; then:\n\n${trust}\nThen run this command again. People will sign in at ${origins[0]}.`;
  } catch (error) {
    return `Home Assistant at ${homeAssistant} does not answer as it should: ${(error as Error).message}.\nStart it, or correct \`home_assistant\` in the configuration; then run this command again.`;
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
