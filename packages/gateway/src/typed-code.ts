/**
 * The page that started for a code: the field, what is typed into it, and the
 * question whether that is the person in front of it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8628#section-5.1
 * @module
 */
import {
  claim,
  codeHash,
  codeLife,
  codeOf,
  codeTries,
  consumedLife,
  foldCode,
  readAnswered,
  sealId,
  writeAnswered,
  type DataEntryFlowStepExternal,
  type Outset,
  type Placeholders,
  type Started,
  type Vouched,
} from "@ha-external-login/flow";
import {
  abortStep,
  entryStep,
  json,
  ownPrefix,
  placeholdersOf,
  type Abort,
} from "./answers.ts";
import { officialApp, wayOut, type OfficialApp } from "./apps.ts";
import {
  clientOf,
  type Asked,
  type Context,
  type KnownProvider,
} from "./context.ts";
import { clearedCookie } from "./cookies.ts";
import { networkOf } from "./network.ts";
import { notify } from "./notify.ts";
import { relayForm } from "./relay.ts";
import { secretHash } from "./records.ts";
import type { CodeRecord } from "./shown-code.ts";
import { stand } from "./stand.ts";
import { providerUrl } from "./start.ts";

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
  const { runtime } = context.options;
  const app = officialApp(request.headers.get("user-agent"), clientId);
  const out = outOf(app, known, origin);
  const address = `${origin}${ownPrefix}match`;
  const { id, startedAt } = login;
  return {
    type: "external",
    flow_id: await sealId(
      context.keys,
      "flow_id",
      id,
      startedAt,
      runtime.randomBytes(12)
    ),
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
  text: string
): Promise<DataEntryFlowStepExternal> {
  const { person } = readAnswered(text);
  const { id, startedAt, request } = login;
  const { runtime } = context.options;
  return {
    type: "external",
    flow_id: await sealId(
      context.keys,
      "flow_id",
      id,
      startedAt,
      runtime.randomBytes(12)
    ),
    step_id: "confirm",
    handler: ["external", request.provider],
    url: "",
    description_placeholders: {
      ...placeholdersOf(context, asked, request.provider),
      name: person.name,
      ...(person.account !== undefined && { account: person.account }),
    },
  };
}

/** `code` on the page's own flow. */
export async function typeCode(
  context: Context,
  request: Request,
  asked: Asked,
  known: KnownProvider,
  login: Started,
  typed: string
): Promise<Response> {
  const { store, runtime, log } = context.options;
  const again = async (error: string) =>
    json(await matchStep(context, request, asked, known, login, { error }));
  if (await isStopped(context, login, asked)) {
    return stopped(context, asked, login);
  }
  const code = foldCode(typed);
  if (code === undefined) return again("no_code");
  const vouched =
    (await takeBound(context, login, code)) ??
    (await takeDevice(context, asked, known, code));
  if (vouched === undefined) {
    log.warn("match.wrong_code", { provider: login.request.provider });
    return (await countWrong(context, login, asked))
      ? stopped(context, asked, login)
      : again("wrong_code");
  }
  const answered = claim(login, vouched, runtime.now());
  const text = writeAnswered(answered);
  await store.put("confirm", login.id, text, runtime.now() + codeLife);
  return json(await confirmStep(context, asked, login, text));
}

/** `confirm` on the page's own flow: HA is asked only now. */
export async function confirmPerson(
  context: Context,
  asked: Asked,
  login: Started,
  isMe: boolean
): Promise<Response> {
  const { store, runtime, log } = context.options;
  const { id, request } = login;
  const { provider, clientId } = request;
  const cookies = [clearedCookie(asked.origin, id)];
  const text = await store.take("confirm", id, runtime.now());
  if (text === undefined) return ended(context, asked, provider, "expired");
  if (!isMe) return ended(context, asked, provider, "declined", cookies);
  const { person, answeredAt } = readAnswered(text);
  const proven = { provider, person };
  const standing = await stand(context, proven, request, clientOf(asked));
  const inApp = { app: appName(clientId), person: person.name };
  switch (standing.type) {
    case "code":
      log.info("login.finished", { provider, way: "match" });
      notify(context, provider, inApp);
      return json(entryStep("", provider, standing.code), 200, cookies);
    case "form": {
      const shown = { provider, clientId, inApp };
      const answer = await relayForm(context, asked, standing.step, shown);
      for (const cookie of cookies) answer.headers.append("set-cookie", cookie);
      return answer;
    }
    case "away": {
      await store.put("confirm", id, text, answeredAt + codeLife);
      const cause = "home_assistant.away";
      const abort: Abort = { provider, reason: "restarting", cause };
      return json(abortStep(context, asked, abort));
    }
    case "abort": {
      const abort = { ...standing, provider };
      return json(abortStep(context, asked, abort), 200, cookies);
    }
  }
}

