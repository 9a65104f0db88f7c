/**
 * Wrong codes, counted before anybody is known: by login, by network and in
 * all. The chance of a guess stays far below one in a million an hour.
 *
 * @module
 */
import { codeTries, loginLife } from "@ha-external-login/flow";
import { createTally } from "./tally.ts";

/** Wrong codes so far, and who has had enough of them. */
export interface Tries {
  /** Counts one. @returns whether codes from any device pause from now on. */
  count(login: string, network: string, now: number): boolean;

  /** Whether this login, or this network, has no try left. */
  isStopped(login: string, network: string, now: number): boolean;

  /** Whether codes that any page may type are not looked for. */
  arePaused(now: number): boolean;
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

  return {
    count(login, network, now) {
      byLogin.add(login, now);
      byNetwork.add(network, now);
      if (all.add("", now) < allTries || now < pausedUntil) return false;
      pausedUntil = now + pause;
      return true;
    },
    isStopped: (login, network, now) =>
      byLogin.get(login, now) >= codeTries ||
      byNetwork.get(network, now) >= networkTries,
    arePaused: (now) => now < pausedUntil,
  };
}
