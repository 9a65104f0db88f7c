/**
 * `/auth/login_flow` as Home Assistant's login page knows it: ours by handler
 * or by sealed id, everybody else's passed on.
 *
 * @module
 */
import {
  ExpiredError,
  openCookie,
  openId,
  openRelay,
  passedKeys,
  UnsealError,
  type External,
  type LoginRequest,
  type Relay,
  type Started,
} from "@ha-external-login/flow";
import { isSameOrigin, json } from "../serve/answers.ts";
import {
  BodyError,
  flagOf,
  optionalText,
  readBody,
  refuseOthers,
  textOf,
  type Body,
} from "../serve/body.ts";
import { clientFault } from "../serve/client.ts";
import type { Asked, Context } from "../context.ts";
import { clearedCookie, readCookies } from "../serve/cookies.ts";
import { answered, passOn } from "../serve/pass-on.ts";
import { readPassed } from "./passed.ts";
import { continueRelay, endFlow } from "./relay.ts";
import { resume } from "./resume.ts";
import { leaveLogin, startLogin } from "./start.ts";
import {
  continueMatch,
  leaveStep,
  startMatch,
  wayOf,
} from "../match/start-match.ts";

const createPath = "/auth/login_flow";

/** `POST /auth/login_flow` */
export async function createFlow(
  context: Context,
  request: Request,
  asked: Asked
): Promise<Response> {
  const body = await readBody(request);
  const resumed = await resume(context, request, asked, body).catch(
    (error: unknown) => passOver(context, error)
  );
  if (resumed !== undefined) return resumed;
  const [type, id] = handlerOf(body);
  if (type === "command_line" && id === context.options.ticketProvider) {
    return unknownHandler();
  }
  if (type !== "external") {
    return answered(await passOn(context, asked, "POST", createPath, body));
  }
  const known = context.providers.get(String(id));
  if (known === undefined) return unknownHandler();
  if (!isSameOrigin(request, asked)) return foreignPage();
  const cookies = readCookies(request, asked.origin);
  const asks = readRequest(body, String(id), asked, context.options.origins);
  const way = wayOf(context, request, asks, known, cookies);
  if (way === "leave") return json(leaveStep(context, asked, known));
  const { anotherDevice: _anotherDevice, ...request_ } = asks;
  const login: LoginRequest = { ...request_, way };
  return way === "match"
    ? startMatch(context, request, asked, known, login, cookies)
    : startLogin(context, asked, known, login, cookies);
}

/** `POST /auth/login_flow/{flow_id}` */
export async function continueFlow(
  context: Context,
  request: Request,
  asked: Asked,
  flowId: string
): Promise<Response> {
  const body = await readBody(request);
  if (isTheirs(flowId)) {
    const target = `${createPath}/${flowId}`;
    return answered(await passOn(context, asked, "POST", target, body));
  }
  if (!isSameOrigin(request, asked)) return foreignPage();
  const cookies = readCookies(request, asked.origin);
  const held = await openHeld(context, asked, flowId, cookies);
  if (held === undefined) return unknownFlow();
  if (held.type === "relay") {
    return continueRelay(context, asked, held.relay, flowId, body);
  }
  const { login } = held;
  const known = context.providers.get(login.request.provider);
  if (known === undefined) return unknownFlow();
  if (textOf(body, "client_id") !== login.request.clientId) {
    context.options.log.warn("login.refused", { reason: "client" });
    return unknownFlow();
  }
  if (login.request.way === "match") {
    return continueMatch(context, request, asked, known, login, body);
  }
  const leaving = readLeaving(body);
  const prompt = isSet(body, "another_account") ? "login" : undefined;
  return leaveLogin(context, asked, known, login, leaving, cookies, prompt);
}

