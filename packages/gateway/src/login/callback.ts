/**
 * The way back from a provider. What is checked, and in which order, never
 * changes: parse, unseal, expiry, provider and origin, binding, issuer,
 * consume, exchange, and only then anything is believed.
 *
 * @module
 */
import {
  answer,
  consumedLife,
  derive,
  ExpiredError,
  openCookie,
  openId,
  openState,
  StoreUnusableError,
  UnsealError,
  type External,
  type Person,
  type Started,
  type State,
} from "@ha-external-login/flow";
import {
  discover,
  exchange,
  OidcError,
  readAnswer,
  type ValidatedAnswer,
} from "@ha-external-login/oidc";
import {
  isOwnClient,
  refuse,
  type Abort,
  type Refusal,
} from "../serve/answers.ts";
import { readPerson } from "../people/claims.ts";
import type { Asked, Context, KnownProvider } from "../context.ts";
import { clearedCookie, CookieError, readCookies } from "../serve/cookies.ts";
import { CallbackError, knownOf, refusalOf } from "./refusals.ts";
import { redirectUri } from "./start.ts";
import { askPerson, refuseLink, showAgain } from "./vouched.ts";
import { goOn, turnAway } from "./way-back.ts";

/** `GET /auth/external-login/callback/{provider}` */
export async function callback(
  context: Context,
  request: Request,
  asked: Asked,
  providerId: string
): Promise<Response> {
  let spent: Spent | undefined;
  try {
    const query = new URL(request.url).searchParams;
    const { sealed, state } = await readState(context, query);
    refuseElsewhere(state, asked, providerId);
    const known = knownProvider(context, providerId);
    const { back } = state;
    if (back.way !== "redirect") {
      const shown = await showAgain(context, request, asked, state);
      if (shown !== undefined) return shown;
    }
    const login = await readBound(context, request, asked, state);
    const facts = knownOf(providerId, login);
    const read = await readIssuer(known, query, sealed, facts);
    if (read instanceof OidcError && isForCode(back)) {
      // Anybody who saw the address can say so, and nobody vouched.
      throw new CallbackError(refusalOf(read, facts));
    }
    await consume(context, state, facts);
    // From here on the login is spent, whatever comes of it.
    spent = { id: state.id, facts, back, ...(login && { login }) };
    if (read instanceof OidcError) throw read;
    const person = await believe(context, known, state, read);
    const now = context.options.runtime.now();
    if (login !== undefined) {
      return await goOn(context, request, asked, answer(login, person, now));
    }
    return await askPerson(context, request, asked, state, person);
  } catch (error) {
    return end(context, request, asked, providerId, error, spent);
  }
}

/** A login that was used up by this callback. */
interface Spent {
  id: string;
  facts: Partial<Refusal>;
  back: State["back"];
  /** Absent where this browser is not the one that started. */
  login?: External;
}

function knownProvider(context: Context, id: string): KnownProvider {
  const known = context.providers.get(id);
  if (known === undefined) throw new CallbackError({ cause: "provider" });
  return known;
}

async function readState(
  { keys, options: { runtime } }: Context,
  query: URLSearchParams
): Promise<{ sealed: string; state: State }> {
  const [sealed, another] = query.getAll("state");
  if (sealed === undefined || another !== undefined) {
    throw new CallbackError({ cause: "state" });
  }
  try {
    return { sealed, state: await openState(keys, sealed, runtime.now()) };
  } catch (error) {
    if (error instanceof UnsealError || error instanceof ExpiredError) {
      throw new CallbackError({ cause: error.code });
    }
    throw error;
  }
}

function refuseElsewhere(state: State, asked: Asked, providerId: string): void {
  if (state.provider !== providerId) {
    throw new CallbackError({ cause: "provider" });
  }
  if (state.origin !== asked.origin) {
    throw new CallbackError({ cause: "origin" });
  }
}

/**
 * The login that this very browser started, and that a person left from.
 * Where another browser started, nothing but the sealed `state` says which
 * login is meant, and nobody is let in by what comes back here.
 */
