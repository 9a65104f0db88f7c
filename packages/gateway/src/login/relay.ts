/**
 * Forms of Home Assistant's own, its second factor, on a flow of ours.
 *
 * @module
 */
import {
  sealId,
  sealRelay,
  toBase64url,
  type InApp,
  type Relay,
} from "@ha-external-login/flow";
import {
  continueLoginFlow,
  deleteLoginFlow,
  RefusedError,
  type LoginFlowForm,
  type LoginFlowStep,
} from "@ha-external-login/home-assistant";
import { abortStep, json } from "../serve/answers.ts";
import type { Body } from "../serve/body.ts";
import { clientOf, type Asked, type Context } from "../context.ts";
import { bindingCookie, clearedCookie } from "../serve/cookies.ts";
import { notify } from "../people/notify.ts";

/**
 * A form of Home Assistant's own, shown on a flow of ours: its flow's id
 * stays here, and only this browser can answer.
 */
export async function relayForm(
  context: Context,
  asked: Asked,
  form: LoginFlowForm,
  login: { provider: string; clientId: string; inApp?: InApp }
): Promise<Response> {
  const { keys, options } = context;
  const { runtime } = options;
  const now = runtime.now();
  const id = toBase64url(runtime.randomBytes(16));
  const held: Relay = {
    id,
    provider: login.provider,
    origin: asked.origin,
    clientId: login.clientId,
    haFlowId: form.flow_id,
    startedAt: now,
    ...(login.inApp && { inApp: login.inApp }),
  };
  const sealed = await sealRelay(keys, held, runtime.randomBytes(12));
  const flow_id = await sealId(
    keys,
    "flow_id",
    id,
    now,
    runtime.randomBytes(12)
  );
  const cookie = bindingCookie(asked.origin, id, sealed);
  return json({ ...form, flow_id }, 200, [cookie]);
}

/** The person's answer to such a form, and what Home Assistant makes of it. */
export async function continueRelay(
  context: Context,
  asked: Asked,
  held: Relay,
  flowId: string,
  body: Body
): Promise<Response> {
  const input: Record<string, unknown> = {};
  for (const key of relayedKeys) {
    if (body.has(key)) input[key] = body.get(key);
  }
  let step: LoginFlowStep;
  try {
    step = await continueLoginFlow(
      context.ha,
      held.haFlowId,
      { ...input, client_id: held.clientId },
      clientOf(asked)
    );
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return json({ message: error.answer }, error.status);
  }
  if (step.type === "form") return json({ ...step, flow_id: flowId });
  const cookies = [clearedCookie(asked.origin, held.id)];
  if (step.type === "create_entry") {
    const { provider, inApp } = held;
    context.options.log.info("login.finished", { provider });
    if (inApp !== undefined) notify(context, provider, inApp);
    return json({ ...step, flow_id: flowId }, 200, cookies);
  }
  const reason =
    step.reason === "login_expired" || step.reason === "too_many_retry"
      ? step.reason
      : "failed";
  const cause = `home_assistant.${step.reason}`;
  const abort = { provider: held.provider, reason, cause } as const;
  return json(abortStep(context, asked, abort), 200, cookies);
}

/**
 * Ends a flow of Home Assistant's that nobody will answer. It may be gone
 * already, and nothing waits for it to go.
 */
export async function endFlow(
  context: Context,
  asked: Asked,
  haFlowId: string
): Promise<void> {
  await deleteLoginFlow(context.ha, haFlowId, clientOf(asked)).catch(
    () => undefined
  );
}

/** What Home Assistant's second factor asks for; nothing else reaches it. */
const relayedKeys = ["code", "multi_factor_auth_module"];
