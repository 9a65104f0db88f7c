/**
 * What is typed into the field of a page that started for a code.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8628#section-5.1
 * @module
 */
import {
  codeHash,
  codeTries,
  consumedLife,
  foldCode,
  type Started,
  type Vouched,
} from "@ha-external-login/flow";
import { json } from "../serve/answers.ts";
import { ended, putConfirm, waitingConfirm } from "./confirm.ts";
import type { Asked, Context, KnownProvider } from "../context.ts";
import { confirmStep, matchStep } from "./match-step.ts";
import { networkOf } from "./network.ts";
import { readVouched, secretHash } from "../login/records.ts";
import { isLatest, readShown } from "./shown-code.ts";

/** `code` on the page's own flow. */
export async function typeCode(
  context: Context,
  request: Request,
  asked: Asked,
  known: KnownProvider,
  login: Started,
  typed: string
): Promise<Response> {
  const { log } = context.options;
  const again = async (error: string) =>
    json(await matchStep(context, request, asked, known, login, { error }));
  const stopped = () => ended(context, asked, login, "stopped");
  if (await isStopped(context, login, asked)) return stopped();
  // A second press, or a page that was reloaded.
  const waiting = await waitingConfirm(context, login);
  if (waiting !== undefined) {
    return json(await confirmStep(context, asked, login, waiting.person));
  }
  const code = foldCode(typed);
  if (code === undefined) return again("no_code");
  const tried = await beginTry(context, login, asked);
  if (tried === undefined) return stopped();
  const found =
    (await findBound(context, login, code)) ??
    (tried.forAny ? await findDevice(context, asked, known, code) : undefined);
  if (found === "late") {
    tried.forgive();
    return ended(context, asked, login, "expired");
  }
  if (found === undefined || !(await take(context, login, found))) {
    log.warn("match.wrong_code", { provider: login.request.provider });
    if (tried.pauses) log.error("match.paused");
    return (await isLastTry(context, login, asked, tried.count))
      ? stopped()
      : again("wrong_code");
  }
  tried.forgive();
  // Whoever is named here is who waits, whatever else was typed meanwhile.
  const { person } = (await waitingConfirm(context, login)) ?? found;
  return json(await confirmStep(context, asked, login, person));
}

/** The login of this very page, if that is its code. */
async function findBound(
  context: Context,
  { id }: Started,
  code: string
): Promise<Vouched | "late" | undefined> {
  const record = await readVouched(context, id);
  if (record?.login.back.way !== "match") return undefined;
  const shown = await readShown(context, record);
  if (shown === undefined) return undefined;
  if (!(await isSame(shown.code, code))) return undefined;
  return context.options.runtime.now() < shown.until ? record.login : "late";
}

/** A login that any page may be answered with, by the code's keyed hash. */
async function findDevice(
  context: Context,
  asked: Asked,
  known: KnownProvider,
  code: string
): Promise<Vouched | undefined> {
  const { keys, options } = context;
  const { store, runtime, log } = options;
  for (const key of keys.all) {
    const hash = await codeHash(key, code);
    const id = await store.peek("device_code", hash, runtime.now());
    const login = id && (await readVouched(context, id))?.login;
    if (!login || login.back.way !== "device") continue;
    if (login.provider !== known.options.id) continue;
    if (!(await isLatest(context, login))) continue;
    const isSameNetwork = login.back.network === networkOf(asked.address);
    if (known.options.match.network !== "same" || isSameNetwork) return login;
    log.warn("login.refused", { reason: "network" });
  }
  return undefined;
}

/** @returns whether the login is this page's alone: only one is the first. */
async function take(
  context: Context,
  login: Started,
  vouched: Vouched
): Promise<boolean> {
  const { store, runtime } = context.options;
  const now = runtime.now();
  const until = now + consumedLife;
  if (await store.put("typed", vouched.id, login.id, until)) {
    await putConfirm(context, login, vouched);
    return true;
  }
  return (await store.peek("typed", vouched.id, now)) === login.id;
}

/** Over digests, so that nothing is told by the time it takes. */
async function isSame(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([
    secretHash(one),
    secretHash(other),
  ]);
  return first === second;
}

async function isStopped(
  { tries, options: { store, runtime } }: Context,
  { id }: Started,
  { address }: Asked
): Promise<boolean> {
  const now = runtime.now();
  if (tries.isStopped(id, networkOf(address), now)) return true;
  return (await store.peek("stopped", id, now)) !== undefined;
}

/**
 * Counts a try before it is made. Replicas share the count once a provider has
 * vouched for somebody; before that nobody makes us remember anything.
 *
 * @returns `undefined` if there is none left.
 */
async function beginTry(
  { tries, options: { store, runtime } }: Context,
  { id }: Started,
  { address }: Asked
) {
  const now = runtime.now();
  const tried = tries.begin(id, networkOf(address), now);
  if (tried === undefined) return undefined;
  const isKnown = (await store.peek("vouched", id, now)) !== undefined;
  const count = isKnown ? await store.count(`tries ${id}`, until(now)) : 0;
  return count > codeTries ? undefined : { ...tried, count };
}

/** After a wrong code; each screen of the login is told at its next request. */
async function isLastTry(
  { tries, options: { store, runtime } }: Context,
  { id }: Started,
  { address }: Asked,
  count: number
): Promise<boolean> {
  const now = runtime.now();
  const isLast =
    count >= codeTries || tries.isStopped(id, networkOf(address), now);
  if (isLast && count > 0) await store.put("stopped", id, "", until(now));
  return isLast;
}

function until(now: number): number {
  return now + consumedLife;
}
