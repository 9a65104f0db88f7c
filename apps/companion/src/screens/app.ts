import { html, LitElement, nothing, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import type { Companion } from "../companion.ts";
import { chooseLanguage, languages, type Language } from "../languages.ts";
import type { View } from "../screen.ts";
import { icon } from "./icons.ts";

/** The whole app: one screen at a time, in the phone's language. */
export class CompanionApp extends LitElement {
  @property({ attribute: false }) companion!: Companion;

  @state() private _view!: View;

  @state() private _language: Language = chooseLanguage(navigator.languages);

  private _unsubscribe?: () => void;

  connectedCallback() {
    super.connectedCallback();
    this._view = this.companion.view;
    this._unsubscribe = this.companion.subscribe(() => {
      this._view = this.companion.view;
    });
    window.addEventListener("languagechange", this._handleLanguage);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._unsubscribe?.();
    window.removeEventListener("languagechange", this._handleLanguage);
  }

  protected createRenderRoot() {
    return this;
  }

  protected willUpdate(changed: PropertyValues<this>) {
    super.willUpdate(changed);
    document.documentElement.lang = this._language;
    document.title = this._title();
  }

  protected render() {
    const first = this._view.screen.name === "homes";
    return html`${first ? nothing : this._renderBar()}
      <main>${this._renderScreen()}</main>`;
  }

  protected updated(changed: PropertyValues) {
    super.updated(changed);
    const before = changed.get("_view") as View | undefined;
    if (before) void this._moveFocus(before);
  }

  private _renderBar() {
    const { homes } = languages[this._language];
    return html`<header class="app-bar">
      <button
        class="button"
        type="button"
        aria-label=${homes.back}
        @click=${() => this.companion.showHomes()}
      >
        ${icon("back")}
      </button>
      <p>${homes.title}</p>
    </header>`;
  }

  private _renderScreen() {
    const { companion, _view: view } = this;
    const words = languages[this._language];
    switch (view.screen.name) {
      case "homes":
        return html`<companion-homes
          .companion=${companion}
          .view=${view}
          .words=${words}
        ></companion-homes>`;
      case "add":
      case "asked":
      case "found":
        return html`<companion-add
          .companion=${companion}
          .view=${view}
          .words=${words}
        ></companion-add>`;
      case "home":
        return html`<companion-home
          .companion=${companion}
          .view=${view}
          .words=${words}
        ></companion-home>`;
      case "opening":
      case "not-opened":
      case "sign-in":
        return html`<companion-sign-in
          .companion=${companion}
          .view=${view}
          .words=${words}
        ></companion-sign-in>`;
    }
  }

  private _title(): string {
    const { homes, add, signIn } = languages[this._language];
    switch (this._view.screen.name) {
      case "homes":
      case "home":
        return homes.title;
      case "add":
      case "asked":
      case "found":
        return add.title;
      case "opening":
      case "not-opened":
      case "sign-in":
        return signIn.title;
    }
  }

  /**
   * To what is new. Progress on the same screen is told by its status line,
   * and the focus stays unless what had it is gone.
   */
  private async _moveFocus(before: View): Promise<void> {
    const screen = this.querySelector<LitElement>("main > *");
    await screen?.updateComplete;
    const lost = document.activeElement === document.body;
    if (!lost && matter(before) === matter(this._view)) return;
    const last = this._view.screen.name === "homes" ? "[data-last]" : undefined;
    const target =
      (last && this.querySelector<HTMLElement>(last)) ??
      this.querySelector<HTMLElement>(".alert[data-focus]") ??
      this.querySelector<HTMLElement>("[data-focus]");
    target?.focus();
  }

  private _handleLanguage = () => {
    this._language = chooseLanguage(navigator.languages);
  };
}

/** What somebody is to hear about as soon as it is another. */
function matter({ screen }: View): string {
  switch (screen.name) {
    case "homes":
      return screen.name;
    case "home":
    case "found":
      return `${screen.name} ${screen.origin}`;
    case "opening":
      return `sign-in ${screen.origin}`;
    case "not-opened":
      return `settled ${screen.origin}`;
    case "add":
      return `${screen.name} ${screen.problem} ${screen.looking}`;
    case "asked":
      return `${screen.name} ${screen.origin} ${screen.problem}`;
    case "sign-in": {
      const { state } = screen;
      if (state.step === "settled") return `settled ${state.home}`;
      const about = state.step === "away" ? state.question?.about : undefined;
      return `sign-in ${state.home} ${about ?? ""}`.trimEnd();
    }
  }
}
