/**
 * From a person for whom a provider has vouched to the page they end on. In
 * Home Assistant's own page a code is good in one tab alone: that tab is found
 * first, and Home Assistant is asked only then.
 *
 * @module
 */
import {
  ExpiredError,
  finish,
  openId,
  openCookie,
  readAnswered,
  resumeLife,
  sealId,
  UnsealError,
  writeAnswered,
  type Answered,
  type External,
} from "@ha-external-login/flow";
import {
  authorizePath,
  isOwnClient,
  isSameOrigin,
  json,
  ownPrefix,
  pageAnswer,
  placeOf,
  refuse,
  seeOther,
  type Abort,
  type Refusal,
} from "../serve/answers.ts";
import { readBody, refuseOthers, flagOf, textOf } from "../serve/body.ts";
import { answerUrl } from "../serve/client.ts";
import { clientOf, type Asked, type Context } from "../context.ts";
import { clearedCookie, readCookies } from "../serve/cookies.ts";
import { errorPage } from "../pages/error.ts";
import { reference, referenceLength } from "../pages/reference.ts";
import { tabCheckPage } from "../pages/tab-check.ts";
import { tabCheckHash } from "../pages/tab-check-script.ts";
import { endFlow } from "./relay.ts";
import { putAbort, putProven } from "./resume.ts";
import { stand } from "./stand.ts";

/** What waits while its tab is looked for, or Home Assistant is away. */
interface Waiting {
  login: string;
  /** Whether a tab that can redeem the code has been found, or none need be. */
  found: boolean;
}

/** Seconds between two looks at a Home Assistant that is away. */
const retryAfter = 3;

/** On from the callback. */
export async function goOn(
  context: Context,
  request: Request,
  asked: Asked,
  login: Answered
): Promise<Response> {
  const nonce = isOwnClient(login.request, asked)
    ? nonceOf(login.leaving.state)
    : undefined;
  if (nonce === undefined) {
    return navigate(context, request, asked, login);
  }
  await putWaiting(context, login, false);
  return lookForTab(context, request, asked, login, nonce);
}

/** `POST /auth/external-login/callback/{provider}/return` */
export async function tabChecked(
  context: Context,
  request: Request,
  asked: Asked,
  providerId: string
): Promise<Response> {
  if (!isSameOrigin(request, asked)) {
    return json({ message: "Only the page that asked may answer" }, 403);
  }
  const body = await readBody(request);
  refuseOthers(body, ["login", "found"]);
  const found = flagOf(body, "found");
  const id = await heldId(context, request, asked, textOf(body, "login"));
  const waiting = id && (await takeWaiting(context, id));
  if (!waiting || waiting.login.request.provider !== providerId) {
    return json({ reason: "used" });
  }
  // Its tab was found already, or it is of a client that has none here.
  if (waiting.found) return json({ reason: "used" });
  const { login } = waiting;
  const cleared = clearedCookie(asked.origin, login.id);
  if (!found) {
    const cookie = await putAside(context, request, asked, login);
    const url = login.leaving.storeToken ? "/?storeToken=true" : "/";
    return json({ url }, 200, [cleared, cookie]);
  }
  const { url, cookies } = await onward(context, request, asked, login);
  return json({ url }, 200, cookies);
}

/** `GET /auth/external-login/callback/{provider}/return` */
export async function returned(
  context: Context,
  request: Request,
  asked: Asked,
  providerId: string
): Promise<Response> {
  const token = new URL(request.url).searchParams.get("login") ?? "";
  const id = await heldId(context, request, asked, token);
  const waiting = id && (await takeWaiting(context, id));
  if (!waiting || waiting.login.request.provider !== providerId) {
    const refusal = { cause: "used", provider: providerId };
    return refuse(context, request, asked, refusal);
  }
  if (!waiting.found) {
    return goOn(context, request, asked, waiting.login);
  }
  return navigate(context, request, asked, waiting.login, true);
}

/** A refusal that the login page tells of, in the tab that it came from. */
export async function turnAway(
  context: Context,
  request: Request,
  asked: Asked,
  login: External | Answered,
  abort: Abort
): Promise<Response> {
  const cookie = await putAbort(context, request, asked, abort);
  const path = authorizePath(login.request, login.leaving.state);
  const cleared = clearedCookie(asked.origin, login.id);
  return seeOther(path, [cleared, cookie]);
}

/** Where a browser goes on to, and what it forgets or keeps on the way. */
interface Onward {
  url: string;
  cookies: string[];
  /** Home Assistant is away; `url` asks again. */
  away?: true;
  /** There is no login page of ours to tell it: a page does. */
  refusal?: Refusal;
}

async function navigate(
  context: Context,
  request: Request,
  asked: Asked,
  login: Answered,
  isRetry = false
): Promise<Response> {
  const way = await onward(context, request, asked, login);
  if (way.refusal !== undefined) {
    return refuse(context, request, asked, way.refusal, way.cookies);
  }
  return way.away === true && isRetry
    ? restarting(context, request, asked, login, way.url)
    : seeOther(way.url, way.cookies);
}

