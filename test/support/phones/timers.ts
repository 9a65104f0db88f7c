/**
 * Timers of pages that stand still while another app is in front, and go on
 * where they stopped.
 *
 * @module
 */
import type { BrowserContext, Page } from "playwright-core";

interface Holdable {
  phoneHolds(hold: boolean): void;
}

type Start = (callback: TimerHandler, delay?: number) => number;

/** Lets the timers of every page to come be held. */
export async function makeTimersHoldable(
  context: BrowserContext
): Promise<void> {
  await context.addInitScript(() => {
    const due = new Set<() => void>();
    let holds = false;
    // However often an interval comes due meanwhile, it is owed one run.
    const held = (callback: (...args: unknown[]) => void, args: unknown[]) => {
      const run = () => callback(...args);
      return () => {
        if (!holds) run();
        else due.add(run);
      };
    };
    const wrap =
      (start: Start) =>
      (callback: TimerHandler, delay?: number, ...args: unknown[]) =>
        typeof callback === "function"
          ? start(held(callback as () => void, args), delay)
          : start(callback, delay);
    Object.assign(window, {
      setTimeout: wrap(window.setTimeout.bind(window)),
      setInterval: wrap(window.setInterval.bind(window)),
      phoneHolds: (hold: boolean) => {
        holds = hold;
        if (hold) return;
        const missed = [...due];
        due.clear();
        missed.forEach((run) => run());
      },
    });
  });
}

/** Stops them, or lets them go on. */
export async function holdTimers(page: Page, hold: boolean): Promise<void> {
  await page.evaluate(
    (now) => (window as unknown as Holdable).phoneHolds(now),
    hold
  );
}
