/**
 * One trip through the system browser: where it can be, what can happen, and
 * what follows. Pure; `sign-in.ts` does what this says. A trip settles once,
 * and what comes after that finds nothing.
 *
 * Whatever answers an effect carries the number of its trip, so that a late
 * answer to an earlier one is told apart.
 *
 * @module
 */
import type { LogLine, Question, Reason } from "./definitions.ts";
import type { Link } from "./link.ts";

/** Which trip this is, and whose. */
interface Trip {
  trip: number;
  home: string;
  provider: string;
}

/** A trip that waits in the browser, as it is kept for the next process. */
export interface Pending {
  home: string;
  provider: string;
  url: string;
  state: string;
  verifier: string;
  startedAt: number;
}

/** Where the trip is. `past` is one that an earlier process let grow old. */
export type Session =
  | { step: "idle"; trip: number; past?: Pick<Pending, "state"> & Trip }
  | ({ step: "starting" } & Trip)
  | Away
  | ({
      step: "finishing";
      code: string;
      verifier: string;
      tries: number;
    } & Trip)
  | ({ step: "opening" } & Trip)
  | ({ step: "settled"; reason: Reason } & Trip);

type Away = {
  step: "away";
  question?: Question;
  /** How often the browser was opened: a late answer is about an earlier. */
  opens: number;
  /** The browser has once not said that it opened. */
  lost: boolean;
} & Trip &
  Pending;

export type SessionEvent =
  | { type: "signIn"; home: string; provider: string }
  | { type: "continue" | "change" | "cancel" }
  | { type: "restored"; pending: Pending }
  | { type: "started"; trip: number; started: Started }
  | { type: "notStarted"; trip: number }
  | { type: "opened"; trip: number; opens: number }
  | { type: "notOpened"; trip: number; opens: number; late: boolean }
  | { type: "link"; link: Link }
  | { type: "closed" | "resumed" }
  | { type: "waited"; trip: number; timer: Timer }
  | { type: "deleted" | "notDeleted"; trip: number }
  | { type: "finished"; trip: number; ticket: string }
  | { type: "notFinished"; trip: number; refused: boolean }
  | { type: "shown" | "notShown"; trip: number };

/** What the gateway said to a start, and the verifier that it was made with. */
export interface Started {
  url: string;
  state: string;
  iss: string;
  verifier: string;
}

export type Timer = "link" | "life" | "retry";

export type Effect =
  | { do: "start"; trip: number; home: string; provider: string }
  | { do: "put"; pending: Pending }
  | { do: "delete"; trip: number }
  | { do: "open"; trip: number; opens: number; url: string }
  | { do: "close" }
  | { do: "finish"; trip: number; home: string; code: string; verifier: string }
  | { do: "show"; trip: number; home: string; ticket: string }
  | { do: "wait"; trip: number; timer: Timer; seconds: number }
  | { do: "log"; line: LogLine };

export interface Next {
  session: Session;
  effects: Effect[];
}

/** How long a sign-in may wait in the browser, in seconds. */
export const life = 600;

/**
 * How long a link may be behind the browser's end: Android tells of the end
 * first, and when the app is left for another.
 */
export const linkDelay = 1;

/** Pauses before the second and the third request to finish. */
export const pauses = [1, 5];

export const idle: Session = { step: "idle", trip: 0 };

/** What follows from an event. */
export function next(session: Session, event: SessionEvent, now: number): Next {
  if (session.step === "away" && now - session.startedAt >= life) {
    const { session: settled, effects } = leaveBrowser(session, "expired");
    const then = next(settled, event, now);
    return { ...then, effects: [...effects, ...then.effects] };
  }
  if ("trip" in event && event.trip !== session.trip) return stay(session);
  switch (session.step) {
    case "idle":
      return whileIdle(session, event, now);
    case "starting":
      return whileStarting(session, event, now);
    case "away":
      return whileAway(session, event);
    case "finishing":
      return whileFinishing(session, event);
    case "opening":
      return whileOpening(session, event);
    case "settled":
      return whileSettled(session, event);
  }
}

