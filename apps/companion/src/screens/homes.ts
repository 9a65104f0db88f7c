import { html, nothing } from "lit";
import { hostOf, initial, type Home } from "../homes.ts";
import { fill, fillText } from "../sentence.ts";
import { icon } from "./icons.ts";
import { alert } from "./parts.ts";
import { ScreenElement } from "./screen-element.ts";

/** Your homes: several, one, or none yet. */
export class CompanionHomes extends ScreenElement {
  protected render() {
    const { homes } = this.words;
    return html`
      <h1 tabindex="-1" data-focus>${homes.title}</h1>
      ${
        this.view.online
          ? nothing
          : alert("warn", html`<b>${homes.offline}</b> ${homes.offlineHint}`)
      }
      ${this.view.homes.length === 0 ? this._renderEmpty() : this._renderList()}
      <div role="status">${this._renderUndo()}</div>
    `;
  }

  private _renderEmpty() {
    const { homes } = this.words;
    return html`<div class="card">
      <div class="empty">
        ${icon("house")}
        <p>${homes.empty}</p>
        <p class="quiet">${homes.emptyHint}</p>
        <button
          class="button main"
          type="button"
          @click=${() => this.companion.showAdd()}
        >
          ${icon("plus")}${homes.add}
        </button>
      </div>
    </div>`;
  }

  private _renderList() {
    return html`<div class="card">
        <ul class="rows ruled">
          ${this.view.homes.map((home) => this._renderHome(home))}
        </ul>
      </div>
      <div class="actions">
        <button
          class="button"
          type="button"
          @click=${() => this.companion.showAdd()}
        >
          ${icon("plus")}${this.words.homes.add}
        </button>
      </div>`;
  }

  private _renderHome(home: Home) {
    const { name, origin } = home;
    const host = hostOf(origin);
    return html`<li class="go">
      <button
        class="row"
        type="button"
        ?data-last=${origin === this.view.last}
        @click=${() => this.companion.enter(origin)}
      >
        <span class="monogram" aria-hidden="true">${initial(home)}</span>
        <span class="say"
          ><b><bdi>${name}</bdi></b
          >${
            host === name
              ? nothing
              : html`<span class="quiet host">${host}</span><br />`
          }<span class="quiet">${this._session(home)}</span></span
        >
      </button>
      <button
        class="button plain more"
        type="button"
        aria-label=${fillText(this.words.homes.about, { home: name })}
        @click=${() => this.companion.showHome(origin)}
      >
        ${icon("more")}
      </button>
    </li>`;
  }

  private _session({ origin, session }: Home) {
    const { homes } = this.words;
    if (this.view.waiting === origin) return homes.waiting;
    if (session === "unknown") return nothing;
    return session === "in" ? homes.in : homes.out;
  }

  private _renderUndo() {
    const { removed } = this.view;
    if (!removed) return nothing;
    const { name } = removed.home;
    const { homes } = this.words;
    return html`<div class="undo">
      <p>${fill(homes.removed, { home: name })}</p>
      <button
        class="button plain"
        type="button"
        @click=${() => this.companion.undo()}
      >
        ${homes.undo}
      </button>
    </div>`;
  }
}
