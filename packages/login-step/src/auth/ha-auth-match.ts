import type { PropertyValues } from "lit";
import { html, LitElement, nothing } from "lit";
import { property, state } from "lit/decorators.js";

import type { LocalizeFunc } from "../common/translations/localize";
import type { DataEntryFlowStepExternal } from "../data/data_entry_flow";
import { findCode, withoutSpaces } from "./match-code";

const alertId = "external-alert";

/** How long a browser may take to cover this page. */
const patience = 2000;

/**
 * The steps in which a person signs in with another browser than this one: it
 * shows a code, which is typed here, and then somebody is asked who they are.
 * Nothing waits and nothing polls: a page that slept is as good as before.
 */
export class HaAuthMatch extends LitElement {
  @property({ attribute: false }) public step?: DataEntryFlowStepExternal;

  /** With keys of external steps, and the step's placeholders. */
  @property({ attribute: false }) public localize?: LocalizeFunc;

  /** A request is on its way. */
  @property({ attribute: false }) public busy = false;

  /** Another object each time that the home did not answer. */
  @property({ attribute: false }) public failed?: unknown;

  @property({ attribute: false }) public submit!: (
    data: Record<string, unknown>
  ) => void;

  /** Whether the way out was tried. */
  @state() private _tried = false;

  /** Whether that did not take the person away from here. */
  @state() private _stuck = false;

  /** How often what was typed had not the shape of a code. */
  @state() private _misses = 0;

  /** What was last pressed of the two that ask who it is. */
  private _answer?: boolean;

  createRenderRoot() {
    return this;
  }

  willUpdate(changedProps: PropertyValues<this>) {
    super.willUpdate(changedProps);

    if (changedProps.has("step") || changedProps.has("failed")) {
      this._misses = 0;
    }
  }

  protected render() {
    const { step, localize } = this;
    if (!step || !localize) return nothing;

    return html`
      <style>
        ha-auth-match {
          --external-quiet: color-mix(
            in srgb,
            var(--primary-text-color, currentcolor) 40%,
            var(--secondary-text-color, currentcolor)
          );
        }
        ha-auth-match,
        ha-auth-match form,
        ha-auth-match [role="status"] {
          display: grid;
          gap: 12px;
        }
        ha-auth-match [hidden] {
          display: none;
        }
        ha-auth-match > *,
        ha-auth-match ha-alert,
        ha-auth-match p {
          margin: 0;
          unicode-bidi: plaintext;
        }
        ha-auth-match h1 {
          outline: none;
        }
        ha-auth-match strong {
          font-weight: 500;
        }
        ha-auth-match .out {
          display: flex;
          box-sizing: border-box;
          align-items: center;
          justify-content: center;
          gap: 8px;
          min-height: 44px;
          padding: 8px 16px;
          border: 1px solid transparent;
          border-radius: var(--ha-border-radius-pill, 9999px);
          background: var(--external-tonal);
          color: var(--external-text);
          font-weight: 500;
          line-height: 1.2;
          text-decoration: none;
        }
        ha-auth-match .main {
          background: var(--external-action);
          color: #fff;
        }
        ha-auth-match svg {
          flex: none;
          width: 20px;
          fill: none;
          stroke: currentcolor;
          stroke-width: 2;
          stroke-linecap: round;
          stroke-linejoin: round;
        }
        ha-auth-match svg:dir(rtl) {
          scale: -1 1;
        }
        ha-auth-match label {
          display: grid;
          box-sizing: border-box;
          min-height: 56px;
          padding: 8px 16px 0;
          border-block-end: 1px solid var(--external-quiet);
          border-radius: 4px 4px 0 0;
          background: var(
            --ha-color-form-background,
            var(--input-fill-color, #8882)
          );
          color: var(--external-quiet);
          font-size: 12px;
          line-height: 1.2;
          cursor: text;
        }
        ha-auth-match label:focus-within {
          border-block-end: 2px solid var(--external-text);
        }
        ha-auth-match .wrong {
          border-block-end: 2px solid var(--ha-color-on-danger-normal, #b30532);
        }
        ha-auth-match label:focus-within,
        ha-auth-match .out:focus-visible {
          outline: 2px solid var(--secondary-text-color);
          outline-offset: 2px;
        }
        ha-auth-match input {
          width: 100%;
          height: auto;
          min-height: 30px;
          padding: 0;
          border: 0;
          outline: none;
          background: none;
          color: var(--primary-text-color);
          font:
            16px ui-monospace,
            "Roboto Mono",
            monospace;
          letter-spacing: 0.12em;
          text-transform: uppercase;
        }
      </style>
      ${step.step_id === "confirm" ? this._renderConfirm(step) : this._renderCode(step)}
    `;
  }

  protected updated(changedProps: PropertyValues) {
    super.updated(changedProps);

    if (["step", "failed", "_misses"].some((key) => changedProps.has(key))) {
      const told = this.querySelector<HTMLElement>("ha-alert");
      (told ?? this.querySelector<HTMLElement>("h1[tabindex]"))?.focus();
    }
  }

