import {
  createServiceUser,
  createTrust,
  sendCanary,
  type GatewayOptions,
} from "@ha-external-login/gateway";
import {
  createHomeAssistant,
  httpConfig,
  type HomeAssistant,
} from "@ha-external-login/home-assistant";
import { createProvider, discover } from "@ha-external-login/oidc";
import type { Configuration } from "./configuration.ts";
import type { createRuntime } from "./runtime.ts";
import { trustSteps } from "./setup-steps.ts";
import { openOptions } from "./tool-options.ts";

type Runtime = ReturnType<typeof createRuntime>;

/** One thing that has to hold. */
interface Check {
  /** What holds: `The service user can log in`. */
  name: string;
  /** @returns what to do, if it doesn't. */
  run(): Promise<string | undefined>;
}

/**
 * Goes through everything that a login needs, and says of each whether it
 * holds and what to do.
 */
export async function checkHome(
  configuration: Configuration,
  runtime: Runtime,
  say: (line: string) => void
): Promise<boolean> {
  const options = await openOptions(configuration, runtime);
  const ha = createHomeAssistant(runtime, configuration.homeAssistant);
  const service = createServiceUser(options, ha);
  try {
    let allHold = true;
    for (const check of checksOf(options, ha, service)) {
      const advice = await check.run().catch(adviceOf);
      say(`${advice === undefined ? "ok  " : "FAIL"}  ${check.name}`);
      if (advice !== undefined) say(advice.replaceAll(/^/gm, "        "));
      allHold &&= advice === undefined;
    }
    say(
      allHold
        ? `\nAll is ready. Start the gateway with "ha-external-login serve", and sign in at ${configuration.origins[0]}.`
        : "\nNot ready yet. Do what is said above, then run this command again."
    );
    return allHold;
  } finally {
    service.close();
    await options.store.close();
  }
}

function checksOf(
  options: GatewayOptions,
  ha: HomeAssistant,
  service: ReturnType<typeof createServiceUser>
): Check[] {
  return [
    {
      name: "Home Assistant takes our tickets: the service user can log in",
      run: async () => {
        const version = await service.use(async ({ haVersion }) => haVersion);
        options.log.info("home_assistant.version", { version });
        return undefined;
      },
    },
    {
      name: "A test person got the lowest role, and was removed again",
      run: async () => {
        await sendCanary(options, ha, service);
        return undefined;
      },
    },
    {
      name: "Home Assistant trusts this gateway as a proxy",
      run: async () => {
        const state = await createTrust(options, ha).check();
        return state === "trusted"
          ? undefined
          : trustSteps(ha, options.homeAssistant);
      },
    },
    {
      name: "Home Assistant's HTTP settings are confirmed",
      run: async () => {
        const config = await service.use(httpConfig);
        if (config?.revert_at == null) return undefined;
        return `Home Assistant takes them back at ${config.revert_at}: open it as an administrator and choose Confirm.`;
      },
    },
    ...options.providers.map(({ settings }) => ({
      name: `${settings.name} answers at ${settings.issuer}`,
      run: async () => {
        await discover(createProvider(options.runtime, settings));
        return undefined;
      },
    })),
  ];
}

function adviceOf(error: unknown): string {
  return error instanceof Error ? `${error.message}.` : String(error);
}