function whileIdle(
  session: Session & { step: "idle" },
  event: SessionEvent,
  now: number
): Next {
  switch (event.type) {
    case "signIn":
      return start(session, event);
    case "restored":
      return restore(session, event.pending, now);
    case "link": {
      const { past } = session;
      if (!past || !isOurs(past, event.link)) return ignoreUnsolicited(session);
      return settle(past, "expired");
    }
    default:
      return stay(session);
  }
}

function whileStarting(
  session: Session & { step: "starting" },
  event: SessionEvent,
  now: number
): Next {
  switch (event.type) {
    case "signIn":
      return isSame(session, event) ? stay(session) : start(session, event);
    case "started":
      return goAway(session, event.started, now);
    case "notStarted":
      return settle(session, "unreachable");
    case "cancel":
      return settle(session, "cancelled");
    case "link":
      return ignoreUnsolicited(session);
    default:
      return stay(session);
  }
}

function whileAway(session: Away, event: SessionEvent): Next {
  switch (event.type) {
    case "link":
      return takeLink(session, event.link);
    case "closed":
    case "resumed":
      return stay(session, wait(session, "link", linkDelay));
    case "waited":
      return waited(session, event.timer);
    case "opened":
      return event.opens === session.opens
        ? stay({ ...session, lost: false })
        : stay(session);
    case "notOpened":
      return notOpened(session, event);
    case "continue":
      return reopen(session);
    case "signIn": {
      const { home, provider } = event;
      if (isSame(session, event)) return reopen(session);
      return stay({ ...session, question: { about: "other", home, provider } });
    }
    case "change": {
      if (session.question?.about !== "other") return stay(session);
      const { effects } = leaveBrowser(session, "cancelled");
      const then = start(session, session.question);
      return { ...then, effects: [...effects, ...then.effects] };
    }
    case "cancel":
      return leaveBrowser(session, "cancelled");
    default:
      return stay(session);
  }
}

function whileFinishing(
  session: Session & { step: "finishing" },
  event: SessionEvent
): Next {
  switch (event.type) {
    // Not before the store is empty: a second delivery has to find nothing.
    case "deleted":
      return finish(session, { do: "close" });
    case "notDeleted":
      return stay(settle(session, "unreachable").session, { do: "close" });
    case "finished": {
      const { trip, home, provider } = session;
      return stay(
        { step: "opening", trip, home, provider },
        { do: "show", trip, home, ticket: event.ticket }
      );
    }
    case "notFinished": {
      const pause = pauses[session.tries - 1];
      if (event.refused) return settle(session, "refused");
      if (pause === undefined) return settle(session, "unreachable");
      return stay(session, wait(session, "retry", pause));
    }
    case "waited":
      if (event.timer !== "retry") return stay(session);
      return finish(session);
    default:
      return stay(session);
  }
}

function whileOpening(
  session: Session & { step: "opening" },
  event: SessionEvent
): Next {
  switch (event.type) {
    case "shown":
      return settle(session, "signed-in");
    case "notShown":
      return settle(session, "unreachable");
    default:
      return stay(session);
  }
}

function whileSettled(
  session: Session & { step: "settled" },
  event: SessionEvent
): Next {
  switch (event.type) {
    case "signIn":
      return start(session, event);
    case "link":
      return ignoreUnsolicited(session);
    default:
      return stay(session);
  }
}

function stay(session: Session, ...effects: Effect[]): Next {
  return { session, effects };
}

function start(
  { trip: last }: Session,
  { home, provider }: { home: string; provider: string }
): Next {
  const trip = last + 1;
  return stay(
    { step: "starting", trip, home, provider },
    { do: "start", trip, home, provider }
  );
}

/**
 * The home vouches for itself alone: one that named another as issuer could
 * have the other's code brought to it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9207#section-2.4
 */
