/**
 * *Continue as …?*, on the page that the right code was typed into. Home
 * Assistant is asked only once somebody said yes.
 *
 * @module
 */
import {
  claim,
  codeLife,
  readAnswered,
  writeAnswered,
  type Answered,
  type Started,
  type Vouched,
} from "@ha-external-login/flow";
import { abortStep, entryStep, json, type Abort } from "../serve/answers.ts";
import { osOf } from "../link/apps.ts";
import { clientOf, type Asked, type Context } from "../context.ts";
import { clearedCookie } from "../serve/cookies.ts";
import { inAppOf, notify } from "../people/notify.ts";
import { isBurnt } from "../login/records.ts";
import { relayForm } from "../login/relay.ts";
import { stand } from "../login/stand.ts";

/** What waits for a yes: who it would be, and by which login's code. */
interface Waiting {
  answered: string;
  vouched: string;
}

/** Puts the person of a code aside for the page it was typed into. */
export async function putConfirm(
  { options: { store, runtime } }: Context,
  login: Started,
  vouched: Vouched
): Promise<void> {
  const now = runtime.now();
  const answered = writeAnswered(claim(login, vouched, now));
  const waiting: Waiting = { answered, vouched: vouched.id };
  const until = now + codeLife;
  await store.put("confirm", login.id, JSON.stringify(waiting), until);
}

/** Who is asked for on this page, once a right code was typed there. */
export async function waitingConfirm(
  { options: { store, runtime } }: Context,
  login: Started
): Promise<Answered | undefined> {
  const text = await store.peek("confirm", login.id, runtime.now());
  if (text === undefined) return undefined;
  return readAnswered((JSON.parse(text) as Waiting).answered);
}

/** `confirm` on the page's own flow. */
export async function confirmPerson(
  context: Context,
  asked: Asked,
  login: Started,
  isMe: boolean
): Promise<Response> {
  const { store, runtime } = context.options;
  const { id, request } = login;
  const text = await store.take("confirm", id, runtime.now());
  if (text === undefined) return ended(context, asked, login, "expired");
  if (!isMe) return ended(context, asked, login, "declined");
  const { answered, vouched } = JSON.parse(text) as Waiting;
  // On the page with the code, *This is not me* is no less of an answer.
  if (await isBurnt(context, vouched)) {
    return ended(context, asked, login, "expired");
  }
  const { provider } = request;
  const { person, answeredAt } = readAnswered(answered);
  const proven = { provider, person };
  const standing = await stand(context, proven, request, clientOf(asked));
  if (standing.type === "away") {
    await store.put("confirm", id, text, answeredAt + codeLife);
    const cause = "home_assistant.away";
    const abort: Abort = { provider, reason: "restarting", cause };
    return json(abortStep(context, asked, abort));
  }
  return letIn(context, asked, login, person, standing);
}

/** The end of a login on its page, and of its cookie. */
export function ended(
  context: Context,
  asked: Asked,
  { id, request: { provider } }: Started,
  reason: "declined" | "expired" | "stopped"
): Response {
  const abort: Abort = { provider, reason, cause: `match.${reason}` };
  const cookies = [clearedCookie(asked.origin, id)];
  return json(abortStep(context, asked, abort), 200, cookies);
}

/** Where the person stands at Home Assistant, as the page is told. */
async function letIn(
  context: Context,
  asked: Asked,
  { id, request: { provider, clientId } }: Started,
  person: Answered["person"],
  standing: Exclude<Awaited<ReturnType<typeof stand>>, { type: "away" }>
): Promise<Response> {
  const cookies = [clearedCookie(asked.origin, id)];
  if (standing.type === "abort") {
    const abort = { ...standing, provider };
    return json(abortStep(context, asked, abort), 200, cookies);
  }
  const inApp = await inAppOf(appName(clientId), person);
  if (standing.type === "form") {
    const shown = { provider, clientId, inApp };
    const answer = await relayForm(context, asked, standing.step, shown);
    for (const cookie of cookies) answer.headers.append("set-cookie", cookie);
    return answer;
  }
  context.options.log.info("login.finished", { provider, way: "match" });
  notify(context, provider, inApp);
  return json(entryStep("", provider, standing.code), 200, cookies);
}

/** What the notification calls the client that was let in. */
function appName(clientId: string): string {
  const os = osOf(clientId);
  return os === undefined ? new URL(clientId).host : `Home Assistant (${os})`;
}
