/**
 * What the page that started for a code is shown: the field, and the question
 * whether that is the person in front of it.
 *
 * @module
 */
import {
  sealId,
  type DataEntryFlowStepExternal,
  type Outset,
  type Person,
  type Placeholders,
  type Started,
} from "@ha-external-login/flow";
import { ownPrefix, placeholdersOf } from "../serve/answers.ts";
import { officialApp, osOf, wayOut, type OfficialApp } from "../link/apps.ts";
import type { Asked, Context, KnownProvider } from "../context.ts";
import { networkOf } from "./network.ts";
import { providerUrl } from "../login/start.ts";

/** The step with the field; the address out is there where it leads out. */
export async function matchStep(
  context: Context,
  request: Request,
  asked: Asked,
  known: KnownProvider,
  login: Started,
  more: Placeholders = {}
): Promise<DataEntryFlowStepExternal> {
  const { provider, origin, clientId } = login.request;
  const app = officialApp(request.headers.get("user-agent"), clientId);
  const out = outOf(app, known, origin);
  const address = `${origin}${ownPrefix}match`;
  return {
    type: "external",
    flow_id: await flowIdOf(context, login),
    step_id: "match",
    handler: ["external", provider],
    url:
      out === "none" || app === undefined
        ? address
        : await providerUrl(context, known, outsetOf(login, asked, app)),
    description_placeholders: {
      ...placeholdersOf(context, asked, provider),
      out,
      address: address.replace(/^https?:\/\//, ""),
      ...(app && { app: app.os }),
      ...more,
    },
  };
}

/** The step that names who would be let in here. */
export async function confirmStep(
  context: Context,
  asked: Asked,
  login: Started,
  person: Person
): Promise<DataEntryFlowStepExternal> {
  const { request } = login;
  const app = osOf(request.clientId);
  return {
    type: "external",
    flow_id: await flowIdOf(context, login),
    step_id: "confirm",
    handler: ["external", request.provider],
    url: "",
    description_placeholders: {
      ...placeholdersOf(context, asked, request.provider),
      name: person.name,
      ...(person.account !== undefined && { account: person.account }),
      ...(app && { app }),
    },
  };
}

function flowIdOf(
  { keys, options: { runtime } }: Context,
  { id, startedAt }: Started
): Promise<string> {
  return sealId(keys, "flow_id", id, startedAt, runtime.randomBytes(12));
}

function outOf(
  app: OfficialApp | undefined,
  { options: { settings } }: KnownProvider,
  origin: string
) {
  if (app === undefined) return "none";
  return wayOut(app, {
    provider: new URL(settings.issuer).hostname,
    home: new URL(origin).hostname,
  });
}

function outsetOf(login: Started, asked: Asked, app: OfficialApp): Outset {
  const { id, startedAt, request } = login;
  const { provider, origin } = request;
  const asker = { system: app.system, network: networkOf(asked.address) };
  return { id, startedAt, provider, origin, back: { way: "match", asker } };
}