/** `DELETE /auth/login_flow/{flow_id}` */
export async function deleteFlow(
  context: Context,
  request: Request,
  asked: Asked,
  flowId: string
): Promise<Response> {
  if (isTheirs(flowId)) {
    const target = `${createPath}/${flowId}`;
    return answered(await passOn(context, asked, "DELETE", target));
  }
  const cookies = readCookies(request, asked.origin);
  const held = isSameOrigin(request, asked)
    ? await openHeld(context, asked, flowId, cookies)
    : undefined;
  if (held === undefined) return unknownFlow();
  if (held.type === "relay") {
    await endFlow(context, asked, held.relay.haFlowId);
  }
  const id = held.type === "relay" ? held.relay.id : held.login.id;
  const cookie = clearedCookie(asked.origin, id);
  return json({ message: "Flow aborted" }, 200, [cookie]);
}

type Held =
  | { type: "login"; login: Started | External }
  | { type: "relay"; relay: Relay };

/** What this browser holds of a flow; a stranger's flow is an unknown one. */
async function openHeld(
  { keys, options: { runtime } }: Context,
  asked: Asked,
  flowId: string,
  cookies: Map<string, string>
): Promise<Held | undefined> {
  const now = runtime.now();
  try {
    const id = await openId(keys, "flow_id", flowId, now);
    const sealed = cookies.get(id);
    if (sealed === undefined) return undefined;
    const held = await openEither(keys, sealed, now);
    const { id: heldId, origin } =
      held.type === "relay"
        ? held.relay
        : { id: held.login.id, origin: held.login.request.origin };
    return heldId === id && origin === asked.origin ? held : undefined;
  } catch (error) {
    if (error instanceof UnsealError || error instanceof ExpiredError) {
      return undefined;
    }
    throw error;
  }
}

async function openEither(
  keys: Context["keys"],
  sealed: string,
  now: number
): Promise<Held> {
  try {
    return { type: "login", login: await openCookie(keys, sealed, now) };
  } catch (error) {
    if (!(error instanceof UnsealError)) throw error;
    return { type: "relay", relay: await openRelay(keys, sealed, now) };
  }
}

/** Home Assistant's own form is there, whatever becomes of a resume. */
function passOver({ options: { log } }: Context, error: unknown): undefined {
  const name = error instanceof Error ? error.name : typeof error;
  log.warn("resume.passed_over", { reason: name });
}

/** Home Assistant's own flow ids are 32 hex digits; ours are longer. */
function isTheirs(flowId: string): boolean {
  return /^[0-9a-f]{32}$/.test(flowId);
}

function handlerOf(body: Body): [unknown, unknown] {
  const handler = body.get("handler");
  return Array.isArray(handler) ? [handler[0], handler[1]] : [undefined, null];
}

/** What a page asks for; by which way back is told from its browser. */
type Asks = Omit<LoginRequest, "way"> & { anotherDevice: boolean };

function readRequest(
  body: Body,
  provider: string,
  { origin }: Asked,
  origins: readonly string[]
): Asks {
  refuseOthers(body, createKeys);
  const clientId = textOf(body, "client_id");
  const redirectUri = textOf(body, "redirect_uri");
  const passed = readPassed(body);
  const fault = clientFault(origins, origin, clientId, redirectUri);
  if (fault !== undefined) throw new BodyError(fault);
  const anotherDevice = isSet(body, "another_device");
  return { provider, origin, clientId, redirectUri, passed, anotherDevice };
}

const createKeys = [
  "client_id",
  "handler",
  "redirect_uri",
  "another_device",
  ...passedKeys,
];

function readLeaving(body: Body) {
  refuseOthers(body, leavingKeys);
  const language = optionalText(body, "language") ?? "en";
  return {
    state: optionalText(body, "state"),
    storeToken: isSet(body, "store_token"),
    language: /^[A-Za-z-]{2,35}$/.test(language) ? language : "en",
  };
}

const leavingKeys = [
  "client_id",
  "state",
  "store_token",
  "language",
  "another_account",
];

function isSet(body: Body, key: string): boolean {
  return body.has(key) && flagOf(body, key);
}

function unknownHandler(): Response {
  return json({ message: "Invalid handler specified" }, 404);
}

function unknownFlow(): Response {
  return json({ message: "Invalid flow specified" }, 404);
}

function foreignPage(): Response {
  return json({ message: "Only the login page of this home may ask" }, 403);
}
