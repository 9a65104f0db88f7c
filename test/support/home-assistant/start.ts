import {
  type HomeAssistantOptions,
  type RunningHomeAssistant,
  startInEnvironment,
} from "./home.ts";
import { NoHomeAssistantError } from "./instance.ts";
import { step } from "../program.ts";
import { provisionHomeAssistant } from "./provision.ts";

export type { HomeAssistantOptions, RunningHomeAssistant } from "./home.ts";
export { NoHomeAssistantError } from "./instance.ts";

/**
 * Starts a real Home Assistant, installing it first where it is missing.
 *
 * @throws {NoHomeAssistantError} if it cannot be installed or does not start.
 */
export async function startHomeAssistant(
  options: HomeAssistantOptions = {}
): Promise<RunningHomeAssistant> {
  const report = options.report ?? (() => {});
  const provisioned = await provisionHomeAssistant(options.version, report);
  if ("reason" in provisioned) {
    const { reason, advice } = provisioned;
    throw new NoHomeAssistantError(`${reason}; ${advice}`);
  }
  return step(report, `Starting Home Assistant ${provisioned.version}`, () =>
    startInEnvironment(provisioned, options)
  );
}
