import { html, nothing } from "lit";
import { hostOf } from "../homes.ts";
import { canScan, scan } from "../scan.ts";
import type { Problem, Screen } from "../screen.ts";
import { fill } from "../sentence.ts";
import { icon } from "./icons.ts";
import { alert, busy } from "./parts.ts";
import { ScreenElement } from "./screen-element.ts";

type On<Name extends Screen["name"]> = Extract<Screen, { name: Name }>;

/** Add a home: by its address, because somebody asks for it, or as found. */
export class CompanionAdd extends ScreenElement {
  private _scans = false;

  connectedCallback() {
    super.connectedCallback();
    void canScan().then((scans) => {
      this._scans = scans;
      this.requestUpdate();
    });
  }

  protected render() {
    const { screen } = this.view;
    switch (screen.name) {
      case "add":
        return this._renderType(screen);
      case "asked":
        return this._renderAsked(screen);
      case "found":
        return this._renderFound(screen);
      default:
        return nothing;
    }
  }

  private _renderType({ address, looking, problem }: On<"add">) {
    const { add } = this.words;
    const wrong = problem !== undefined && problem !== "no_code";
    const hint = this._hint(problem) ?? (problem ? undefined : add.hint);
    return html`<div class="card">
      <h1 tabindex="-1" data-focus>${add.title}</h1>
      <form novalidate @submit=${this._handleLook}>
        ${problem ? this._renderProblem(problem) : nothing}
        <div class="field ${wrong ? "wrong" : ""}">
          <label class="box"
            ><span class="label">${add.address}</span
            ><input
              name="address"
              type="text"
              required
              inputmode="url"
              autocomplete="url"
              autocapitalize="none"
              spellcheck="false"
              enterkeyhint="go"
              ?readonly=${looking === true}
              aria-invalid=${wrong ? "true" : nothing}
              aria-describedby=${hint ? "address-hint" : nothing}
              .value=${address}
          /></label>
          ${
            hint
              ? html`<span class="hint" id="address-hint">${hint}</span>`
              : nothing
          }
        </div>
        ${
          looking
            ? busy(add.looking)
            : html`<div class="actions">
                <button class="button main">
                  ${problem ? add.again : add.add}
                </button>
                ${this._scans ? this._renderScan() : nothing}
                ${this._renderCancel()}
              </div>`
        }
        ${
          looking
            ? html`<div class="actions">${this._renderCancel()}</div>`
            : nothing
        }
      </form>
    </div>`;
  }

  private _renderCancel() {
    return html`<button
      class="button"
      type="button"
      @click=${() => this.companion.showHomes()}
    >
      ${this.words.add.cancel}
    </button>`;
  }

  private _renderScan() {
    return html`<label class="button scan"
      >${icon("scan")}${this.words.add.scan}<input
        type="file"
        accept="image/*"
        capture="environment"
        @change=${this._handlePicture}
    /></label>`;
  }

  private _renderAsked({ origin, by, looking, problem }: On<"asked">) {
    const { asked, add } = this.words;
    const hint = this._hint(problem);
    return html`<div class="card">
      <h1 class="long" tabindex="-1" data-focus>
        ${fill(asked.title, { host: hostOf(origin) })}
      </h1>
      ${problem ? this._renderProblem(problem) : alert("warn", asked[by])}
      <p>${problem ? hint : asked.lead}</p>
      ${looking ? busy(add.looking) : nothing}
      <div class="pair">
        <button
          class="button"
          type="button"
          @click=${() => this.companion.showHomes()}
        >
          ${asked.no}
        </button>
        ${
          looking
            ? nothing
            : html`<button
                class="button"
                type="button"
                @click=${() => this.companion.addAsked()}
              >
                ${problem ? add.again : asked.yes}
              </button>`
        }
      </div>
    </div>`;
  }

  private _renderFound({ origin, providers }: On<"found">) {
    const { asked, found, add } = this.words;
    const host = hostOf(origin);
    const secure = origin.startsWith("https:");
    return html`<div class="card">
      <h1 class="long" tabindex="-1" data-focus>
        ${fill(asked.title, { host })}
      </h1>
      <form novalidate @submit=${this._handleAdd}>
        <dl class="facts">
          <dt>${found.address}</dt>
          <dd class="host">${host}</dd>
          <dt>${found.connection}</dt>
          <dd>${secure ? found.secure : found.loopback}</dd>
          <dt>${found.signIn}</dt>
          <dd>
            ${providers.map(({ name }) => html`<bdi class="each">${name}</bdi>`)}
          </dd>
        </dl>
        <div class="field">
          <label class="box"
            ><span class="label">${found.name}</span
            ><input
              name="name"
              type="text"
              autocomplete="off"
              enterkeyhint="done"
              .value=${host}
          /></label>
        </div>
        <div class="actions">
          <button class="button main">${add.add}</button>
          ${this._renderCancel()}
        </div>
      </form>
    </div>`;
  }

  private _renderProblem(problem: Problem) {
    return alert("bad", this.words.problems[problem], { focus: true });
  }

  private _hint(problem: Problem | undefined): string | undefined {
    const hints: Partial<Record<Problem, string>> = this.words.hints;
    return problem && hints[problem];
  }

  private _handleLook(event: SubmitEvent) {
    event.preventDefault();
    if (this.view.screen.name === "add" && this.view.screen.looking) return;
    void this.companion.look(this._text(event, "address"));
  }

  private _handleAdd(event: SubmitEvent) {
    event.preventDefault();
    this.companion.addFound(this._text(event, "name"));
  }

  private async _handlePicture(event: Event) {
    const input = event.currentTarget as HTMLInputElement;
    const [picture] = input.files ?? [];
    if (!picture) return;
    const text = await scan(picture);
    input.value = "";
    this.companion.scanned(text);
  }

  private _text(event: SubmitEvent, name: string): string {
    const value = new FormData(event.currentTarget as HTMLFormElement).get(
      name
    );
    return typeof value === "string" ? value : "";
  }
}
