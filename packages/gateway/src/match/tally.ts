/**
 * Counts of what nobody vouched for yet: in memory, of fixed size. When it is
 * full the oldest count is forgotten, so that a flood costs no memory and
 * shuts nobody out.
 *
 * @module
 */

/** Counts by key, each over one span of time. */
export interface Tally {
  /** Counts once more. @returns how many it is by now. */
  add(key: string, now: number): number;

  /** Takes one count back. */
  remove(key: string, now: number): void;

  /** How many it is. */
  get(key: string, now: number): number;
}

/**
 * @param span seconds after which a count starts anew.
 * @param size keys that are counted at once.
 */
export function createTally(span: number, size: number): Tally {
  const counts = new Map<string, { count: number; until: number }>();

  function live(key: string, now: number) {
    const found = counts.get(key);
    if (found !== undefined && found.until > now) return found;
    counts.delete(key);
    return undefined;
  }

  // One that goes on: from the start it would pass all that were deleted.
  let oldest = counts.keys();

  function forgetOldest() {
    let next = oldest.next();
    if (next.done === true) {
      oldest = counts.keys();
      next = oldest.next();
    }
    if (next.value !== undefined) counts.delete(next.value);
  }

  return {
    add(key, now) {
      const found = live(key, now) ?? { count: 0, until: now + span };
      found.count += 1;
      if (!counts.has(key) && counts.size >= size) forgetOldest();
      counts.set(key, found);
      return found.count;
    },
    remove(key, now) {
      const found = live(key, now);
      if (found !== undefined && found.count > 0) found.count -= 1;
    },
    get: (key, now) => live(key, now)?.count ?? 0,
  };
}
