import { html, nothing } from "lit";
import type { Home, Provider } from "../homes.ts";
import { fill } from "../sentence.ts";
import { who } from "./parts.ts";
import { ScreenElement } from "./screen-element.ts";

/** One home: every way in, and the ways out. */
export class CompanionHome extends ScreenElement {
  protected render() {
    const { screen } = this.view;
    const home =
      screen.name === "home" ? this.companion.home(screen.origin) : undefined;
    if (!home) return nothing;
    return html`<div class="card">${who(home)}${this._renderActions(home)}</div>
      <div class="card">${this._renderEndings(home)}</div>`;
  }

  private _renderActions(home: Home) {
    const { origin, session, providers } = home;
    const words = this.words.home;
    const open = html`<button
      class="button main"
      type="button"
      @click=${() => this.companion.open(origin)}
    >
      ${words.open}
    </button>`;
    return html`<div class="actions">
      ${session === "out" ? nothing : open}
      ${providers.map((provider, i) =>
        this._renderSignIn(home, provider, session === "out" && i === 0)
      )}
      <button
        class="button plain"
        type="button"
        @click=${() => this.companion.usePassword(origin)}
      >
        ${words.password}
      </button>
    </div>`;
  }

  private _renderSignIn(
    { origin }: Home,
    { id, name }: Provider,
    main: boolean
  ) {
    const words = fill(this.words.home.signIn, { provider: name });
    return html`<button
      class="button ${main ? "main" : ""}"
      type="button"
      @click=${() => this.companion.signIn(origin, id)}
    >
      <span>${words}</span>
    </button>`;
  }

  private _renderEndings({ origin, session }: Home) {
    const words = this.words.home;
    const out = session === "out";
    return html`<div class="endings">
      ${
        out
          ? nothing
          : html`<button
                class="button"
                type="button"
                aria-describedby="sign-out-hint"
                @click=${() => this.companion.signOut(origin)}
              >
                ${words.signOut}
              </button>
              <p class="hint" id="sign-out-hint">${words.signOutHint}</p>`
      }
      <button
        class="button"
        type="button"
        aria-describedby=${out ? nothing : "remove-hint"}
        @click=${() => this.companion.remove(origin)}
      >
        ${words.remove}
      </button>
      ${
        out
          ? nothing
          : html`<p class="hint" id="remove-hint">${words.removeHint}</p>`
      }
    </div>`;
  }
}