function goAway(
  { trip, home, provider }: Trip,
  { url, state, iss, verifier }: Started,
  now: number
): Next {
  if (iss !== home) {
    const line = "start: the home names another issuer";
    const then = settle({ trip, home, provider }, "unreachable");
    return { ...then, effects: [{ do: "log", line }] };
  }
  const pending = { home, provider, url, state, verifier, startedAt: now };
  return stay(
    { step: "away", trip, opens: 1, lost: false, ...pending },
    { do: "put", pending },
    { do: "wait", trip, timer: "life", seconds: life },
    { do: "open", trip, opens: 1, url }
  );
}

/**
 * A clock that was set back must not keep a sign-in for longer, nor lose it:
 * where the start seems to lie ahead, its life begins anew.
 */
function restore(session: Session, stored: Pending, now: number): Next {
  const trip = session.trip + 1;
  const pending = { ...stored, startedAt: Math.min(stored.startedAt, now) };
  const { home, provider, state, startedAt } = pending;
  if (now - startedAt >= life) {
    const past = { trip, home, provider, state };
    return stay({ step: "idle", trip, past }, { do: "delete", trip });
  }
  return stay(
    { step: "away", trip, opens: 0, lost: false, ...pending },
    { do: "wait", trip, timer: "life", seconds: startedAt + life - now },
    { do: "wait", trip, timer: "link", seconds: linkDelay }
  );
}

/** A link that is not this trip's changes nothing: anybody can open one. */
function takeLink(session: Away, link: Link): Next {
  if (!isOurs(session, link)) {
    const line = "link ignored: not the one that is awaited";
    return stay(session, { do: "log", line });
  }
  if ("error" in link) return leaveBrowser(session, "refused");
  const { trip, home, provider, verifier } = session;
  const { code } = link;
  return stay(
    { step: "finishing", trip, home, provider, code, verifier, tries: 0 },
    { do: "delete", trip }
  );
}

function finish(
  session: Session & { step: "finishing" },
  ...before: Effect[]
): Next {
  const { trip, home, code, verifier } = session;
  return stay({ ...session, tries: session.tries + 1 }, ...before, {
    do: "finish",
    trip,
    home,
    code,
    verifier,
  });
}

/** Always the same page: a second start would be a second verifier. */
function reopen({ question: _answered, ...session }: Away): Next {
  const { trip, url } = session;
  const opens = session.opens + 1;
  return stay({ ...session, opens }, { do: "open", trip, opens, url });
}

function waited(session: Away, timer: Timer): Next {
  switch (timer) {
    case "life":
      return leaveBrowser(session, "expired");
    case "link":
      if (session.lost) return reopen(session);
      return stay(ask(session, { about: "closed" }));
    case "retry":
      return stay(session);
  }
}

/**
 * A browser that does not say that it opened may be open nevertheless, with
 * the person in it, so it is opened once more, when they are back.
 */
function notOpened(
  session: Away,
  { opens, late }: SessionEvent & { type: "notOpened" }
): Next {
  if (opens !== session.opens) return stay(session);
  if (!late || session.lost) return leaveBrowser(session, "no-browser");
  return stay(ask({ ...session, lost: true }, { about: "closed" }));
}

function ask(session: Away, question: Question): Away {
  return { ...session, question: session.question ?? question };
}

function leaveBrowser(session: Away, reason: Reason): Next {
  const { trip } = session;
  const { session: settled } = settle(session, reason);
  return stay(settled, { do: "delete", trip }, { do: "close" });
}

function settle({ trip, home, provider }: Trip, reason: Reason): Next {
  return stay({ step: "settled", trip, home, provider, reason });
}

function ignoreUnsolicited(session: Session): Next {
  const line = "link ignored: nothing waits for one";
  return stay(session, { do: "log", line });
}

function wait({ trip }: Trip, timer: Timer, seconds: number): Effect {
  return { do: "wait", trip, timer, seconds };
}

function isOurs(
  { home, state }: { home: string; state: string },
  link: Link
): boolean {
  return link.state === state && link.iss === home;
}

function isSame(
  a: { home: string; provider: string },
  b: { home: string; provider: string }
): boolean {
  return a.home === b.home && a.provider === b.provider;
}
