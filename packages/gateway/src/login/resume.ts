/**
 * Resume: a login page that starts a login of its own is answered at once
 * with where the person stands. Only this home's own page, once, and shortly
 * after the provider vouched for them in this very browser.
 *
 * @module
 */
import { encodeFields, resumeLife, toBase64url } from "@ha-external-login/flow";
import {
  abortStep,
  entryStep,
  isSameOrigin,
  json,
  type Abort,
} from "../serve/answers.ts";
import { BodyError, type Body } from "../serve/body.ts";
import { clientFault } from "../serve/client.ts";
import { clientOf, type Asked, type Context } from "../context.ts";
import {
  clearedResume,
  readCookies,
  readResume,
  resumeCookie,
} from "../serve/cookies.ts";
import { inAppOf, notify } from "../people/notify.ts";
import { readPassed } from "./passed.ts";
import { relayForm } from "./relay.ts";
import { stand, type CodeRequest, type Proven } from "./stand.ts";

/** What waits for the next login page. */
type Waiting =
  | { type: "answered"; proven: Proven; app?: string; expiresAt: number }
  | { type: "abort"; abort: Abort };

/**
 * Puts somebody aside for the login page that comes next.
 *
 * @param app that the page is in, for the notification.
 * @returns the cookie that page's browser needs.
 */
export function putProven(
  context: Context,
  request: Request,
  asked: Asked,
  proven: Proven,
  expiresAt: number,
  app?: string
): Promise<string> {
  const waiting: Waiting = {
    type: "answered",
    proven,
    ...(app !== undefined && { app }),
    expiresAt,
  };
  return put(context, request, asked, waiting, expiresAt);
}

/** Puts the reason of a refusal aside, to be told on the login page. */
export function putAbort(
  context: Context,
  request: Request,
  asked: Asked,
  abort: Abort
): Promise<string> {
  const expiresAt = context.options.runtime.now() + resumeLife;
  return put(context, request, asked, { type: "abort", abort }, expiresAt);
}

/**
 * The answer to a login page that somebody waits for, if this is one: the
 * home's own client, on its own origin, whatever handler it names.
 */
export async function resume(
  context: Context,
  request: Request,
  asked: Asked,
  body: Body
): Promise<Response | undefined> {
  const own = ownRequest(body, asked, context.options.origins);
  if (own === undefined || !isSameOrigin(request, asked)) return undefined;
  const value = readResume(readCookies(request, asked.origin));
  if (value === undefined) return undefined;
  const { store, runtime } = context.options;
  const key = await hashOf(asked, value);
  const text = await store.take("resume", key, runtime.now());
  if (text === undefined) return undefined;
  const waiting = JSON.parse(text) as Waiting;
  const spent = [clearedResume(asked.origin)];
  if (waiting.type === "abort") {
    return json(abortStep(context, asked, waiting.abort), 200, spent);
  }
  const response = await finishHere(context, asked, waiting, own);
  if (response === undefined) {
    // Home Assistant is away: the proof stays good for what is left of it.
    await store.put("resume", key, text, waiting.expiresAt);
    return json(
      abortStep(context, asked, {
        provider: waiting.proven.provider,
        reason: "restarting",
        cause: "home_assistant.away",
      })
    );
  }
  for (const cookie of spent) response.headers.append("set-cookie", cookie);
  return response;
}

/** @returns `undefined` while Home Assistant is away. */
async function finishHere(
  context: Context,
  asked: Asked,
  { proven, app }: Extract<Waiting, { type: "answered" }>,
  request: CodeRequest
): Promise<Response | undefined> {
  const { provider, person } = proven;
  const inApp = app === undefined ? undefined : await inAppOf(app, person);
  const standing = await stand(context, proven, request, clientOf(asked));
  switch (standing.type) {
    case "code":
      context.options.log.info("login.finished", { provider });
      if (inApp !== undefined) notify(context, provider, inApp);
      return json(entryStep("", provider, standing.code));
    case "form": {
      const { clientId } = request;
      return relayForm(context, asked, standing.step, {
        provider,
        clientId,
        ...(inApp && { inApp }),
      });
    }
    case "abort":
      return json(abortStep(context, asked, { ...standing, provider }));
    case "away":
      return undefined;
  }
}

/** The request of this home's own page, or nothing. */
function ownRequest(
  body: Body,
  { origin }: Asked,
  origins: readonly string[]
): CodeRequest | undefined {
  const clientId = body.get("client_id");
  const redirectUri = body.get("redirect_uri");
  if (clientId !== `${origin}/` || typeof redirectUri !== "string") {
    return undefined;
  }
  const fault = clientFault(origins, origin, clientId, redirectUri);
  if (fault !== undefined) return undefined;
  try {
    return { clientId, redirectUri, passed: readPassed(body) };
  } catch (error) {
    // Home Assistant says itself what is wrong with it.
    if (error instanceof BodyError) return undefined;
    throw error;
  }
}

async function put(
  { options: { store, runtime } }: Context,
  request: Request,
  asked: Asked,
  waiting: Waiting,
  expiresAt: number
): Promise<string> {
  const older = readResume(readCookies(request, asked.origin));
  // The newer login wins: its cookie takes the name of the older one's.
  if (older !== undefined) {
    await store.take("resume", await hashOf(asked, older), runtime.now());
  }
  const value = toBase64url(runtime.randomBytes(32));
  const text = JSON.stringify(waiting);
  const key = await hashOf(asked, value);
  await store.put("resume", key, text, expiresAt);
  return resumeCookie(asked.origin, value, resumeLife);
}

/**
 * A copy of the store must not hold what opens it; and a cookie that another
 * port of this host sees opens nothing there.
 */
async function hashOf({ origin }: Asked, value: string): Promise<string> {
  const bytes = encodeFields([origin, value]);
  return toBase64url(
    new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
  );
}
