/**
 * *link* comes back: the shell brings the code of the link that a person
 * tapped and the verifier of its challenge, and gets a ticket for its web
 * view. Home Assistant's code is not made here.
 *
 * @module
 */
import { json } from "../serve/answers.ts";
import { appOf } from "./apps.ts";
import { readJson } from "../serve/body.ts";
import type { Asked, Context } from "../context.ts";
import {
  challengeKept,
  idOfCode,
  isFirstVerifier,
  putTicket,
  readHandoff,
  readTicket,
  ticketOf,
  type HandoffRecord,
} from "./handoff.ts";
import { secretHash } from "../login/records.ts";

/** `POST /auth/external-login/app/finish` */
export async function finishApp(
  context: Context,
  request: Request,
  asked: Asked
): Promise<Response> {
  const { log, runtime } = context.options;
  const body = await readJson(request);
  const { code, verifier } = Object.fromEntries(body);
  const finished = await redeem(context, asked, text(code), text(verifier));
  if ("ticket" in finished) {
    const { ticket, until } = finished;
    return json({ resume: ticket, expires_in: until - runtime.now() });
  }
  const { cause, provider } = finished;
  log.warn(cause === "used" ? "handoff.replay" : "login.refused", {
    reason: cause,
    ...(provider !== undefined && { provider }),
  });
  // Alike for every reason: whoever guesses learns nothing from it.
  return json({ message: "This sign-in is over" }, 400);
}

type Redeemed =
  { ticket: string; until: number } | { cause: string; provider?: string };

/**
 * The ticket of a hand-off, for whoever holds its verifier: the same one until
 * it is used, because a lost answer must not cost a whole login.
 */
async function redeem(
  context: Context,
  asked: Asked,
  code: string,
  verifier: string
): Promise<Redeemed> {
  const id = await idOfCode(context, code);
  if (id === undefined) return { cause: "unknown" };
  const record = await readHandoff(context, id);
  if (record === undefined) return { cause: "used" };
  const { provider } = record.login;
  const ticket = await ticketOf(context, record);
  if (ticket === undefined) return { cause: "sealed", provider };
  const given = await readTicket(context, ticket);
  const late = context.options.runtime.now() >= (given ?? record).until;
  if (late) return { cause: "expired", provider };
  const cause = await faultOf(context, asked, record, verifier);
  if (cause !== undefined) return { cause, provider };
  await putTicket(context, record, ticket);
  const kept = await readTicket(context, ticket);
  return kept ? { ticket, until: kept.until } : { cause: "used", provider };
}

async function faultOf(
  context: Context,
  asked: Asked,
  record: HandoffRecord,
  verifier: string
): Promise<string | undefined> {
  const { origin, back } = record.login;
  if (back.way !== "link") return "way";
  if (origin !== asked.origin) return "base";
  const app = await appOf(context.options.apps, back.link);
  if (app === undefined) return "link";
  const isRight =
    (await isFirstVerifier(context, record, verifier)) &&
    (await isVerifier(verifier, back.challenge));
  return isRight ? undefined : "verifier";
}

/** @see https://datatracker.ietf.org/doc/html/rfc7636#section-4.6 */
async function isVerifier(verifier: string, kept: string): Promise<boolean> {
  if (!/^[\w.~-]{43,128}$/.test(verifier)) return false;
  const challenge = await secretHash(verifier);
  const [ours, theirs] = await Promise.all([
    secretHash(challenge.slice(0, challengeKept)),
    secretHash(kept),
  ]);
  return ours === theirs;
}

/** What is no text is no secret either, and is answered like a wrong one. */
function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
