/**
 * Tries at a code, counted before anybody is known: by login, by network and
 * in all. The chance of a guess stays far below one in a million an hour.
 *
 * @module
 */
import { codeTries, loginLife } from "@ha-external-login/flow";
import { createTally } from "./tally.ts";

/** A try that may be made. */
export interface Try {
  /** Whether codes that any page may type are looked for. */
  forAny: boolean;

  /** Whether those pause from now on, unless this one was right. */
  pauses: boolean;

  /** It was right: as if it had never been made. */
  forgive(): void;
}

/** Tries so far, and who has had enough of them. */
export interface Tries {
  /**
   * Counts a try as a wrong one, before anything is compared: whoever makes
   * many at once has no more of them.
   *
   * @returns `undefined` if there is none left.
   */
  begin(login: string, network: string, now: number): Try | undefined;

  /** Whether this login, or this network, has no try left. */
  isStopped(login: string, network: string, now: number): boolean;
}

const hour = 3600;

/** Wrong codes an hour from one network, and from all together. */
const networkTries = 20;
const allTries = 60;

/** Seconds that a pause lasts. */
const pause = 15 * 60;

/** Logins and networks that are counted at once. */
const size = 10_000;

export function createTries(): Tries {
  const byLogin = createTally(loginLife, size);
  const byNetwork = createTally(hour, size);
  const all = createTally(hour, 1);
  let pausedUntil = 0;

  const isStopped: Tries["isStopped"] = (login, network, now) =>
    byLogin.get(login, now) >= codeTries ||
    byNetwork.get(network, now) >= networkTries;

  function begin(login: string, network: string, now: number) {
    if (isStopped(login, network, now)) return undefined;
    byLogin.add(login, now);
    byNetwork.add(network, now);
    const forAny = now >= pausedUntil;
    const pauses = all.add("", now) >= allTries && forAny;
    if (pauses) pausedUntil = now + pause;
    return {
      forAny,
      pauses,
      forgive() {
        byLogin.remove(login, now);
        byNetwork.remove(network, now);
        all.remove("", now);
        if (pauses) pausedUntil = now;
      },
    };
  }

  return { begin, isStopped };
}
