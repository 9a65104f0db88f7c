/**
 * What a login is: a few situations, and the verbs that lead from one to the
 * next. Nothing here reads a clock, a cookie or a network.
 *
 * @module
 */
import type { Away } from "./way-back.ts";
import { passedSize, requestSize } from "./limits.ts";

/** The keys of a create body that are passed on as the page sent them. */
export const passedKeys = [
  "code_challenge",
  "code_challenge_method",
  "response_type",
  "type",
] as const;

/** What a login page asked for, fixed for the rest of the login. */
export interface LoginRequest {
  /** Provider id. */
  provider: string;
  way: "redirect" | "match";
  /** Origin that the login started on, and ends on. */
  origin: string;
  clientId: string;
  redirectUri: string;
  /** The create body's other keys, exactly those that were there. */
  passed: Partial<Record<(typeof passedKeys)[number], string>>;
}

/** What only the page knows, handed over before anybody leaves. */
export interface Leaving {
  /** Home Assistant's `state`: whatever the client put there, byte for byte. */
  state: string | undefined;
  /** Whether the person ticked *keep me logged in*. */
  storeToken: boolean;
  /** Language of the login page, for the pages that follow. */
  language: string;
}

/** Somebody for whom a provider has vouched. */
export interface Person {
  issuer: string;
  subject: string;
  /** For display only, as are all fields but the two above. */
  name: string;
  account: string | undefined;
  /** Groups at the provider, from which the role is told. */
  groups: string[];
}

/** Why a login ended without a code; also a translation key. */
export type AbortReason =
  | "declined"
  | "deleted"
  | "elsewhere"
  | "expired"
  | "failed"
  | "inactive"
  | "login_expired"
  | "no_access"
  | "not_local"
  | "refused"
  | "restarting"
  | "stopped"
  | "too_long"
  | "too_many_retry"
  | "unreachable"
  | "used";

/** A login, in the only situations it can be in. Times are Unix seconds. */
export type Login = Started | External | Vouched | Answered | Finished;

/** The page has a flow; the person is still on it. */
export interface Started {
  step: "started";
  id: string;
  startedAt: number;
  request: LoginRequest;
}

/** The person is at the provider. */
export interface External {
  step: "external";
  id: string;
  startedAt: number;
  request: LoginRequest;
  leaving: Leaving;
}

/**
 * The provider vouched for the person in another browser than the one that
 * started. Nobody is let in before that one proves that it is theirs.
 */
export interface Vouched {
  step: "vouched";
  id: string;
  startedAt: number;
  vouchedAt: number;
  provider: string;
  origin: string;
  back: Away;
  person: Person;
}

/** The provider vouched for the person; Home Assistant was not asked yet. */
export interface Answered {
  step: "answered";
  id: string;
  answeredAt: number;
  request: LoginRequest;
  leaving: Leaving;
  person: Person;
}

/** Home Assistant gave its code; nothing follows. */
export interface Finished {
  step: "finished";
  id: string;
  finishedAt: number;
  request: LoginRequest;
  leaving: Leaving;
  code: string;
}

/** A verb that the login's situation does not allow. */
export class InvalidTransitionError extends Error {
  readonly name = "InvalidTransitionError";

  readonly code = "invalid_transition";

  constructor(received: Login["step"], verb: string, expected: string) {
    super(`a login that is "${received}" has no "${verb}"`, {
      cause: { expected, received },
    });
  }
}

/** More than a cookie and a seal can hold together with its neighbours. */
export class RequestTooLongError extends Error {
  readonly name = "RequestTooLongError";

  readonly code = "too_long";
}

/**
 * A login page asked for a provider.
 *
 * @throws {RequestTooLongError} if the request is longer than a login holds.
 */
export function start(id: string, request: LoginRequest, now: number): Started {
  refuseLong(request);
  return { step: "started", id, startedAt: now, request };
}

/**
 * The person is about to leave the page; leaving twice is leaving again.
 *
 * @throws {RequestTooLongError} if the page's `state` makes it too long.
 * @throws {InvalidTransitionError} once the provider has answered.
 */
export function leave(login: Login, leaving: Leaving): External {
  switch (login.step) {
    case "started":
    case "external": {
      const { id, startedAt, request } = login;
      refuseLong(request, leaving);
      return { step: "external", id, startedAt, request, leaving };
    }
    case "vouched":
    case "answered":
    case "finished":
      throw new InvalidTransitionError(login.step, "leave", "started");
  }
}

/**
 * The person came back and the provider vouched for them.
 *
 * @throws {InvalidTransitionError} unless the login is waiting outside.
 */
export function answer(login: Login, person: Person, now: number): Answered {
  switch (login.step) {
    case "external": {
      const { id, request, leaving } = login;
      return {
        step: "answered",
        id,
        answeredAt: now,
        request,
        leaving,
        person,
      };
    }
    case "started":
    case "vouched":
    case "answered":
    case "finished":
      throw new InvalidTransitionError(login.step, "answer", "external");
  }
}

/**
 * The provider vouched for somebody in another browser than the one that
 * started, which may keep nothing of the login: `state` carried it.
 */
export function vouch(
  login: Omit<Vouched, "step" | "vouchedAt" | "person">,
  person: Person,
  now: number
): Vouched {
  const { id, startedAt, provider, origin, back } = login;
  const vouchedAt = now;
  return {
    step: "vouched",
    id,
    startedAt,
    vouchedAt,
    provider,
    origin,
    back,
    person,
  };
}

/**
 * The page that started proved that the person who signed in elsewhere is in
 * front of it: by the code that only that person's browser showed.
 *
 * @throws {InvalidTransitionError} unless that page started for a code.
 */
export function claim(login: Login, vouched: Vouched, now: number): Answered {
  if (login.step !== "started" || login.request.way !== "match") {
    throw new InvalidTransitionError(login.step, "claim", "started");
  }
  const { id, request } = login;
  const { person } = vouched;
  // Home Assistant's page has its own state, and takes the code itself.
  const leaving = { state: undefined, storeToken: false, language: "en" };
  return { step: "answered", id, answeredAt: now, request, leaving, person };
}

/**
 * Home Assistant gave its code.
 *
 * @throws {InvalidTransitionError} unless the provider has answered.
 */
export function finish(login: Login, code: string, now: number): Finished {
  switch (login.step) {
    case "answered": {
      const { id, request, leaving } = login;
      return { step: "finished", id, finishedAt: now, request, leaving, code };
    }
    case "started":
    case "external":
    case "vouched":
    case "finished":
      throw new InvalidTransitionError(login.step, "finish", "answered");
  }
}

/** Whether this client is another than the home's own login page. */
export function isForeign(request: LoginRequest): boolean {
  return request.clientId !== `${request.origin}/`;
}

function refuseLong(request: LoginRequest, leaving?: Leaving): void {
  const { clientId, redirectUri, passed } = request;
  if (sizeOf(clientId, redirectUri, leaving?.state) > requestSize) {
    throw new RequestTooLongError("client_id, redirect_uri and state");
  }
  if (sizeOf(...Object.values(passed), leaving?.language) > passedSize) {
    throw new RequestTooLongError("the other keys of the request");
  }
}

function sizeOf(...texts: (string | undefined)[]): number {
  return new TextEncoder().encode(texts.join("")).length;
}
