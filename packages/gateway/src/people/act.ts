import {
  connect,
  exchangeCode,
  revokeToken,
  type Connection,
  type HomeAssistant,
  type Tokens,
} from "@ha-external-login/home-assistant";
import type { GatewayOptions } from "../options.ts";
import { redeem } from "./redeem.ts";
import type { TicketLines } from "./ticket.ts";

/**
 * The gateway's own client at Home Assistant. It is never fetched: an address
 * of its own host is enough, and `.invalid` belongs to nobody.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc6761#section-6.4
 */
export const ownClientId = "https://ha-external-login.invalid/";

/** A ticket of ours did not lead to a code. */
export class TicketRefusedError extends Error {
  readonly name = "TicketRefusedError";

  readonly code = "ticket";
}

/**
 * Logs in as a user, under the gateway's own client and from its own address.
 * A user that Home Assistant doesn't have yet is made by this.
 *
 * @throws {TicketRefusedError} if the ticket isn't taken, or a second factor
 * is asked that nobody but the person can answer.
 */
export async function logInAs(
  options: GatewayOptions,
  ha: HomeAssistant,
  username: string,
  lines: TicketLines
): Promise<Tokens> {
  const step = await redeem(options, ha, {
    username,
    lines,
    clientId: ownClientId,
    redirectUri: ownClientId,
    passed: {},
  });
  if (step.type !== "create_entry") {
    const received = step.type === "form" ? step.step_id : step.reason;
    throw new TicketRefusedError("Home Assistant did not take our ticket", {
      cause: { expected: "create_entry", received },
    });
  }
  return exchangeCode(ha, { code: step.result, client_id: ownClientId });
}

/** Does something as a user, and leaves no session of theirs behind. */
export async function actAs<T>(
  options: GatewayOptions,
  ha: HomeAssistant,
  user: { username: string; lines: TicketLines },
  work: (connection: Connection) => Promise<T>
): Promise<T> {
  const tokens = await logInAs(options, ha, user.username, user.lines);
  try {
    const connection = await connect(ha, tokens.access_token);
    try {
      return await work(connection);
    } finally {
      connection.close();
    }
  } finally {
    await revokeToken(ha, tokens.refresh_token);
  }
}