/** A right code was typed on this page already. */
export function waitingConfirm(
  { options: { store, runtime } }: Context,
  login: Started
): Promise<string | undefined> {
  return store.peek("confirm", login.id, runtime.now());
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

/** The login of this very page, if that is its code. */
async function takeBound(
  { keys, options: { store, runtime } }: Context,
  { id }: Started,
  code: string
): Promise<Vouched | undefined> {
  const now = runtime.now();
  const text = await store.peek("code", id, now);
  if (text === undefined) return undefined;
  const { login, keyVersion, draw } = JSON.parse(text) as CodeRecord;
  const key = keys.get(keyVersion);
  if (key === undefined || login.back.way !== "match") return undefined;
  if (!(await isSame(await codeOf(key, id, draw), code))) return undefined;
  return (await store.take("code", id, now)) === undefined ? undefined : login;
}

/** A login that any page may be answered with, by the code's keyed hash. */
async function takeDevice(
  context: Context,
  asked: Asked,
  known: KnownProvider,
  code: string
): Promise<Vouched | undefined> {
  const { keys, tries, options } = context;
  const { store, runtime } = options;
  const now = runtime.now();
  if (tries.arePaused(now)) return undefined;
  const hash = await codeHash(keys.active, code);
  const id = await store.peek("device_code", hash, now);
  const text = id && (await store.peek("code", id, now));
  if (!id || text === undefined || text === "") return undefined;
  const { login } = JSON.parse(text) as CodeRecord;
  if (login.back.way !== "device") return undefined;
  if (login.provider !== known.options.id) return undefined;
  if (
    known.options.match.network === "same" &&
    login.back.network !== networkOf(asked.address)
  ) {
    options.log.warn("login.refused", { reason: "network" });
    return undefined;
  }
  await store.take("device_code", hash, now);
  return (await store.take("code", id, now)) === undefined ? undefined : login;
}

/** Over digests, so that nothing is told by the time it takes. */
async function isSame(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([
    secretHash(one),
    secretHash(other),
  ]);
  return first === second;
}

async function isStopped(
  { tries, options: { store, runtime } }: Context,
  { id }: Started,
  { address }: Asked
): Promise<boolean> {
  const now = runtime.now();
  if (tries.isStopped(id, networkOf(address), now)) return true;
  return (await store.peek("stopped", id, now)) !== undefined;
}

/** @returns whether that was the last one. */
async function countWrong(
  { tries, options: { store, runtime, log } }: Context,
  { id }: Started,
  { address }: Asked
): Promise<boolean> {
  const now = runtime.now();
  if (tries.count(id, networkOf(address), now)) log.error("match.paused");
  let isLast = tries.isStopped(id, networkOf(address), now);
  const isKnown =
    (await store.peek("code", id, now)) ??
    (await store.peek("vouched", id, now));
  // Before a provider vouched for somebody nobody makes us remember anything.
  if (isKnown !== undefined) {
    const until = now + consumedLife;
    const count = await store.count(`tries ${id}`, until);
    isLast ||= count >= codeTries;
  }
  if (!isLast) return false;
  if (isKnown !== undefined) {
    await store.put("stopped", id, "", now + consumedLife);
    await store.take("code", id, now);
    await store.take("vouched", id, now);
  }
  return true;
}

function stopped(context: Context, asked: Asked, login: Started): Response {
  const { provider } = login.request;
  const cookies = [clearedCookie(asked.origin, login.id)];
  return ended(context, asked, provider, "stopped", cookies);
}

function ended(
  context: Context,
  asked: Asked,
  provider: string,
  reason: "declined" | "expired" | "stopped",
  cookies: string[] = []
): Response {
  const abort: Abort = { provider, reason, cause: `match.${reason}` };
  return json(abortStep(context, asked, abort), 200, cookies);
}

/** What the notification calls the client that was let in. */
function appName(clientId: string): string {
  const [, os] = /^https:\/\/home-assistant\.io\/(\w+)$/.exec(clientId) ?? [];
  return os === undefined
    ? new URL(clientId).host
    : `Home Assistant (${os === "android" ? "Android" : "iOS"})`;
}
