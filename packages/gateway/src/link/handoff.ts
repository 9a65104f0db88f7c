/**
 * What waits for an app: the code in its link, which is nothing without the
 * app's verifier, and the ticket that it is exchanged for. One record by the
 * login's id is the truth of both. Whoever takes it out, the web view that is
 * opened or the person who says that it is not them, leaves nothing.
 *
 * @module
 */
import {
  derive,
  handoffLife,
  loginLife,
  resumeLife,
} from "@ha-external-login/flow";
import type { Context } from "../context.ts";
import { secretHash, type VouchedRecord } from "../login/records.ts";

/** A hand-off: until when its code may be brought first. */
export interface HandoffRecord extends VouchedRecord {
  until: number;
}

/** Whose ticket it is, and until when. */
export interface TicketRecord {
  id: string;
  until: number;
}

/** Of 43 characters of a challenge a `state` has room for these: 132 bits. */
export const challengeKept = 22;

/** Keeps a login for whoever brings its code. */
export async function putHandoff(
  context: Context,
  record: VouchedRecord
): Promise<void> {
  const { store } = context.options;
  const { id, vouchedAt } = record.login;
  const value: HandoffRecord = { ...record, until: vouchedAt + handoffLife };
  const code = await secretHash(await handoffOf(context, record));
  await store.put("handoff", id, JSON.stringify(value), endOf(value));
  await store.put("handoff_code", code, id, endOf(value));
}

/**
 * The hand-off code of a login: always the same, and nowhere kept.
 *
 * @throws {RangeError} if its key is gone, and then its `state` did not open.
 */
export function handoffOf(
  { keys }: Context,
  { login, keyVersion }: VouchedRecord
): Promise<string> {
  const key = keys.get(keyVersion);
  if (key === undefined) throw new RangeError("no key of this version");
  return derive(key, "handoff", login.id);
}

/** The login that a code was made for. */
export async function idOfCode(
  { options: { store, runtime } }: Context,
  code: string
): Promise<string | undefined> {
  return store.peek("handoff_code", await secretHash(code), runtime.now());
}

/** A hand-off that is neither used nor declined; it may be too late for it. */
export async function readHandoff(
  { options: { store, runtime } }: Context,
  id: string
): Promise<HandoffRecord | undefined> {
  const text = await store.peek("handoff", id, runtime.now());
  return text === undefined ? undefined : (JSON.parse(text) as HandoffRecord);
}

/** @returns the hand-off for one caller alone, whoever else asks. */
export async function takeHandoff(
  { options: { store, runtime } }: Context,
  id: string
): Promise<HandoffRecord | undefined> {
  const text = await store.take("handoff", id, runtime.now());
  return text === undefined ? undefined : (JSON.parse(text) as HandoffRecord);
}

/**
 * Whether this verifier is the first that came with the code. No other is
 * ever compared: the code is burnt before anybody knows whether it was right.
 */
export async function isFirstVerifier(
  { options: { store, runtime } }: Context,
  record: HandoffRecord,
  verifier: string
): Promise<boolean> {
  const { id } = record.login;
  const hash = await secretHash(verifier);
  await store.put("verifier", id, hash, endOf(record));
  return (await store.peek("verifier", id, runtime.now())) === hash;
}

/** Whether somebody has brought the code already. */
export async function isBrought(
  { options: { store, runtime } }: Context,
  id: string
): Promise<boolean> {
  return (await store.peek("verifier", id, runtime.now())) !== undefined;
}

/**
 * The ticket of a hand-off: always the same one, and nowhere kept.
 *
 * @returns `undefined` if the key that it is derived from is gone.
 */
export async function ticketOf(
  { keys }: Context,
  { login, keyVersion }: HandoffRecord
): Promise<string | undefined> {
  const key = keys.get(keyVersion);
  return key && derive(key, "ticket", login.id);
}

/** Makes a ticket good. Its time runs from the first time that it is. */
export async function putTicket(
  { options: { store, runtime } }: Context,
  record: HandoffRecord,
  ticket: string
): Promise<void> {
  const { id } = record.login;
  const value: TicketRecord = { id, until: runtime.now() + resumeLife };
  const key = await secretHash(ticket);
  await store.put("ticket", key, JSON.stringify(value), endOf(record));
}

/** What is known of a ticket; it may be too late for it. */
export async function readTicket(
  { options: { store, runtime } }: Context,
  ticket: string
): Promise<TicketRecord | undefined> {
  const key = await secretHash(ticket);
  const text = await store.peek("ticket", key, runtime.now());
  return text === undefined ? undefined : (JSON.parse(text) as TicketRecord);
}

/** Late is told from unknown, and used from late, for as long as the page is. */
function endOf({ login, until }: HandoffRecord): number {
  return Math.max(login.startedAt + loginLife, until + resumeLife);
}
