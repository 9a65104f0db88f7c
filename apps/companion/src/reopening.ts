const together = 1;

const meant = 10;

/**
 * Whether a web view was closed by Android and not by the person. The app's
 * activity is `singleTask`: its icon, or a link to it, destroys whatever is
 * above it. Then the view is gone before the app is in front. Who presses
 * *Homes* sees the app first, and the view ends behind it.
 *
 * It reopens once: a view that is closed again soon after was meant to be.
 */
export class Reopening {
  private _closedAt = -Infinity;

  private _reopenedAt = -Infinity;

  private readonly _now: () => number;

  constructor(now: () => number) {
    this._now = now;
  }

  closed(): void {
    this._closedAt = this._now();
  }

  /** The app came to the front: whether it is to show the view again. */
  resumed(): boolean {
    const now = this._now();
    const byAndroid = now - this._closedAt <= together;
    this._closedAt = -Infinity;
    if (!byAndroid || now - this._reopenedAt <= meant) return false;
    this._reopenedAt = now;
    return true;
  }
}
