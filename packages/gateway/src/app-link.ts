/**
 * *link*: an app's shell starts, opens the system browser, and brings the code
 * of the link that a person tapped. What it gets is a ticket for its web view,
 * where Home Assistant's own page starts and ends the login. No answer here
 * has a CORS header: a shell needs none, and no page may ask.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc8252
 * @module
 */
import {
  derive,
  loginLife,
  resumeLife,
  toBase64url,
  type Outset,
} from "@ha-external-login/flow";
import {
  isSameOrigin,
  json,
  pageAnswer,
  placeOf,
  refuse,
  seeOther,
} from "./answers.ts";
import { appOf, fingerprintOf } from "./apps.ts";
import { optionalText, readBody, refuseOthers, textOf } from "./body.ts";
import type { Asked, Context } from "./context.ts";
import { matchCookie } from "./cookies.ts";
import { readForm } from "./form.ts";
import type { HandoffRecord } from "./handoff.ts";
import { decline, notYours } from "./match.ts";
import { leavePage, openPage } from "./pages/link.ts";
import { openHash } from "./pages/open-script.ts";
import { secretHash } from "./records.ts";
import { putProven } from "./resume.ts";
import { abortOf, providerUrl } from "./start.ts";
import { holdsPage } from "./vouched.ts";

/** The request header in which a shell gives its web view the ticket. */
export const ticketHeader = "x-external-login-resume";

/** `POST /auth/external-login/app/start` */
export async function startApp(
  context: Context,
  request: Request,
  asked: Asked
): Promise<Response> {
  const { runtime, apps, log } = context.options;
  const body = await readBody(request);
  refuseOthers(body, ["link", "challenge", "method", "provider"]);
  const link = textOf(body, "link");
  const challenge = textOf(body, "challenge");
  const provider = textOf(body, "provider");
  const known = context.providers.get(provider);
  const fault = !apps.some((app) => app.link === link)
    ? "link"
    : !isChallenge(challenge) || !isS256(optionalText(body, "method"))
      ? "challenge"
      : known === undefined
        ? "provider"
        : undefined;
  if (fault !== undefined || known === undefined) {
    log.warn("login.refused", { reason: `start.${fault}` });
    return json({ message: `Invalid ${fault}` }, 400);
  }
  const outset: Outset = {
    id: toBase64url(runtime.randomBytes(16)),
    provider,
    origin: asked.origin,
    startedAt: runtime.now(),
    back: {
      way: "link",
      link: await fingerprintOf(link),
      challenge: challenge.slice(0, challengeKept),
    },
  };
  try {
    const url = await providerUrl(context, known, outset);
    log.info("login.started", { provider, way: "link" });
    const state = new URL(url).searchParams.get("state");
    const iss = known.options.settings.issuer;
    return json({ url, state, iss, expires_in: loginLife });
  } catch (error) {
    const { cause } = abortOf(error, provider);
    log.warn("login.refused", { reason: cause, provider });
    return json({ message: "The provider cannot be reached" }, 503);
  }
}

/** `POST /auth/external-login/app/finish` */
export async function finishApp(
  context: Context,
  request: Request,
  asked: Asked
): Promise<Response> {
  const { log } = context.options;
  const body = await readBody(request);
  refuseOthers(body, ["code", "verifier"]);
  const finished = await redeemHandoff(
    context,
    asked,
    textOf(body, "code"),
    textOf(body, "verifier")
  );
  if (finished.type === "ticket") {
    const { ticket, expiresIn } = finished;
    return json({ resume: ticket, expires_in: expiresIn });
  }
  const event = finished.cause === "used" ? "handoff.replay" : "login.refused";
  log.warn(event, { reason: finished.cause });
  // Alike for every reason: whoever guesses learns nothing from it.
  return json({ message: "This sign-in is over" }, 400);
}

/** `GET /auth/external-login/app/open` */
export async function openApp(
  context: Context,
  request: Request,
  asked: Asked
): Promise<Response> {
  const cookies: string[] = [];
  const ticket = request.headers.get(ticketHeader);
  const cookie = ticket && (await spendTicket(context, request, asked, ticket));
  if (cookie) cookies.push(cookie);
  const url = new URL(request.url);
  if (url.searchParams.get("way") === "match") {
    cookies.push(matchCookie(asked.origin));
  }
  const document = openPage(placeOf(context, request, asked), {
    url: cookie ? "/?storeToken=true" : "/",
  });
  // Never a redirect: a header may be lost on one.
  return pageAnswer(document, 200, { script: await openHash() }, cookies);
}

/** `GET /auth/external-login/app/leave` */
export async function leaveApp(
  context: Context,
  request: Request,
  asked: Asked
): Promise<Response> {
  const [app] = context.options.apps;
  if (app === undefined) return seeOther("/", []);
  const scheme = /^([a-z][a-z0-9+.-]*):\//.exec(app.link)?.[1];
  const href = scheme === "https" ? app.link : `${scheme}:/continue`;
  return pageAnswer(leavePage(placeOf(context, request, asked), { href }), 200);
}

