import type { HomeAssistantRuntime } from "@ha-external-login/home-assistant";
import type { OidcRuntime } from "@ha-external-login/oidc";

/**
 * Clock, randomness and network. Packages ask here and nowhere else, so that
 * a test moves time by hand and an app decides what the network is.
 */
export interface Runtime extends OidcRuntime, HomeAssistantRuntime {
  /** Unix time in whole seconds. */
  now(): number;

  /** Bytes that nobody can guess. */
  randomBytes(length: number): Uint8Array<ArrayBuffer>;
}
