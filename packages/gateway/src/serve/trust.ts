/**
 * Whether Home Assistant takes our word for where a request comes from. Until
 * it does, it answers 400 to everything that passes through us.
 *
 * @module
 */
import {
  getProviders,
  RefusedError,
  UnreachableError,
  type HomeAssistant,
} from "@ha-external-login/home-assistant";
import type { GatewayOptions } from "../options.ts";

/** What was found when Home Assistant was last asked. */
export type TrustState =
  "unknown" | "trusted" | "untrusted" | "onboarding" | "unreachable";

export interface Trust {
  state(): TrustState;

  /** Asks again, at most once a second. */
  check(): Promise<TrustState>;

  /**
   * Home Assistant has refused something as it refuses a proxy that it does
   * not know. Only its answer to a question of our own tells.
   */
  doubt(): void;
}

/**
 * An address of the documentation's range: nobody is banned for it.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc5737
 */
const nobody = "192.0.2.1";

export function createTrust(
  { runtime, origins, log }: GatewayOptions,
  ha: HomeAssistant
): Trust {
  let state: TrustState = "unknown";
  let checkedAt = 0;
  let checking: Promise<TrustState> | undefined;

  async function ask(): Promise<TrustState> {
    checkedAt = runtime.now();
    const found = await probe(ha, origins[0]).catch((error: unknown) => {
      // Whatever it is, our word is no longer what it stumbles over.
      if (state === "untrusted") state = "unknown";
      throw error;
    });
    if (found !== state) log.info("trust.changed", { state: found });
    state = found;
    return found;
  }

  function check(): Promise<TrustState> {
    if (checking === undefined && runtime.now() === checkedAt) {
      return Promise.resolve(state);
    }
    checking ??= ask().finally(() => {
      checking = undefined;
    });
    return checking;
  }

  return {
    state: () => state,
    check,
    doubt() {
      check().catch(() => undefined);
    },
  };
}

async function probe(ha: HomeAssistant, origin: string): Promise<TrustState> {
  try {
    await getProviders(
      ha,
      { address: nobody, origin },
      AbortSignal.timeout(5000)
    );
    return "trusted";
  } catch (error) {
    if (error instanceof UnreachableError) return "unreachable";
    if (error instanceof RefusedError) {
      if (error.kind === "untrusted_proxy") return "untrusted";
      if (error.reason === "onboarding_required") return "onboarding";
    }
    throw error;
  }
}