  private _renderCode({
    url,
    description_placeholders: placeholders,
  }: DataEntryFlowStepExternal) {
    const { out, error } = placeholders ?? {};
    const wrong = this._misses ? "no_code" : !this.failed && error;
    const isOut = out !== "none";
    const isBack = this._tried || Boolean(wrong);
    return html`
      <h1>${this.localize!("step.external.title")}</h1>
      ${isOut ? this._renderOut(url, out === "window", !isBack) : nothing}
      <div role="status" ?hidden=${isOut && wrong && !this._stuck}>
        ${
          isOut && !wrong
            ? html`<p>${this.localize!("step.match.description")}</p>`
            : nothing
        }
        ${isOut && !this._stuck ? nothing : this._renderAddress()}
      </div>
      <form @submit=${this._handleCode}>
        ${
          wrong
            ? this._renderAlert(`step.match.error.${wrong}`)
            : this._renderFailed()
        }
        <label class=${wrong ? "wrong" : nothing}>
          ${this.localize!("step.match.code")}
          <input
            name="code"
            dir="ltr"
            autocomplete="one-time-code"
            autocapitalize="characters"
            spellcheck="false"
            maxlength="9"
            enterkeyhint="go"
            aria-invalid=${wrong ? "true" : nothing}
            aria-describedby=${wrong ? alertId : nothing}
            @beforeinput=${this._handleBeforeInput}
          />
        </label>
        ${this._renderButton(
          "step.match.submit",
          this._handleCode,
          this.busy,
          !isOut || isBack
        )}
      </form>
    `;
  }

  /** An address of its own, because an app takes nothing but links outside. */
  private _renderOut(url: string, isWindow: boolean, main: boolean) {
    return html`
      <a
        class=${main ? "out main" : "out"}
        href=${url}
        target=${isWindow ? "_blank" : nothing}
        rel="noreferrer noopener"
        @click=${this._handleOut}
      >
        ${this.localize!("step.external.continue")}
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path
            d="M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5"
          />
        </svg>
      </a>
    `;
  }

  /** In bold, wherever in its sentence a language has it. */
  private _renderAddress() {
    const [before, after] = this.localize!("step.match.address", {
      address: "\n",
    }).split("\n");
    const { address } = this.step!.description_placeholders ?? {};
    return html`<p>${before}<strong dir="ltr">${address}</strong>${after}</p>`;
  }

  private _renderConfirm({
    description_placeholders: placeholders,
  }: DataEntryFlowStepExternal) {
    const { name = "", account, host, app } = placeholders ?? {};
    const isOn = (answer: boolean) => this.busy && this._answer === answer;
    return html`
      <h1 class="long" tabindex="-1">
        ${this.localize!("step.confirm.title")}
      </h1>
      ${this._renderFailed()}
      <div class="row boxed">
        <span class="monogram" aria-hidden="true">${[...name][0]}</span>
        <div>
          <b>${name}</b>
          <span class="quiet">
            ${account ? this.localize!("account") : host}
          </span>
        </div>
      </div>
      <p>${this.localize!(`step.confirm.${app ? "app" : "device"}`)}</p>
      ${this._renderButton(
        "step.confirm.decline",
        this._handleDecline,
        isOn(false)
      )}
      ${this._renderButton(
        "step.confirm.continue",
        this._handleConfirm,
        isOn(true)
      )}
    `;
  }

  private _renderFailed() {
    return this.failed ? this._renderAlert("error") : nothing;
  }

  private _renderAlert(key: string) {
    return html`
      <ha-alert id=${alertId} alert-type="error" tabindex="-1">
        ${this.localize!(key)}
      </ha-alert>
    `;
  }

  private _renderButton(
    key: string,
    action: (ev: Event) => void,
    busy: boolean,
    main = false
  ) {
    const label = this.localize!(key);
    return customElements.get("ha-button")
      ? html`
          <ha-button
            appearance=${main ? "accent" : "filled"}
            .loading=${busy}
            @click=${action}
          >
            ${label}
          </ha-button>
        `
      : html`<button type="button" @click=${action}>${label}</button>`;
  }

  private _handleOut() {
    this._tried = true;
    const timer = setTimeout(() => {
      this._stuck = true;
    }, patience);
    document.addEventListener("visibilitychange", () => clearTimeout(timer), {
      once: true,
    });
  }

  /** A field of nine letters would cut off what is longer with its spaces. */
  private _handleBeforeInput(ev: InputEvent) {
    const field = ev.currentTarget as HTMLInputElement;
    const text = ev.data ?? ev.dataTransfer?.getData("text/plain");
    if (!text) return;

    const code = findCode(text);
    const letters = withoutSpaces(text);
    const isHyphen = text === "-" && field.selectionStart === 4;
    if (!code && (letters === text || isHyphen)) return;

    ev.preventDefault();
    if (code) {
      field.value = code;
    } else {
      const { selectionStart, selectionEnd } = field;
      field.setRangeText(letters, selectionStart!, selectionEnd!, "end");
    }
  }

  private _handleCode(ev: Event) {
    ev.preventDefault();
    const code = findCode(this.querySelector("input")!.value);
    if (code) this.submit({ code });
    else this._misses += 1;
  }

  private _handleDecline() {
    this._confirm(false);
  }

  private _handleConfirm() {
    this._confirm(true);
  }

  private _confirm(confirm: boolean) {
    this._answer = confirm;
    this.submit({ confirm });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ha-auth-match": HaAuthMatch;
  }
}