/**
 * `GET /auth/external-login/app/back`: the address of a link that no app on
 * this device claims. What is in its query is looked at by nobody.
 */
export async function backApp(
  context: Context,
  request: Request,
  asked: Asked
): Promise<Response> {
  return refuse(context, request, asked, { cause: "link", shown: "elsewhere" });
}

/** `POST /auth/external-login/app/decline` */
export async function declineApp(
  context: Context,
  request: Request,
  asked: Asked
): Promise<Response> {
  if (!isSameOrigin(request, asked)) return notYours(context, request, asked);
  const id = (await readForm(request)).get("login") ?? "";
  if (!(await holdsPage(context, request, asked, id))) {
    return notYours(context, request, asked);
  }
  const { store, runtime } = context.options;
  const { keys } = context;
  const code = await derive(keys.active, "handoff", id);
  await store.take("handoff", await secretHash(code), runtime.now());
  return decline(context, request, asked, id);
}

/** Of 43 characters of a challenge these are kept: 132 bits. */
const challengeKept = 22;

function isChallenge(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

/** A method may be named; there is one. */
function isS256(method: string | undefined): boolean {
  return method === undefined || method === "S256";
}

type Redeemed =
  | { type: "ticket"; ticket: string; expiresIn: number }
  | { type: "refused"; cause: string };

/**
 * The ticket of a hand-off, for whoever holds its verifier: the same one until
 * it is used, because a lost answer must not cost a whole login.
 */
async function redeemHandoff(
  context: Context,
  asked: Asked,
  code: string,
  verifier: string
): Promise<Redeemed> {
  const { store, runtime, apps } = context.options;
  const now = runtime.now();
  const key = await secretHash(code);
  const text = await store.peek("handoff", key, now);
  if (text === undefined) return { type: "refused", cause: "used" };
  const record = JSON.parse(text) as HandoffRecord;
  const { login, keyVersion, until } = record;
  const { back } = login;
  if (back.way !== "link") return { type: "refused", cause: "way" };
  const ticket = await derive(
    context.keys.get(keyVersion) ?? context.keys.active,
    "ticket",
    login.id
  );
  const ticketKey = await secretHash(ticket);
  const given = await store.peek("ticket", ticketKey, now);
  const app = await appOf(apps, back.link);
  const cause =
    login.origin !== asked.origin
      ? "base"
      : app === undefined
        ? "link"
        : !(await isVerifier(verifier, back.challenge))
          ? "verifier"
          : given === undefined && now >= until
            ? "expired"
            : undefined;
  if (cause !== undefined || app === undefined) {
    // Burnt for whoever guesses; the ticket that is out already stays good.
    if (given === undefined) await store.take("handoff", key, now);
    return { type: "refused", cause: cause ?? "link" };
  }
  const expiresAt = now + resumeLife;
  const value: TicketRecord = { login, app: app.name, handoff: key, expiresAt };
  await store.put("ticket", ticketKey, JSON.stringify(value), expiresAt);
  const kept = await store.peek("ticket", ticketKey, now);
  if (kept === undefined) return { type: "refused", cause: "used" };
  const { expiresAt: end } = JSON.parse(kept) as TicketRecord;
  return { type: "ticket", ticket, expiresIn: end - now };
}

interface TicketRecord {
  login: HandoffRecord["login"];
  app: string;
  /** Key of the hand-off that it ends. */
  handoff: string;
  expiresAt: number;
}

/** @returns the resume cookie, for a ticket that is used for the first time. */
async function spendTicket(
  context: Context,
  request: Request,
  asked: Asked,
  ticket: string
): Promise<string | undefined> {
  const { store, runtime, log } = context.options;
  const now = runtime.now();
  const text = await store.take("ticket", await secretHash(ticket), now);
  if (text === undefined) {
    log.warn("login.refused", { reason: "ticket.unknown" });
    return undefined;
  }
  const { login, app, handoff } = JSON.parse(text) as TicketRecord;
  await store.take("handoff", handoff, now);
  // A finish at this very moment may have written the ticket again.
  const isFirst = await store.consume(
    `ticket ${login.id}`,
    now + 4 * resumeLife
  );
  if (!isFirst || login.origin !== asked.origin) return undefined;
  const { provider, person } = login;
  const proven = { provider, person };
  return putProven(context, request, asked, proven, now + resumeLife, app);
}

/** @see https://datatracker.ietf.org/doc/html/rfc7636#section-4.6 */
async function isVerifier(verifier: string, kept: string): Promise<boolean> {
  if (!/^[\w.~-]{43,128}$/.test(verifier)) return false;
  const challenge = await secretHash(verifier);
  return (
    (await secretHash(challenge.slice(0, challengeKept))) ===
    (await secretHash(kept))
  );
}
