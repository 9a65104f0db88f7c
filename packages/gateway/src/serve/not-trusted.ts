import { httpConfig } from "@ha-external-login/home-assistant";
import { ownPrefix, pageAnswer, placeOf, seeOther } from "./answers.ts";
import type { Asked, Context } from "../context.ts";
import { notTrustedPage, type Trust } from "../pages/not-trusted.ts";

/** Where *Check again* leads. */
const again = `${ownPrefix}trust`;

/** Instead of everything, while Home Assistant does not trust the gateway. */
export function notTrusted(
  context: Context,
  request: Request,
  asked: Asked
): Response {
  const { homeAssistant, ownAddress } = context.options;
  const trust: Trust =
    isLocal(asked.address) && ownAddress !== undefined
      ? { state: "home", homeAssistant, gateway: ownAddress }
      : { state: "outside" };
  return show(context, request, asked, trust, 503);
}

/** `GET /auth/external-login/trust`: reached once Home Assistant trusts us. */
export async function trustAgain(
  context: Context,
  request: Request,
  asked: Asked
): Promise<Response> {
  const revertAt = await onTrialUntil(context);
  return revertAt === undefined
    ? seeOther("/", [])
    : show(context, request, asked, { state: "confirm", revertAt }, 200);
}

/** When Home Assistant takes its settings back, if nobody confirms them. */
async function onTrialUntil({
  service,
  options: { log },
}: Context): Promise<number | undefined> {
  try {
    const config = await service.use(httpConfig);
    const at = Date.parse(config?.revert_at ?? "");
    return Number.isNaN(at) ? undefined : Math.floor(at / 1000);
  } catch (error) {
    log.warn("trust.trial_unknown", { message: String(error) });
    return undefined;
  }
}

function show(
  context: Context,
  request: Request,
  asked: Asked,
  trust: Trust,
  status: number
): Response {
  const place = placeOf(context, request, asked);
  return pageAnswer(notTrustedPage(place, trust, again), status);
}

/**
 * Whether an address is one of the local network, as Home Assistant counts
 * them: only there are inner addresses named.
 */
function isLocal(address: string): boolean {
  return /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|::1$|f[cd]|fe[89ab])/i.test(
    address
  );
}
