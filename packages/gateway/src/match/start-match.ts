/**
 * Which way back a login page gets, and how a login begins that ends by a
 * code or by a link. The page cannot choose: what its browser is decides.
 *
 * @module
 */
import {
  codeLife,
  openCookie,
  passedKeys,
  sealCookie,
  start,
  toBase64url,
  ExpiredError,
  UnsealError,
  type DataEntryFlowStepExternal,
  type External,
  type LoginRequest,
  type Started,
} from "@ha-external-login/flow";
import {
  abortStep,
  json,
  ownPrefix,
  placeholdersOf,
  type Abort,
} from "../serve/answers.ts";
import { isCompanion, officialApp, osOf } from "../link/apps.ts";
import { confirmPerson, waitingConfirm } from "./confirm.ts";
import {
  BodyError,
  flagOf,
  refuseOthers,
  textOf,
  type Body,
} from "../serve/body.ts";
import type { Asked, Context, KnownProvider } from "../context.ts";
import { asksForMatch } from "../serve/cookies.ts";
import { confirmStep, matchStep } from "./match-step.ts";
import type { VouchedRecord } from "../login/records.ts";
import { abortOf, bind } from "../login/start.ts";
import { typeCode } from "./typed-code.ts";

/**
 * How this page's login ends: `leave` is for a companion's web view, whose
 * shell begins by itself.
 *
 * @throws {BodyError} if another device is asked for where none may take part.
 */
export function wayOf(
  { options }: Context,
  request: Request,
  asks: { clientId: string; origin: string; anotherDevice: boolean },
  known: KnownProvider,
  cookies: Map<string, string>
): "redirect" | "match" | "leave" {
  const { use } = known.options.match;
  const { clientId, origin, anotherDevice } = asks;
  const isOwn = clientId === `${origin}/`;
  const userAgent = request.headers.get("user-agent");
  if (anotherDevice) {
    if (use !== "devices" || !isOwn) {
      throw new BodyError("Another device may not take part");
    }
    return "match";
  }
  if (officialApp(userAgent, clientId) !== undefined) {
    return use === "off" ? "redirect" : "match";
  }
  if (!isOwn || !isCompanion(userAgent)) return "redirect";
  if (use !== "off" && asksForMatch(cookies)) return "match";
  return options.apps.length > 0 ? "leave" : "redirect";
}

/** The step of a companion's web view: out to its shell, and no login yet. */
export function leaveStep(
  context: Context,
  asked: Asked,
  { options: { id } }: KnownProvider
): DataEntryFlowStepExternal {
  return {
    type: "external",
    flow_id: "",
    step_id: "leave",
    handler: ["external", id],
    url: `${ownPrefix}app/leave?provider=${id}`,
    description_placeholders: placeholdersOf(context, asked, id),
  };
}

/** Begins a login that ends by a code, or goes on with this browser's own. */
export async function startMatch(
  context: Context,
  request: Request,
  asked: Asked,
  known: KnownProvider,
  wanted: LoginRequest,
  cookies: Map<string, string>
): Promise<Response> {
  const { keys, options } = context;
  const { runtime, log } = options;
  try {
    const live = await liveMatch(context, wanted, cookies);
    const waiting = live && (await waitingConfirm(context, live));
    if (live && waiting !== undefined) {
      const { person } = waiting;
      return json(await confirmStep(context, asked, live, person));
    }
    const id = toBase64url(runtime.randomBytes(16));
    const login = live ?? start(id, wanted, runtime.now());
    const step = await matchStep(context, request, asked, known, login);
    if (live !== undefined) return json(step);
    log.info("login.started", { provider: wanted.provider, way: "match" });
    const sealed = await sealCookie(keys, login, runtime.randomBytes(12));
    const set = await bind(context, cookies, asked.origin, login.id, sealed);
    return json(step, 200, set);
  } catch (error) {
    const abort = abortOf(error, wanted.provider);
    return json(abortStep(context, asked, abort));
  }
}

/** A code that was typed, or the answer to *Continue as …?* */
export async function continueMatch(
  context: Context,
  request: Request,
  asked: Asked,
  known: KnownProvider,
  login: Started | External,
  body: Body
): Promise<Response> {
  if (login.step !== "started") throw new BodyError("Nobody leaves this page");
  refuseOthers(body, ["client_id", "code", "confirm"]);
  const { provider } = login.request;
  if (!mayMatch(request, login.request, known)) {
    const abort: Abort = { provider, reason: "failed", cause: "match.off" };
    return json(abortStep(context, asked, abort));
  }
  if (body.has("confirm")) {
    return confirmPerson(context, asked, login, flagOf(body, "confirm"));
  }
  const typed = textOf(body, "code");
  try {
    return await typeCode(context, request, asked, known, login, typed);
  } catch (error) {
    // The field comes with an address of the provider's.
    return json(abortStep(context, asked, abortOf(error, provider)));
  }
}

/** Today's policy counts, not that of when the login began. */
function mayMatch(
  request: Request,
  { clientId }: LoginRequest,
  { options: { match } }: KnownProvider
): boolean {
  if (match.use !== "apps") return match.use === "devices";
  return (
    osOf(clientId) !== undefined ||
    isCompanion(request.headers.get("user-agent"))
  );
}

/** The login that this very page waits for already: it was reloaded. */
async function liveMatch(
  context: Context,
  wanted: LoginRequest,
  cookies: Map<string, string>
): Promise<Started | undefined> {
  const { keys, options } = context;
  const { runtime } = options;
  for (const sealed of cookies.values()) {
    const login = await openCookie(keys, sealed, runtime.now()).catch(
      (error: unknown) => {
        if (error instanceof UnsealError) return undefined;
        if (error instanceof ExpiredError) return undefined;
        throw error;
      }
    );
    if (login?.step !== "started" || !isFor(login.request, wanted)) continue;
    if (!(await isOver(context, login.id))) return login;
  }
  return undefined;
}

/**
 * Whether the provider would be asked for nothing: it vouched for somebody so
 * long ago that a code is too late, or for nobody who may come in. What was
 * pressed in the other browser makes no difference, so it tells nothing of it.
 */
async function isOver(
  { options: { store, runtime } }: Context,
  id: string
): Promise<boolean> {
  const now = runtime.now();
  if ((await store.peek("stopped", id, now)) !== undefined) return true;
  if ((await store.peek("spent", id, now)) === undefined) return false;
  const text = await store.peek("vouched", id, now);
  if (text === undefined) return true;
  const { login } = JSON.parse(text) as VouchedRecord;
  return now >= login.vouchedAt + codeLife;
}

/** The same page asks for the same, its code challenge included. */
function isFor(held: LoginRequest, wanted: LoginRequest): boolean {
  return (
    held.provider === wanted.provider &&
    held.way === wanted.way &&
    held.origin === wanted.origin &&
    held.clientId === wanted.clientId &&
    held.redirectUri === wanted.redirectUri &&
    passedKeys.every((key) => held.passed[key] === wanted.passed[key])
  );
}
