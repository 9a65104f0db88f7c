import type Axe from "axe-core";

declare global {
  interface Window {
    /** Timers of the script that wait for a test; see the runner's settings. */
    held: Map<number, { work: () => void; delay: number }>;
  }

  const axe: typeof Axe;

  function describe(name: string, tests: () => void): void;

  function it(name: string, test: () => void | Promise<void>): void;

  function beforeEach(work: () => void | Promise<void>): void;

  function afterEach(work: () => void | Promise<void>): void;
}
