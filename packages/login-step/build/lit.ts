/**
 * What our one element uses of lit, for the build alone: the page's script
 * has to stay under 8 kB. Templates are lit's own; the element is a shorter
 * equal of `LitElement` without attributes, controllers, style sheets and
 * shadow root, which a page's own element in light DOM does not need.
 *
 * @module
 */
import { html, nothing, render } from "lit/html.js";

export { html, nothing };

type Changed = Map<string, unknown>;

export class LitElement extends HTMLElement {
  /** For what is loaded later; see `lit-of-script.ts` beside. */
  static lit = { html, nothing, LitElement };

  static createProperty(name: string) {
    const key = Symbol();
    Object.defineProperty(this.prototype, name, {
      get() {
        return this[key];
      },
      set(value: unknown) {
        const old = this[key];
        this[key] = value;
        if (!Object.is(old, value)) this.requestUpdate(name, old);
      },
    });
  }

  private _changed: Changed = new Map();

  private _pending = false;

  connectedCallback() {
    this._update();
  }

  disconnectedCallback() {}

  willUpdate(_changed: Changed) {}

  updated(_changed: Changed) {}

  protected render(): unknown {
    return undefined;
  }

  requestUpdate(name = "", old?: unknown) {
    if (!this._changed.has(name)) this._changed.set(name, old);
    this._update();
  }

  private _update() {
    if (this._pending || !this.isConnected) return;

    this._pending = true;
    queueMicrotask(() => {
      const changed = this._changed;
      this.willUpdate(changed);
      render(this.render(), this, { host: this });
      this._changed = new Map();
      this._pending = false;
      this.updated(changed);
    });
  }
}
