const seconds = 30;

/**
 * How often a page in the web view may send somebody to their browser: once
 * for each tap in this app, and otherwise once in 30 seconds. A dashboard
 * that opens the address again and again gets nothing more.
 */
export class LeaveGate {
  private _passedAt?: number;

  private readonly _now: () => number;

  constructor(now: () => number) {
    this._now = now;
  }

  /** The person opened the home by themselves. */
  tapped(): void {
    this._passedAt = undefined;
  }

  /** Whether a page may pass now; it is counted if so. */
  pass(): boolean {
    const now = this._now();
    const passed = this._passedAt;
    if (passed !== undefined && now - passed < seconds) return false;
    this._passedAt = now;
    return true;
  }

  /** Nothing came of the last pass. */
  giveBack(): void {
    this._passedAt = undefined;
  }
}
