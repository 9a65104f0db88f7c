import { getConfig } from "@ha-external-login/home-assistant";
import type { GatewayOptions } from "./options.ts";
import type { ServiceUser } from "./service-user.ts";

/** What the home is called, and what time it has. */
export interface HomeFacts {
  name: string | undefined;
  timeZone: string | undefined;
}

/** Seconds after which Home Assistant is asked again, in the background. */
const factsLife = 600;

/**
 * What pages say of the home. They never wait for it: until Home Assistant
 * has answered, its host stands for its name.
 */
export function createHomeFacts(
  { runtime, log }: GatewayOptions,
  service: ServiceUser
): () => HomeFacts {
  let facts: HomeFacts = { name: undefined, timeZone: undefined };
  let askedAt = 0;

  async function refresh(): Promise<void> {
    try {
      const config = await service.use(getConfig);
      facts = { name: config.location_name, timeZone: config.time_zone };
    } catch (error) {
      log.warn("home_facts.unknown", {
        code: error instanceof Error ? error.name : "unknown",
      });
    }
  }

  return () => {
    if (runtime.now() >= askedAt + factsLife) {
      askedAt = runtime.now();
      void refresh();
    }
    return facts;
  };
}
