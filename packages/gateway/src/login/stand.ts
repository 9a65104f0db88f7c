/**
 * Where a person stands at Home Assistant once a provider has vouched for
 * them: policy, role, ticket, and then whatever Home Assistant says.
 *
 * @module
 */
import type {
  AbortReason,
  Person,
  Placeholders,
} from "@ha-external-login/flow";
import {
  AuthInvalidError,
  DeadlineError,
  HomeAssistantError,
  RefusedError,
  UnreachableError,
  type Client,
  type LoginFlowForm,
  type LoginFlowStep,
} from "@ha-external-login/home-assistant";
import { TicketRefusedError } from "../people/act.ts";
import { CanaryError } from "../people/canary.ts";
import { isLocalOnly, roleOf } from "../people/claims.ts";
import type { Context } from "../context.ts";
import { RoleError } from "../people/people.ts";
import { redeem } from "../people/redeem.ts";

/** What came of a login at Home Assistant. */
export type Standing =
  | { type: "code"; code: string }
  /** Home Assistant asks for more, a second factor. */
  | { type: "form"; step: LoginFlowForm }
  /** Home Assistant isn't there; the proof is still good for a while. */
  | { type: "away" }
  | {
      type: "abort";
      reason: AbortReason;
      /** For the log: which check said no. */
      cause: string;
      placeholders: Placeholders;
    };

/** Which client the code is for. */
export interface CodeRequest {
  clientId: string;
  redirectUri: string;
  passed: Record<string, string>;
}

/** Somebody, and the provider that vouched for them. */
export interface Proven {
  provider: string;
  person: Person;
}

/**
 * Lets a person in, or says why not. Nothing is begun at Home Assistant for
 * whoever has no role there.
 *
 * @throws {StoreUnusableError} and whatever is nobody's refusal.
 */
export async function stand(
  context: Context,
  { person, provider: providerId }: Proven,
  request: CodeRequest,
  client: Client
): Promise<Standing> {
  const known = context.providers.get(providerId);
  if (known === undefined) return abort("failed", "provider");
  const { people: rules } = known.options;
  const role = roleOf(person, rules);
  if (role === "deny") {
    const { account, name } = person;
    const { owner } = context.facts();
    return abort("no_access", "policy.group", {
      name,
      ...(account !== undefined && { account }),
      ...(owner !== undefined && { administrator: owner }),
    });
  }
  try {
    const settled = await context.people.settle(person, role, known.options);
    if (!settled.settled) return abort(settled.why, `user.${settled.why}`);
    const lines = {
      name: person.name,
      group: role,
      localOnly: isLocalOnly(person, rules),
    };
    const { username } = settled;
    return read(
      await redeem(
        context.options,
        context.ha,
        { username, lines, ...request },
        client
      )
    );
  } catch (error) {
    return refusalOf(context, error);
  }
}

function read(step: LoginFlowStep): Standing {
  switch (step.type) {
    case "create_entry":
      return { type: "code", code: step.result };
    case "form":
      return step.errors === null || Object.keys(step.errors).length === 0
        ? { type: "form", step }
        : abort("failed", "ticket");
    case "abort":
      return abort("failed", `home_assistant.${step.reason}`);
  }
}

function refusalOf(context: Context, error: unknown): Standing {
  if (error instanceof UnreachableError || error instanceof DeadlineError) {
    return { type: "away" };
  }
  if (error instanceof RefusedError) {
    if (error.kind === "untrusted_proxy") context.trust.doubt();
    if (error.reason === "onboarding_required") {
      return abort("failed", "onboarding");
    }
    // The words are all that tells these apart; they are the same in every
    // release from 2026.2 to 2026.11.
    if (error.status === 403 && /not active/.test(error.answer)) {
      return abort("inactive", "user.inactive");
    }
    if (error.status === 403 && /remotely/.test(error.answer)) {
      return abort("not_local", "user.not_local");
    }
    if (error.status === 403 && /redirect/i.test(error.answer)) {
      return abort("failed", "client.redirect_uri");
    }
    return abort("failed", `home_assistant.${error.status}`);
  }
  if (
    error instanceof TicketRefusedError ||
    error instanceof RoleError ||
    error instanceof CanaryError
  ) {
    context.options.log.error("home_assistant.refused", {
      code: error.code,
      message: error.message,
    });
    return abort("failed", error.code);
  }
  if (error instanceof AuthInvalidError) {
    return abort("failed", "service_user.auth_invalid");
  }
  if (error instanceof HomeAssistantError) {
    const { code, message } = error;
    context.options.log.error("home_assistant.refused", { code, message });
    return abort("failed", `home_assistant.${code}`);
  }
  throw error;
}

function abort(
  reason: AbortReason,
  cause: string,
  placeholders: Placeholders = {}
): Standing {
  return { type: "abort", reason, cause, placeholders };
}
