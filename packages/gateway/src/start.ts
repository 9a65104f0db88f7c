import {
  derive,
  isForeign,
  leave,
  openCookie,
  RequestTooLongError,
  sealCookie,
  sealFlowId,
  sealState,
  start,
  toBase64url,
  type DataEntryFlowStepExternal,
  type External,
  type Leaving,
  type LoginRequest,
  type Started,
} from "@ha-external-login/flow";
import { ask, discover, OidcError } from "@ha-external-login/oidc";
import {
  abortStep,
  json,
  ownPrefix,
  placeholdersOf,
  type Abort,
} from "./answers.ts";
import { clientHost } from "./client.ts";
import type { Asked, Context, KnownProvider } from "./context.ts";
import {
  bindingCookie,
  clearedCookie,
  crowdedOut,
  type Bound,
} from "./cookies.ts";

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
  const { origin, provider } = login.request;
  const key = keys.active;
  const [state, nonce, codeVerifier] = await Promise.all([
    sealState(keys, login, runtime.randomBytes(12)),
    derive(key, "nonce", login.id),
    derive(key, "code_verifier", login.id),
  ]);
  await soon(discover(known.provider));
  const url = await ask(known.provider, {
    redirectUri: redirectUri(origin, provider),
    state,
    nonce,
    codeVerifier,
    ...(prompt !== undefined && { prompt }),
  });
  const sealed = await sealCookie(keys, login, runtime.randomBytes(12));
  const step: DataEntryFlowStepExternal = {
    type: "external",
    flow_id: await sealFlowId(
      keys,
      login.id,
      login.startedAt,
      runtime.randomBytes(12)
    ),
    step_id: "external",
    handler: ["external", provider],
    url: url.href,
    description_placeholders: {
      ...placeholdersOf(context, asked, provider),
      ...(isForeign(login.request) && {
        client: clientHost(login.request.clientId),
      }),
    },
  };
  const gone = crowdedOut(
    await boundOf(context, cookies, login.id),
    origin,
    sealed.length
  );
  return json(step, 200, [
    bindingCookie(origin, login.id, sealed),
    ...gone.map((id) => clearedCookie(origin, id)),
  ]);
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

function abortOf(error: unknown, provider: string): Abort {
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
