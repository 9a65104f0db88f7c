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
  openState,
  StoreUnusableError,
  UnsealError,
  type External,
  type State,
} from "@ha-external-login/flow";
import {
  discover,
  exchange,
  OidcError,
  readAnswer,
  type ValidatedAnswer,
} from "@ha-external-login/oidc";
import { isOwnClient, refuse, type Abort, type Refusal } from "./answers.ts";
import { readPerson } from "./claims.ts";
import type { Asked, Context, KnownProvider } from "./context.ts";
import { clearedCookie, CookieError, readCookies } from "./cookies.ts";
import { goOn, turnAway } from "./way-back.ts";
import { redirectUri } from "./start.ts";

/** A callback that ends here, with the one reason that came first. */
class CallbackError extends Error {
  readonly name = "CallbackError";

  readonly code = "callback";

  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.cause);
    this.refusal = refusal;
  }
}

/** `GET /auth/external-login/callback/{provider}` */
export async function callback(
  context: Context,
  request: Request,
  asked: Asked,
  providerId: string
): Promise<Response> {
  let login: External | undefined;
  try {
    const query = new URL(request.url).searchParams;
    const { sealed, state } = await readState(context, query);
    refuseElsewhere(state, asked, providerId);
    const known = knownProvider(context, providerId);
    const bound = await readBound(context, request, asked, state);
    const read = await readIssuer(known, query, sealed, bound);
    await consume(context, bound);
    // From here on the login is spent, whatever comes of it.
    login = bound;
    if (read instanceof OidcError) throw read;
    const person = await believe(context, known, state, bound, read);
    const answered = answer(bound, person, context.options.runtime.now());
    return await goOn(context, request, asked, answered);
  } catch (error) {
    return end(context, request, asked, providerId, error, login);
  }
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

/** The login that this very browser started, and that a person left from. */
async function readBound(
  { keys, options: { runtime } }: Context,
  request: Request,
  asked: Asked,
  state: State
): Promise<External> {
  const sealed = readCookies(request, asked.origin).get(state.id);
  if (sealed === undefined) throw new CallbackError({ cause: "binding" });
  let login;
  try {
    login = await openCookie(keys, sealed, runtime.now());
  } catch (error) {
    if (error instanceof UnsealError || error instanceof ExpiredError) {
      throw new CallbackError({ cause: "binding" });
    }
    throw error;
  }
  const { provider, way, origin } = login.request;
  if (
    login.id !== state.id ||
    login.startedAt !== state.startedAt ||
    provider !== state.provider ||
    way !== state.way ||
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
  login: External
): Promise<ValidatedAnswer | OidcError> {
  try {
    await discover(provider);
    return readAnswer(provider, query, sealed);
  } catch (error) {
    if (!(error instanceof OidcError)) throw error;
    if (error.reason.startsWith("error.")) return error;
    throw new CallbackError(refusalOf(error, login));
  }
}

async function consume(
  { options: { store, runtime } }: Context,
  login: External
): Promise<void> {
  const first = await store.consume(login.id, runtime.now() + consumedLife);
  if (!first) {
    const { provider } = login.request;
    const { language } = login.leaving;
    throw new CallbackError({ cause: "used", provider, language });
  }
}

async function believe(
  { keys }: Context,
  { options, provider }: KnownProvider,
  state: State,
  login: External,
  read: ValidatedAnswer
) {
  const key = keys.get(state.keyVersion);
  if (key === undefined) throw new CallbackError({ cause: "sealed" });
  const [nonce, codeVerifier] = await Promise.all([
    derive(key, "nonce", login.id),
    derive(key, "code_verifier", login.id),
  ]);
  const claims = await exchange(provider, read, {
    redirectUri: redirectUri(login.request.origin, options.id),
    nonce,
    codeVerifier,
  });
  return readPerson(claims, options.people);
}

/** @param login what was spent by this callback, if anything was. */
async function end(
  context: Context,
  request: Request,
  asked: Asked,
  providerId: string,
  error: unknown,
  login: External | undefined
): Promise<Response> {
  const cookies =
    login === undefined ? [] : [clearedCookie(asked.origin, login.id)];
  if (error instanceof CallbackError) {
    return refuse(context, request, asked, error.refusal, cookies);
  }
  if (error instanceof CookieError) {
    const refusal = { cause: error.code, provider: providerId };
    return refuse(context, request, asked, refusal, cookies);
  }
  if (error instanceof StoreUnusableError && login !== undefined) {
    const refusal = { ...knownOf(login), cause: error.code };
    return refuse(context, request, asked, refusal, cookies);
  }
  if (error instanceof OidcError && login !== undefined) {
    const saidNo = error.reason.startsWith("error.");
    if (saidNo && isOwnClient(login.request, asked)) {
      const abort: Abort = {
        provider: providerId,
        reason: "refused",
        cause: error.reason,
        ...(error.detail !== undefined && { detail: error.detail }),
      };
      return turnAway(context, request, asked, login, abort);
    }
    const refusal = refusalOf(error, login);
    return refuse(context, request, asked, refusal, cookies);
  }
  throw error;
}

function refusalOf(error: OidcError, login: External): Refusal {
  return {
    ...knownOf(login),
    cause: error.reason,
    detail: error.detail ?? error.message,
  };
}

/** What the page of a refusal may use of the login that it ends. */
function knownOf({ request, leaving }: External) {
  const { provider } = request;
  const { state, language } = leaving;
  return { provider, request, state, language };
}
