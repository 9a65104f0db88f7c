import type { KeyRing } from "@ha-external-login/flow";
import type { Client, HomeAssistant } from "@ha-external-login/home-assistant";
import type { Provider } from "@ha-external-login/oidc";
import type { HomeFacts } from "./people/home-facts.ts";
import type { GatewayOptions, ProviderOptions } from "./options.ts";
import type { People } from "./people/people.ts";
import type { ServiceUser } from "./people/service-user.ts";
import type { Tally } from "./match/tally.ts";
import type { Tries } from "./match/tries.ts";
import type { Trust } from "./serve/trust.ts";

/** A configured provider, and the one that is asked. */
export interface KnownProvider {
  options: ProviderOptions;
  provider: Provider;
}

/** What every route works with. */
export interface Context {
  options: GatewayOptions;
  keys: KeyRing;
  ha: HomeAssistant;
  providers: Map<string, KnownProvider>;
  trust: Trust;
  service: ServiceUser;
  people: People;
  facts: () => HomeFacts;
  tries: Tries;
  /** Notifications an hour, by person. */
  notices: Tally;
}

/** For whom and where a request is answered. */
export interface Asked {
  /** The person's one address, as the server rebuilt it. */
  address: string;
  /** The configured origin that the request came in on. */
  origin: string;
}

/** The same, as Home Assistant is told. */
export function clientOf(asked: Asked): Client {
  return { address: asked.address, origin: asked.origin };
}
