/** How a stage ended. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Adds what happened. */
export function sum(all: Counts[]): Counts {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of all) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/** The one line that everything ends with. */
export function inWords({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** A run succeeds if something was run and nothing failed. */
export function isGood({ passed, failed }: Counts): boolean {
  return failed === 0 && passed > 0;
}
