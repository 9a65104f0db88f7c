/**
 * *match* in the browser that a person signs in with: where any device may
 * start, and what its pages' buttons do. Nobody is let in here.
 *
 * @module
 */
import {
  consumedLife,
  formatCode,
  sealId,
  toBase64url,
  type Outset,
} from "@ha-external-login/flow";
import { authorizationOrigin } from "@ha-external-login/oidc";
import {
  isSameOrigin,
  json,
  pageAnswer,
  placeOf,
  refuse,
  seeOther,
} from "../serve/answers.ts";
import type { Asked, Context, KnownProvider } from "../context.ts";
import { clearedPage, readCookies } from "../serve/cookies.ts";
import { readForm } from "../serve/form.ts";
import { networkOf } from "./network.ts";
import { copyHash } from "../pages/copy-script.ts";
import {
  codePage,
  declinedPage,
  devicesPage,
  latePage,
  matchPage,
} from "../pages/match.ts";
import { readVouched } from "../login/records.ts";
import { showCode } from "./shown-code.ts";
import { abortOf, bind, providerUrl } from "../login/start.ts";
import { holdsPage } from "../login/held-page.ts";
import { isSameNetwork, matchAsked, warns } from "../login/vouched.ts";

/** `GET /auth/external-login/match`: the address for any device. */
export async function devices(
  context: Context,
  request: Request,
  asked: Asked
): Promise<Response> {
  const known = offered(context);
  if (known.length === 0) return seeOther("/", []);
  const origins = await Promise.all(
    known.map(({ provider }) =>
      authorizationOrigin(provider).catch(() => undefined)
    )
  );
  const document = devicesPage(placeOf(context, request, asked), {
    providers: known.map(({ options }) => ({
      id: options.id,
      name: options.settings.name,
    })),
  });
  return pageAnswer(document, 200, {
    hasForm: true,
    formTo: origins.filter((origin) => origin !== undefined),
  });
}

/** `POST /auth/external-login/match` */
export async function match(
  context: Context,
  request: Request,
  asked: Asked
): Promise<Response> {
  if (!isSameOrigin(request, asked)) return notYours(context, request, asked);
  const form = await readForm(request);
  const action = form.get("action");
  if (action === "start") {
    return startDevice(context, request, asked, form.get("provider") ?? "");
  }
  const id = form.get("login") ?? "";
  const isOurs =
    (await holdsPage(context, request, asked, id)) &&
    (await endsByCode(context, id));
  if (!isOurs) return notYours(context, request, asked);
  switch (action) {
    case "show":
    case "sure":
      return show(context, request, asked, id, action === "sure");
    case "decline":
      return decline(context, request, asked, id);
    default:
      return json({ message: "No such action" }, 400);
  }
}

/** Another way's login has buttons of its own: here they would end nothing. */
async function endsByCode(
  { options: { store, runtime } }: Context,
  id: string
): Promise<boolean> {
  return (await store.peek("spent", id, runtime.now())) !== undefined;
}

/** *This is not me*, on any page that asked: the login is over. */
export async function decline(
  context: Context,
  request: Request,
  asked: Asked,
  id: string
): Promise<Response> {
  const { store, runtime, log } = context.options;
  const now = runtime.now();
  await store.put("declined", id, "", now + consumedLife);
  log.warn("login.refused", { reason: "declined" });
  const cookies = [clearedPage(asked.origin, id)];
  const place = placeOf(context, request, asked);
  // Too late: whoever typed the code was let in already.
  return (await isLetIn(context, id))
    ? pageAnswer(latePage(place), 400, {}, cookies)
    : pageAnswer(declinedPage(place), 200, {}, cookies);
}

/** Whether a code was typed, and nobody is asked *Continue as …?* any more. */
async function isLetIn(
  { options: { store, runtime } }: Context,
  id: string
): Promise<boolean> {
  const now = runtime.now();
  const starter = await store.peek("typed", id, now);
  if (starter === undefined) return false;
  return (await store.take("confirm", starter, now)) === undefined;
}

/** The page for whoever is not the browser that was asked. */
export function notYours(
  context: Context,
  request: Request,
  asked: Asked
): Response {
  return refuse(context, request, asked, { cause: "page" });
}

function offered({ providers }: Context): KnownProvider[] {
  return [...providers.values()].filter(
    ({ options }) => options.match.use !== "off"
  );
}

async function startDevice(
  context: Context,
  request: Request,
  asked: Asked,
  providerId: string
): Promise<Response> {
  const { keys, options } = context;
  const { runtime, log } = options;
  const known = offered(context).find(
    ({ options: { id } }) => id === providerId
  );
  if (known === undefined) {
    return refuse(context, request, asked, { cause: "provider" });
  }
  const { origin } = asked;
  const id = toBase64url(runtime.randomBytes(16));
  const startedAt = runtime.now();
  const outset: Outset = {
    id,
    provider: providerId,
    origin,
    startedAt,
    back: { way: "device", network: networkOf(asked.address) },
  };
  let url: string;
  try {
    url = await providerUrl(context, known, outset);
  } catch (error) {
    const { reason, cause } = abortOf(error, providerId);
    const refusal = { cause, shown: reason, provider: providerId };
    return refuse(context, request, asked, refusal);
  }
  const iv = runtime.randomBytes(12);
  const sealed = await sealId(keys, "device", id, startedAt, iv);
  const cookies = readCookies(request, origin);
  log.info("login.started", { provider: providerId, way: "device" });
  return seeOther(url, await bind(context, cookies, origin, id, sealed));
}

async function show(
  context: Context,
  request: Request,
  asked: Asked,
  id: string,
  isSure: boolean
): Promise<Response> {
  const { runtime } = context.options;
  const place = placeOf(context, request, asked);
  const login = (await readVouched(context, id))?.login;
  const isAsked = login?.back.way === "match" && warns(context, login);
  if (isAsked && !isSure && !isSameNetwork(login, asked)) {
    const about = matchAsked(context, asked, login, "sure");
    return pageAnswer(matchPage(place, about), 200, { hasForm: true });
  }
  const shown = await showCode(context, id);
  if (shown === undefined) return pageAnswer(latePage(place), 400);
  const { code, until } = shown;
  const document = codePage(place, {
    code: formatCode(code),
    seconds: until - runtime.now(),
    until,
    login: id,
  });
  return pageAnswer(document, 200, {
    hasForm: true,
    script: await copyHash(),
  });
}
