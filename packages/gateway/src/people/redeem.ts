import {
  continueLoginFlow,
  createLoginFlow,
  type Client,
  type HomeAssistant,
  type LoginFlowStep,
} from "@ha-external-login/home-assistant";
import type { GatewayOptions } from "../options.ts";
import { mintTicket, type TicketLines } from "./ticket.ts";

/** For whom a ticket is redeemed, and which client gets the code. */
export interface Redemption {
  username: string;
  lines: TicketLines;
  clientId: string;
  redirectUri: string;
  /** The create body's other keys, exactly as the page sent them. */
  passed: Record<string, string>;
}

/**
 * A login at Home Assistant by a fresh ticket: a code, or whatever else Home
 * Assistant has to say. The flow is begun here and not earlier, because its
 * flows never expire and five minutes for a second factor count from here.
 *
 * @param client absent for the gateway's own logins.
 */
export async function redeem(
  options: GatewayOptions,
  ha: HomeAssistant,
  redemption: Redemption,
  client?: Client
): Promise<LoginFlowStep> {
  const { username, lines, clientId, redirectUri, passed } = redemption;
  const { runtime, bridgeKeys, ticketProvider } = options;
  const flow = await createLoginFlow(
    ha,
    {
      client_id: clientId,
      handler: ["command_line", ticketProvider],
      redirect_uri: redirectUri,
      ...passed,
    },
    client
  );
  if (flow.type !== "form") return flow;
  const password = await mintTicket(bridgeKeys, {
    username,
    lines,
    now: runtime.now(),
    nonce: runtime.randomBytes(16),
  });
  const input = { client_id: clientId, username, password };
  return continueLoginFlow(ha, flow.flow_id, input, client);
}
