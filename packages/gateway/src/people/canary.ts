import {
  currentUser,
  deleteUser,
  listUsers,
  type HomeAssistant,
} from "@ha-external-login/home-assistant";
import { actAs } from "./act.ts";
import { keyOf } from "./identity.ts";
import type { GatewayOptions } from "../options.ts";
import type { ServiceUser } from "./service-user.ts";

/** Home Assistant makes of our tickets something else than they say. */
export class CanaryError extends Error {
  readonly name = "CanaryError";

  readonly code = "canary";
}

/**
 * Makes a person of the lowest role, asks Home Assistant what became of them,
 * and removes them. Without `meta: true` in its configuration everybody would
 * become an administrator, and nothing else would tell.
 *
 * @throws {CanaryError} if the person came out otherwise than the ticket said.
 */
export async function sendCanary(
  options: GatewayOptions,
  ha: HomeAssistant,
  service: ServiceUser
): Promise<void> {
  const username = keyOf(options.runtime.randomBytes(20));
  const lines = {
    name: "External login canary",
    group: "system-read-only",
    localOnly: true,
  } as const;
  const { id } = await actAs(options, ha, { username, lines }, currentUser);
  const made = await service.use(async (connection) => {
    const users = await listUsers(connection);
    await deleteUser(connection, id);
    return users.find((user) => user.id === id);
  });
  const received = made && {
    name: made.name,
    group_ids: made.group_ids,
    local_only: made.local_only,
  };
  if (
    received?.name !== lines.name ||
    received.group_ids.join() !== lines.group ||
    !received.local_only
  ) {
    throw new CanaryError(
      "Home Assistant did not give a new user the group of the ticket: " +
        "`meta: true` is missing in its `command_line` auth provider",
      { cause: { expected: lines, received } }
    );
  }
}