async function readBound(
  { keys, options: { runtime } }: Context,
  request: Request,
  asked: Asked,
  state: State
): Promise<External | undefined> {
  const { way } = state.back;
  if (way === "match" || way === "link") return undefined;
  const sealed = readCookies(request, asked.origin).get(state.id);
  if (sealed === undefined) throw new CallbackError({ cause: "binding" });
  try {
    const now = runtime.now();
    if (way === "device") {
      const id = await openId(keys, "device", sealed, now);
      if (id === state.id) return undefined;
      throw new CallbackError({ cause: "binding" });
    }
    return refuseOther(await openCookie(keys, sealed, now), state);
  } catch (error) {
    if (error instanceof UnsealError || error instanceof ExpiredError) {
      throw new CallbackError({ cause: "binding" });
    }
    throw error;
  }
}

function refuseOther(login: Started | External, state: State): External {
  const { provider, way, origin } = login.request;
  if (
    login.id !== state.id ||
    login.startedAt !== state.startedAt ||
    provider !== state.provider ||
    way !== state.back.way ||
    origin !== state.origin
  ) {
    throw new CallbackError({ cause: "binding" });
  }
  if (login.step === "started") {
    // Nobody pressed anything on the page that names the client.
    throw new CallbackError({ cause: "not_left", provider });
  }
  return login;
}

/**
 * The answer of this provider, or its own refusal: both are about this login,
 * and spend it. Anything else leaves it to whoever rightly holds it.
 */
async function readIssuer(
  { provider }: KnownProvider,
  query: URLSearchParams,
  sealed: string,
  facts: Partial<Refusal>
): Promise<ValidatedAnswer | OidcError> {
  try {
    await discover(provider);
    return readAnswer(provider, query, sealed);
  } catch (error) {
    if (!(error instanceof OidcError)) throw error;
    if (error.reason.startsWith("error.")) return error;
    throw new CallbackError(refusalOf(error, facts));
  }
}

async function consume(
  { options: { store, runtime } }: Context,
  { id, back }: State,
  { provider, language }: Partial<Refusal>
): Promise<void> {
  const until = runtime.now() + consumedLife;
  // The page that waits for a code has to know whether it waits for nothing.
  const isFirst = isForCode(back)
    ? await store.put("spent", id, "", until)
    : await store.consume(id, until);
  if (isFirst) return;
  throw new CallbackError({
    cause: "used",
    ...(provider !== undefined && { provider }),
    ...(language !== undefined && { language }),
  });
}

/** Whether this ends by a code, on a page that may be reloaded meanwhile. */
function isForCode({ way }: State["back"]): boolean {
  return way === "match" || way === "device";
}

async function believe(
  { keys }: Context,
  { options, provider }: KnownProvider,
  state: State,
  read: ValidatedAnswer
): Promise<Person> {
  const key = keys.get(state.keyVersion);
  if (key === undefined) throw new CallbackError({ cause: "sealed" });
  const [nonce, codeVerifier] = await Promise.all([
    derive(key, "nonce", state.id),
    derive(key, "code_verifier", state.id),
  ]);
  const claims = await exchange(provider, read, {
    redirectUri: redirectUri(state.origin, options.id),
    nonce,
    codeVerifier,
  });
  return readPerson(claims, options.people);
}

/** @param spent what was used up by this callback, if anything was. */
async function end(
  context: Context,
  request: Request,
  asked: Asked,
  providerId: string,
  error: unknown,
  spent: Spent | undefined
): Promise<Response> {
  const cookies =
    spent === undefined ? [] : [clearedCookie(asked.origin, spent.id)];
  if (error instanceof CallbackError) {
    return refuse(context, request, asked, error.refusal, cookies);
  }
  if (error instanceof CookieError) {
    const refusal = { cause: error.code, provider: providerId };
    return refuse(context, request, asked, refusal, cookies);
  }
  if (spent === undefined) throw error;
  const { login, facts } = spent;
  if (error instanceof StoreUnusableError) {
    const refusal = { ...facts, cause: error.code };
    return refuse(context, request, asked, refusal, cookies);
  }
  if (!(error instanceof OidcError)) throw error;
  const saidNo = error.reason.startsWith("error.");
  if (saidNo && login !== undefined && isOwnClient(login.request, asked)) {
    const abort: Abort = {
      provider: providerId,
      reason: "refused",
      cause: error.reason,
      ...(error.detail !== undefined && { detail: error.detail }),
    };
    return turnAway(context, request, asked, login, abort);
  }
  const refusal = refusalOf(error, facts);
  return saidNo && spent.back.way === "link"
    ? refuseLink(context, request, asked, spent.back, refusal)
    : refuse(context, request, asked, refusal, cookies);
}