async function onward(
  context: Context,
  browser: Request,
  asked: Asked,
  login: Answered
): Promise<Onward> {
  const { request, leaving } = login;
  const { log, runtime } = context.options;
  const { provider } = request;
  const cleared = [clearedCookie(asked.origin, login.id)];
  const { person } = login;
  const standing = await stand(
    context,
    { provider, person },
    request,
    clientOf(asked)
  );
  switch (standing.type) {
    case "code": {
      const { code } = standing;
      const finished = finish(login, code, runtime.now());
      log.info("login.finished", { provider });
      const url = answerUrl(request.redirectUri, {
        code: finished.code,
        ...leaving,
      });
      return { url, cookies: cleared };
    }
    case "form": {
      // Begun again by the page that shows it, under that page's own keys.
      await endFlow(context, asked, standing.step.flow_id);
      if (!isOwnClient(request, asked)) {
        return told(login, { cause: "mfa.foreign", shown: "failed" }, cleared);
      }
      const cookie = await putAside(context, browser, asked, login);
      const url = authorizePath(request, leaving.state);
      return { url, cookies: [...cleared, cookie] };
    }
    case "away": {
      await putWaiting(context, login, true);
      return { url: await retryPath(context, login), cookies: [], away: true };
    }
    case "abort": {
      const { reason, cause } = standing;
      if (!isOwnClient(request, asked)) {
        return told(login, { cause, shown: reason }, cleared);
      }
      const abort = { ...standing, provider };
      const cookie = await putAbort(context, browser, asked, abort);
      const url = authorizePath(request, leaving.state);
      return { url, cookies: [...cleared, cookie] };
    }
  }
}

function putAside(
  context: Context,
  browser: Request,
  asked: Asked,
  { request: { provider }, person, answeredAt }: Answered
): Promise<string> {
  const until = answeredAt + resumeLife;
  return putProven(context, browser, asked, { provider, person }, until);
}

function told(
  { request, leaving }: Answered,
  { cause, shown }: { cause: string; shown: string },
  cookies: string[]
): Onward {
  const { provider } = request;
  const { state, language } = leaving;
  const refusal = { cause, shown, provider, request, state, language };
  return { url: "/", cookies, refusal };
}

async function lookForTab(
  context: Context,
  request: Request,
  asked: Asked,
  login: Answered,
  nonce: string
): Promise<Response> {
  const { runtime } = context.options;
  const { leaving } = login;
  const back = authorizePath(login.request, leaving.state);
  const document = tabCheckPage(
    placeOf(context, request, asked, leaving.language),
    {
      state: leaving.state ?? "",
      nonce,
      action: returnPath(login),
      token: await sealId(
        context.keys,
        "check",
        login.id,
        runtime.now(),
        runtime.randomBytes(12)
      ),
    },
    {
      reference: reference(runtime.randomBytes(referenceLength)),
      at: runtime.now(),
      password: back,
      again: back,
    }
  );
  return pageAnswer(document, 200, {
    script: await tabCheckHash(),
    asks: true,
  });
}

async function restarting(
  context: Context,
  request: Request,
  asked: Asked,
  login: Answered,
  url: string
): Promise<Response> {
  const { runtime, log } = context.options;
  const ref = reference(runtime.randomBytes(referenceLength));
  const back = authorizePath(login.request, login.leaving.state);
  log.warn("login.waits", { reason: "home_assistant.away", reference: ref });
  const document = errorPage(
    placeOf(context, request, asked, login.leaving.language),
    {
      reason: "restarting",
      reference: ref,
      at: runtime.now(),
      password: back,
      again: url,
    }
  );
  return pageAnswer(document, 503, { refresh: { seconds: retryAfter, url } });
}

function returnPath(login: Answered): string {
  return `${ownPrefix}callback/${login.request.provider}/return`;
}

async function retryPath(context: Context, login: Answered): Promise<string> {
  const { runtime } = context.options;
  const token = await sealId(
    context.keys,
    "check",
    login.id,
    runtime.now(),
    runtime.randomBytes(12)
  );
  return `${returnPath(login)}?login=${token}`;
}

/** The login that a token names, if this browser is the one it is bound to. */
async function heldId(
  { keys, options: { runtime } }: Context,
  request: Request,
  asked: Asked,
  token: string
): Promise<string | undefined> {
  try {
    const now = runtime.now();
    const id = await openId(keys, "check", token, now);
    const sealed = readCookies(request, asked.origin).get(id);
    if (sealed === undefined) return undefined;
    const login = await openCookie(keys, sealed, now);
    const isHere = login.request.origin === asked.origin;
    return login.id === id && isHere ? id : undefined;
  } catch (error) {
    if (error instanceof UnsealError || error instanceof ExpiredError) {
      return undefined;
    }
    throw error;
  }
}

async function putWaiting(
  { options: { store } }: Context,
  login: Answered,
  found: boolean
): Promise<void> {
  const waiting: Waiting = { login: writeAnswered(login), found };
  const expiresAt = login.answeredAt + resumeLife;
  await store.put("answered", login.id, JSON.stringify(waiting), expiresAt);
}

async function takeWaiting(
  { options: { store, runtime } }: Context,
  id: string
): Promise<{ login: Answered; found: boolean } | undefined> {
  const text = await store.take("answered", id, runtime.now());
  if (text === undefined) return undefined;
  const { login, found } = JSON.parse(text) as Waiting;
  return { login: readAnswered(login), found };
}

/** The nonce by which Home Assistant's page finds its own entry again. */
function nonceOf(state: string | undefined): string | undefined {
  if (state === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(atob(state));
    if (typeof value !== "object" || value === null) return undefined;
    const nonce = (value as { nonce?: unknown }).nonce;
    return typeof nonce === "string" && nonce !== "" ? nonce : undefined;
  } catch (_error) {
    return undefined;
  }
}
