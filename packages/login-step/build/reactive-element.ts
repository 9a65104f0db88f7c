/**
 * What our one element uses of `@lit/reactive-element`, for the build alone:
 * the page's script has to stay under 8 kB, and no attribute, controller,
 * style sheet or shadow root is needed there. Rendering is lit's own.
 *
 * @module
 */
type Changed = Map<PropertyKey, unknown>;

export class ReactiveElement extends HTMLElement {
  static createProperty(name: string) {
    const key = Symbol(name);
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

  hasUpdated = false;

  renderRoot?: Element;

  private _changed: Changed = new Map();

  private _pending = false;

  connectedCallback() {
    this.renderRoot ??= this.createRenderRoot();
    this.requestUpdate();
  }

  disconnectedCallback() {}

  createRenderRoot(): Element {
    return this;
  }

  requestUpdate(name?: string, old?: unknown) {
    if (name && !this._changed.has(name)) this._changed.set(name, old);
    if (this._pending || !this.renderRoot) return;

    this._pending = true;
    queueMicrotask(() => this._perform());
  }

  willUpdate(_changed: Changed) {}

  update(_changed: Changed) {
    this._changed = new Map();
    this._pending = false;
  }

  updated(_changed: Changed) {}

  private _perform() {
    const changed = this._changed;
    this.willUpdate(changed);
    this.update(changed);
    this.hasUpdated = true;
    this.updated(changed);
  }
}
