/**
 * What stands in each place of a login in progress: the cookie holds all of
 * it, the flow id and the provider's `state` only say which one is meant.
 *
 * @module
 */
import { clockSkew, loginLife } from "./limits.ts";
import type { KeyRing } from "./key-ring.ts";
import type { Answered, External, LoginRequest, Started } from "./login.ts";
import { passedKeys } from "./login.ts";
import type { Away } from "./way-back.ts";
import { seal, unseal, UnsealError } from "./seal.ts";

/** Sealed and right, but older than a login may be. */
export class ExpiredError extends Error {
  readonly name = "ExpiredError";

  readonly code = "expired";

  constructor() {
    super("sealed longer ago than a login lasts");
  }
}

/** What the provider's `state` carries: which login, and where it belongs. */
export interface Outset {
  id: string;
  provider: string;
  origin: string;
  startedAt: number;
  back: { way: "redirect" } | Away;
}

/** An {@link Outset} that came back. */
export interface State extends Outset {
  /** Version of the key that nonce and verifier are derived from. */
  keyVersion: number;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Seals a login for the binding cookie. */
export function sealCookie(
  keys: KeyRing,
  login: Started | External,
  iv: Bytes
): Promise<string> {
  const { id, startedAt, request } = login;
  const leaving = login.step === "external" ? login.leaving : undefined;
  return seal(
    keys,
    "cookie",
    [
      login.step,
      id,
      String(startedAt),
      ...requestFields(request),
      leaving?.state,
      leaving && String(leaving.storeToken),
      leaving?.language,
    ],
    iv
  );
}

/**
 * Opens a binding cookie.
 *
 * @throws {UnsealError | ExpiredError}
 */
export async function openCookie(
  keys: KeyRing,
  sealed: string,
  now: number
): Promise<Started | External> {
  const { fields } = await unseal(keys, "cookie", sealed);
  const [step, id, at, ...rest] = fields;
  const request = readRequest(rest.slice(0, requestFieldCount));
  const [state, storeToken, language] = rest.slice(requestFieldCount);
  const startedAt = readTime(at, now);
  if (id === undefined) throw new UnsealError();
  if (step === "started") return { step, id, startedAt, request };
  if (step !== "external" || language === undefined) throw new UnsealError();
  const leaving = { state, storeToken: storeToken === "true", language };
  return { step, id, startedAt, request, leaving };
}

/**
 * Where a login's id alone is sealed: the page's `flow_id`, the page that looks
 * for its tab, the cookie of a browser that signs in for another device, and
 * the cookie of a browser that was asked whether that is its own person.
 */
export type IdSlot = "flow_id" | "check" | "device" | "page";

/** Seals the id of a login for one place. */
export function sealId(
  keys: KeyRing,
  slot: IdSlot,
  id: string,
  now: number,
  iv: Bytes
): Promise<string> {
  return seal(keys, slot, [id, String(now)], iv);
}

/**
 * Opens what {@link sealId} sealed for this place.
 *
 * @throws {UnsealError | ExpiredError}
 */
export async function openId(
  keys: KeyRing,
  slot: IdSlot,
  sealed: string,
  now: number
): Promise<string> {
  const { fields } = await unseal(keys, slot, sealed);
  const [id, at] = fields;
  readTime(at, now);
  if (id === undefined) throw new UnsealError();
  return id;
}

/** Seals what the provider has to bring back. */
export function sealState(
  keys: KeyRing,
  { id, provider, origin, startedAt, back }: Outset,
  iv: Bytes
): Promise<string> {
  const at = String(startedAt);
  const fields = [id, provider, back.way, origin, at, ...backFields(back)];
  return seal(keys, "state", fields, iv);
}

/**
 * Opens the `state` that a provider brought back.
 *
 * @throws {UnsealError | ExpiredError}
 */
export async function openState(
  keys: KeyRing,
  sealed: string,
  now: number
): Promise<State> {
  const { fields, keyVersion } = await unseal(keys, "state", sealed);
  const [id, provider, way, origin, at, ...rest] = fields;
  const startedAt = readTime(at, now);
  const back = readBack(way, rest);
  if (id === undefined || provider === undefined || origin === undefined) {
    throw new UnsealError();
  }
  return { id, provider, origin, startedAt, back, keyVersion };
}

function backFields(back: Outset["back"]): string[] {
  switch (back.way) {
    case "redirect":
      return [];
    case "device":
      return [back.network];
    case "match": {
      const { system, network } = back.asker;
      return [system, network];
    }
    case "link":
      return [back.link, back.challenge];
  }
}

function readBack(
  way: string | undefined,
  rest: (string | undefined)[]
): Outset["back"] {
  const [first, second] = rest;
  if (way === "redirect") return { way };
  if (first === undefined) throw new UnsealError();
  if (way === "device") return { way, network: first };
  if (second === undefined) throw new UnsealError();
  if (way === "match") {
    return { way, asker: { system: first, network: second } };
  }
  if (way === "link") return { way, link: first, challenge: second };
  throw new UnsealError();
}

/** Writes an answered login as the text of a single-use record. */
export function writeAnswered(login: Answered): string {
  return JSON.stringify(login);
}

/** Reads what {@link writeAnswered} wrote into our own store. */
export function readAnswered(text: string): Answered {
  return JSON.parse(text) as Answered;
}

const requestFieldCount = 5 + passedKeys.length;

function requestFields(request: LoginRequest): (string | undefined)[] {
  return [
    request.provider,
    request.way,
    request.origin,
    request.clientId,
    request.redirectUri,
    ...passedKeys.map((key) => request.passed[key]),
  ];
}

function readRequest(fields: (string | undefined)[]): LoginRequest {
  const [provider, way, origin, clientId, redirectUri, ...values] = fields;
  if (
    provider === undefined ||
    (way !== "redirect" && way !== "match") ||
    origin === undefined ||
    clientId === undefined ||
    redirectUri === undefined
  ) {
    throw new UnsealError();
  }
  const passed: LoginRequest["passed"] = {};
  for (const [index, key] of passedKeys.entries()) {
    const value = values[index];
    if (value !== undefined) passed[key] = value;
  }
  return { provider, way, origin, clientId, redirectUri, passed };
}

/**
 * The time at which something was sealed.
 *
 * @throws {UnsealError | ExpiredError}
 */
export function readTime(text: string | undefined, now: number): number {
  const time = Number(text);
  // A replica's clock may be ahead of ours, but not by more than the skew.
  if (!Number.isSafeInteger(time) || time > now + clockSkew) {
    throw new UnsealError();
  }
  if (now > time + loginLife) throw new ExpiredError();
  return time;
}
