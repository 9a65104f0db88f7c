import {
  derive,
  isForeign,
  leave,
  openCookie,
  RequestTooLongError,
  sealCookie,
  sealId,
  sealState,
  start,
  toBase64url,
  type DataEntryFlowStepExternal,
  type External,
  type Leaving,
  type LoginRequest,
  type Outset,
  type Started,
} from "@ha-external-login/flow";
import { ask, discover, OidcError } from "@ha-external-login/oidc";
import {
  abortStep,
  json,
  ownPrefix,
  placeholdersOf,
  type Abort,
} from "../serve/answers.ts";
import { clientHost } from "../serve/client.ts";
import type { Asked, Context, KnownProvider } from "../context.ts";
import {
  bindingCookie,
  clearedCookie,
  crowdedOut,
  type Bound,
} from "../serve/cookies.ts";

/** A provider that takes longer to introduce itself cannot be reached. */
const patience = 2000;

/** Begins a login: the step that the page shows, and the cookie with it. */
export async function startLogin(
  context: Context,
  asked: Asked,
  known: KnownProvider,
  request: LoginRequest,
  cookies: Map<string, string>
): Promise<Response> {
  const { runtime, log } = context.options;
  try {
    const id = toBase64url(runtime.randomBytes(16));
    const login = start(id, request, runtime.now());
    const answer = await external(context, asked, known, login, cookies);
    log.info("login.started", { provider: request.provider });
    return answer;
  } catch (error) {
    const abort = abortOf(error, request.provider);
    return json(abortStep(context, asked, abort));
  }
}

/**
 * That the provider is to ask who it is, even if it knows somebody. Every
 * provider has this one; few let a person choose without typing.
 */
export type Prompt = "login";

/** The page hands over what only it knows, and the person leaves. */
export async function leaveLogin(
  context: Context,
  asked: Asked,
  known: KnownProvider,
  login: Started | External,
  leaving: Leaving,
  cookies: Map<string, string>,
  prompt?: Prompt
): Promise<Response> {
  try {
    const left = leave(login, leaving);
    return await external(context, asked, known, left, cookies, prompt);
  } catch (error) {
    const abort = abortOf(error, login.request.provider);
    return json(abortStep(context, asked, abort));
  }
}

/** Address that a provider sends people back to. */
export function redirectUri(origin: string, provider: string): string {
  return `${origin}${ownPrefix}callback/${provider}`;
}

/**
 * The provider's address for a login, with all that it has to bring back.
 *
 * @throws {OidcError} and if the provider takes too long to introduce itself.
 */
export async function providerUrl(
  context: Context,
  known: KnownProvider,
  outset: Outset,
  prompt?: Prompt
): Promise<string> {
  const { keys, options } = context;
  const { id, provider, origin } = outset;
  const [state, nonce, codeVerifier] = await Promise.all([
    sealState(keys, outset, options.runtime.randomBytes(12)),
    derive(keys.active, "nonce", id),
    derive(keys.active, "code_verifier", id),
  ]);
  await soon(discover(known.provider));
  const url = await ask(known.provider, {
    redirectUri: redirectUri(origin, provider),
    state,
    nonce,
    codeVerifier,
    ...(prompt !== undefined && { prompt }),
  });
  return url.href;
}

/** The cookies that bind a login to this browser, and make room for it. */
export async function bind(
  context: Context,
  cookies: Map<string, string>,
  origin: string,
  id: string,
  sealed: string
): Promise<string[]> {
  const gone = crowdedOut(
    await boundOf(context, cookies, id),
    origin,
    sealed.length
  );
  return [
    bindingCookie(origin, id, sealed),
    ...gone.map((id) => clearedCookie(origin, id)),
  ];
}

async function external(
  context: Context,
  asked: Asked,
  known: KnownProvider,
  login: Started | External,
  cookies: Map<string, string>,
  prompt?: Prompt
): Promise<Response> {
  const { keys, options } = context;
  const { runtime } = options;
  const { id, startedAt, request } = login;
  const { origin, provider } = request;
  const outset: Outset = {
    id,
    provider,
    origin,
    startedAt,
    back: { way: "redirect" },
  };
  const url = await providerUrl(context, known, outset, prompt);
  const [sealed, flowId] = await Promise.all([
    sealCookie(keys, login, runtime.randomBytes(12)),
    sealId(keys, "flow_id", id, startedAt, runtime.randomBytes(12)),
  ]);
  const step: DataEntryFlowStepExternal = {
    type: "external",
    flow_id: flowId,
    step_id: "external",
    handler: ["external", provider],
    url,
    description_placeholders: {
      ...placeholdersOf(context, asked, provider),
      ...(isForeign(request) && { client: clientHost(request.clientId) }),
      ...(known.options.match.use === "devices" &&
        !isForeign(request) && { another_device: "true" }),
    },
  };
  const set = await bind(context, cookies, origin, id, sealed);
  return json(step, 200, set);
}

/** The other logins of this browser; what can't be opened is the oldest. */
async function boundOf(
  { keys, options }: Context,
  cookies: Map<string, string>,
  except: string
): Promise<Bound[]> {
  const now = options.runtime.now();
  const others = [...cookies].filter(
    ([id]) => /^[\w-]{22}$/.test(id) && id !== except
  );
  return Promise.all(
    others.map(async ([id, sealed]) => {
      const startedAt = await openCookie(keys, sealed, now).then(
        (login) => login.startedAt,
        () => 0
      );
      return { id, size: sealed.length, startedAt };
    })
  );
}

/** The button has to say within two seconds that nobody is there. */
async function soon(work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new LateError()), patience);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The provider did not introduce itself in time. */
class LateError extends Error {
  readonly name = "LateError";

  readonly code = "unreachable";
}

/** What a login page says of a start that failed. */
export function abortOf(error: unknown, provider: string): Abort {
  if (error instanceof RequestTooLongError) {
    return { provider, reason: "too_long", cause: "too_long" };
  }
  if (error instanceof LateError) {
    return { provider, reason: "unreachable", cause: "unreachable" };
  }
  if (error instanceof OidcError) {
    return { provider, reason: "unreachable", cause: error.reason };
  }
  throw error;
}
