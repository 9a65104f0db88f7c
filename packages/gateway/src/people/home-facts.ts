import { getConfig, listUsers } from "@ha-external-login/home-assistant";
import type { GatewayOptions } from "../options.ts";
import type { ServiceUser } from "./service-user.ts";

/** What the home is called, what time it has, and who runs it. */
export interface HomeFacts {
  name?: string;
  timeZone?: string;
  language?: string;
  /** Its owner's name, for whoever has to ask to be let in. */
  owner?: string;
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
  let facts: HomeFacts = {};
  let askedAt = 0;

  async function refresh(): Promise<void> {
    try {
      const {
        location_name: name,
        time_zone: timeZone,
        language,
      } = await service.use(getConfig);
      const users = await service.use(listUsers);
      const owner = users.find(({ is_owner }) => is_owner)?.name;
      facts = {
        name,
        timeZone,
        ...(language !== undefined && { language }),
        ...(owner != null && { owner }),
      };
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
