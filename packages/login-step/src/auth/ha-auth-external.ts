import type { PropertyValues } from "lit";
import { html, LitElement, nothing } from "lit";
import { property, state } from "lit/decorators.js";

import type { HASSDomEvent } from "../common/dom/fire_event";
import { fireEvent } from "../common/dom/fire_event";
import type { LocalizeFunc } from "../common/translations/localize";
import { extractSearchParamsObject } from "../common/url/search-params";
import type { AuthProvider } from "../data/auth";
import { createLoginFlow, submitLoginFlow } from "../data/auth";
import type {
  DataEntryFlowStep,
  DataEntryFlowStepAbort,
  DataEntryFlowStepExternal,
} from "../data/data_entry_flow";

/** Clients that Home Assistant itself knows by name. */
const appNames: Record<string, string | undefined> = {
  "https://home-assistant.io/iOS": "iOS",
  "https://home-assistant.io/android": "Android",
};

/** Steps that `ha-auth-match` shows, which is loaded when one comes. */
const matchSteps = ["match", "confirm"];

/** Reasons that another account at the provider may be the way out of. */
const reasonsForAnother = ["no_access", "refused"];

/** Reasons that only somebody who runs the home can do something about. */
const reasonsToAsk = ["no_access", "inactive", "deleted"];

/**
 * A step of the login flow that is finished at a provider, or the end of one
 * that did not go through. The page's own state is handed over before anyone
 * leaves, and nobody leaves for a foreign client without a press.
 */
export class HaAuthExternal extends LitElement {
  @property({ attribute: false }) public step?:
    DataEntryFlowStepExternal | DataEntryFlowStepAbort;

  @property({ attribute: false }) public clientId = "";

  /** Handed over and not drawn. */
  public oauth2State?: string;

  @property({ attribute: false }) public localize?: LocalizeFunc;

  /** What the page offers, the current one included. */
  @property({ attribute: false }) public authProviders: AuthProvider[] = [];

  @property({ attribute: false }) public storeToken = false;

  /** The person asked for this step, instead of being met with it. */
  public picked = false;

  /** Brings `ha-auth-match`. */
  public loadMatch?: () => Promise<unknown>;

  /** Where the person is being taken; empty until a request is answered. */
  @state() private _leaving?: string;

  /** What to do once more, when the home did not answer. */
  @state() private _failed?: () => void;

  /** Other words are another function: who was given it draws anew. */
  private _localize!: LocalizeFunc;

  private _alert?: HTMLElement | null;

  /** Whether the provider is to ask who it is, even if it knows somebody. */
  private _anotherAccount?: boolean;

  constructor() {
    super();
    // The login page takes Enter anywhere in a step for "start over".
    this.addEventListener("keypress", (ev) => ev.stopPropagation());
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener("pageshow", this._pageShown);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener("pageshow", this._pageShown);
    // The password was asked for instead, and may be typed by now.
    if (this._leaving) window.stop();
  }

  willUpdate(changedProps: PropertyValues<this>) {
    super.willUpdate(changedProps);

    if (changedProps.has("localize")) this._localize = this._localizeStep();
    if (!changedProps.has("step")) return;

    this._stay();
    const { step } = this;
    if (step?.type !== "external") return;
    if (matchSteps.includes(step.step_id)) {
      if (!customElements.get("ha-auth-match")) this._load();
    } else if (
      this.picked &&
      this._client === undefined &&
      !step.description_placeholders?.another_device
    ) {
      this._leave();
    }
  }

  protected render() {
    const { step } = this;
    if (!step || !this.localize) return nothing;

    return html`
      <style>
        ha-auth-external {
          --external-action: #007ea3;
          --external-tonal: var(--ha-color-fill-primary-normal-resting, #0af3);
          --external-text: color-mix(
            in srgb,
            var(--primary-text-color, currentcolor) 40%,
            var(--ha-color-on-primary-normal, #009ac7)
          );
          --wa-color-brand-fill-loud: var(--external-action);
          --wa-color-brand-on-normal: var(--external-text);
          --warning-color: var(--ha-color-on-warning-normal, #9d3800);
          --ha-button-height: 44px;
          display: grid;
          gap: 12px;
          width: 100%;
          max-width: 336px;
          margin: 16px auto;
          font-size: 14px;
          line-height: 1.5;
          overflow-wrap: anywhere;
        }
        ha-auth-external > * {
          margin: 0;
          unicode-bidi: plaintext;
        }
        ha-auth-external h1 {
          line-height: 1.2;
          text-align: center;
          text-wrap: balance;
        }
        ha-auth-external h1.long {
          font-size: 20px;
        }
        ha-auth-external ha-alert {
          background: none;
          border-radius: 4px;
          outline: 2px none var(--secondary-text-color);
          outline-offset: 2px;
        }
        ha-auth-external ha-alert:focus-visible {
          outline-style: solid;
        }
        ha-auth-external .row {
          display: flex;
          align-items: center;
          gap: 12px;
        }
        ha-auth-external .boxed {
          padding: 12px;
          border: 1px solid var(--divider-color);
          border-radius: 12px;
        }
        ha-auth-external b {
          display: block;
          font-weight: 500;
        }
        ha-auth-external .quiet {
          color: var(--secondary-text-color);
        }
        ha-auth-external .monogram {
          flex: none;
          width: 40px;
          border: 1px solid transparent;
          border-radius: 10px;
          background: var(--external-tonal);
          color: var(--external-text);
          font-size: 18px;
          line-height: 38px;
          text-align: center;
          text-transform: uppercase;
        }
        ha-auth-external label,
        ha-auth-external button {
          min-height: 44px;
        }
        ha-auth-external input {
          flex: none;
          width: 20px;
          height: 20px;
          margin: 0;
          accent-color: var(--external-action);
        }
        ha-auth-external ha-button::part(base) {
          height: auto;
          min-height: 44px;
          padding-block: 8px;
          line-height: 1.2;
        }
        ha-auth-external a,
        ha-auth-external p.quiet {
          text-align: center;
        }
        ha-auth-external p.quiet {
          font-size: 12px;
        }
        ha-auth-external a {
          padding: 12px 0;
          color: var(--external-text);
        }
        ha-auth-external .busy {
          justify-content: center;
        }
        ha-auth-external .busy::before {
          width: 18px;
          height: 18px;
          border: 3px solid var(--divider-color);
          border-top-color: var(--external-action);
          border-radius: 50%;
          animation: ha-auth-external 1.2s linear infinite;
          content: "";
        }
        @keyframes ha-auth-external {
          to {
            transform: rotate(1turn);
          }
        }
        @media (prefers-reduced-motion) {
          ha-auth-external .busy::before {
            animation: none;
          }
        }
      </style>
      ${this._renderStep(step)}
    `;
  }

  protected updated(changedProps: PropertyValues) {
    super.updated(changedProps);

    // What `ha-auth-match` shows is its own to look after.
    const alert = this.querySelector<HTMLElement>(":scope>[tabindex]");
    if (alert !== this._alert) alert?.focus();
    this._alert = alert;
  }

  /** Name of the client, unless it is this home's own page. */
  private get _client() {
    const { clientId } = this;
    return (
      appNames[clientId] ??
      this.step?.description_placeholders?.client ??
      (clientId.startsWith(`${location.origin}/`) ? undefined : clientId)
    );
  }

  private _renderStep(
    step: DataEntryFlowStepExternal | DataEntryFlowStepAbort
  ) {
    const isMatch =
      step.type === "external" && matchSteps.includes(step.step_id);
    if (isMatch && customElements.get("ha-auth-match")) {
      return this._renderMatch(step);
    }
    if (this._leaving !== undefined) return this._renderLeaving();
    if (step.type === "abort") return this._renderAbort(step);
    if (this._failed) return this._renderFailed(this._failed);
    if (isMatch) return this._renderProvider();
    if (this._client === undefined) return this._renderExternal(step);
    return this._renderClient(step);
  }

  private _renderExternal(step: DataEntryFlowStepExternal) {
    return html`
      ${this._renderProvider()}
      ${
        step.step_id === "leave"
          ? nothing
          : html`
              <label class="row">
                <input
                  type="checkbox"
                  .checked=${this.storeToken}
                  @change=${this._storeTokenChanged}
                />
                ${this._localize("step.external.store_token")}
              </label>
            `
      }
      ${this._renderContinue(step, true)}
      ${
        step.description_placeholders?.another_device
          ? this._renderButton(
              "step.external.another_device",
              this._handleAnotherDevice
            )
          : nothing
      }
    `;
  }

  private _renderMatch(step: DataEntryFlowStepExternal) {
    return html`
      <ha-auth-match
        .step=${step}
        .localize=${this._localize}
        .busy=${this._leaving !== undefined}
        .failed=${this._failed}
        .submit=${this._submit}
      ></ha-auth-match>
    `;
  }

  private _renderClient(step: DataEntryFlowStepExternal) {
    const kind = appNames[this.clientId] ? "app" : "client";
    return html`
      <h1 class="long">${this._localize(`step.external.${kind}.title`)}</h1>
      <ha-alert alert-type="warning">
        ${this._localize(`step.external.${kind}.warning`)}
      </ha-alert>
      <p>${this._localize(`step.external.${kind}.description`)}</p>
      ${this._renderButton("step.external.cancel", this._handleCancel)}
      ${this._renderContinue(step)}
    `;
  }

  private _renderLeaving() {
    return html`
      ${this._renderProvider()}
      <p class="row busy" role="status">
        ${this._localize("step.external.leaving")}
      </p>
      ${
        this._leaving
          ? html`
              <a href=${this._leaving}>
                ${this._localize("step.external.nothing_happens")}
              </a>
            `
          : nothing
      }
    `;
  }

  private _renderFailed(again: () => void) {
    return html`
      ${this._renderAlert(this._localize("error"))} ${this._renderPassword()}
      ${this._renderButton("try_again.failed", again)}
    `;
  }

  private _renderAbort({
    reason,
    description_placeholders: placeholders,
  }: DataEntryFlowStepAbort) {
    const [happened, help] = (
      this._localize(`abort.${reason}`) || this._localize("abort.failed")
    ).split("\n");
    const person = placeholders?.name ?? placeholders?.account;
    const unreachable = reason === "unreachable";
    const tryAgain = `try_again.${reason}`;
    return html`
      ${this._renderAlert(happened, unreachable ? "warning" : undefined)}
      ${
        person
          ? this._renderWho(person, this._localize("account"), "row boxed")
          : nothing
      }
      ${help ? html`<p>${help}</p>` : nothing}
      ${
        reasonsToAsk.includes(reason)
          ? html`<p>
              ${this._localize(
                placeholders?.administrator ? "ask_administrator" : "ask"
              )}
              ${person ? this._localize("say_name") : nothing}
            </p>`
          : nothing
      }
      ${this._renderPassword(unreachable)}
      ${this._renderButton(
        this._localize(tryAgain) ? tryAgain : "try_again.failed",
        this._handleTryAgain
      )}
      ${
        placeholders?.reference
          ? html`<p class="quiet">${this._localize("reference")}</p>`
          : nothing
      }
    `;
  }

  private _renderTitle() {
    return html`<h1>${this._localize("step.external.title")}</h1>`;
  }

  private _renderProvider() {
    const { provider, host } = this.step!.description_placeholders ?? {};
    return html`${this._renderTitle()}${this._renderWho(provider, host)}`;
  }

  private _renderWho(name = "", what = "", classes = "row") {
    return html`
      <div class=${classes}>
        <span class="monogram" aria-hidden="true">${[...name][0]}</span>
        <div><b>${name}</b><span class="quiet">${what}</span></div>
      </div>
    `;
  }

  private _renderAlert(words = "", type = "error") {
    return html`
      ${this._renderTitle()}
      <ha-alert alert-type=${type} tabindex="-1">${words}</ha-alert>
    `;
  }

  private _renderContinue({ url }: DataEntryFlowStepExternal, main = false) {
    return this._renderButton("step.external.continue", this._leave, main, url);
  }

  private _renderPassword(main = false) {
    return this._provider("homeassistant")
      ? this._renderButton("use_password", this._handlePassword, main)
      : nothing;
  }

  private _renderButton(
    key: string,
    action: (ev: Event) => void,
    main = false,
    href?: string
  ) {
    const label = this._localize(key);
    if (customElements.get("ha-button")) {
      return html`
        <ha-button appearance=${main ? "accent" : "filled"} @click=${action}>
          ${label}
        </ha-button>
      `;
    }
    return href
      ? html`<a href=${href} @click=${action}>${label}</a>`
      : html`<button type="button" @click=${action}>${label}</button>`;
  }

  private _localizeStep(): LocalizeFunc {
    return (key, values) =>
      this.localize!(`ui.panel.page-authorize.form.providers.external.${key}`, {
        ...this.step!.description_placeholders,
        client: this._client,
        ...values,
      });
  }

  private _provider(type: string, id: string | null = null) {
    return this.authProviders.find((prv) => prv.type === type && prv.id === id);
  }

  private _pageShown = (ev: PageTransitionEvent) => {
    // Back from the provider, the page stands as it was left.
    if (ev.persisted) this._stay();
  };

  private _storeTokenChanged(ev: Event) {
    this.storeToken = (ev.currentTarget as HTMLInputElement).checked;
    fireEvent(this, "store-token-changed", { value: this.storeToken });
  }

  private _handlePassword() {
    const provider = this._provider("homeassistant");
    if (provider) fireEvent(this, "pick-auth-provider", provider);
  }

  private _handleTryAgain() {
    const { handler, reason } = this.step as DataEntryFlowStepAbort;
    const provider = this._provider(...handler);
    if (!provider) return;

    this._anotherAccount ||= reasonsForAnother.includes(reason);
    this._leaving = "";
    fireEvent(this, "pick-auth-provider", provider);
  }

  private _handleCancel() {
    if (this.picked || history.length < 2) {
      this._handlePassword();
      return;
    }
    history.back();
  }

  private _handleAnotherDevice() {
    const { handler } = this.step as DataEntryFlowStepExternal;
    this._ask(
      () => createLoginFlow(handler, extractSearchParamsObject(), true),
      true
    );
  }

  private _submit = (data: Record<string, unknown>) =>
    this._ask(({ flow_id }) =>
      submitLoginFlow(flow_id, { client_id: this.clientId, ...data })
    );

  private _stay(failed?: () => void) {
    this._leaving = undefined;
    this._failed = failed;
  }

  private _go(url: string) {
    this._leaving = url;
    document.location.assign(url);
  }

  private async _load() {
    const { step } = this;
    this._stay();
    try {
      await this.loadMatch!();
      this.requestUpdate();
    } catch (_err) {
      if (this.step === step) this._stay(() => this._load());
    }
  }

  /** Hands the page's own state over, then leaves. */
  private _leave(ev?: Event) {
    ev?.preventDefault();
    const { step } = this;
    if (step?.type !== "external") return;

    if (step.step_id === "leave") {
      this._go(step.url);
      return;
    }
    this._submit({
      state: this.oauth2State,
      store_token: this.storeToken && this._client === undefined,
      language: document.documentElement.lang,
      another_account: this._anotherAccount,
    });
  }

  /** One request at a time, whose answer is the next step. */
  private async _ask(
    request: (step: DataEntryFlowStepExternal) => Promise<Response>,
    isNew?: boolean
  ) {
    const { step } = this;
    if (step?.type !== "external" || this._leaving !== undefined) return;

    this._leaving = "";
    let answer: DataEntryFlowStep | undefined;
    try {
      const response = await request(step);
      answer =
        response.status === 404
          ? { ...step, type: "abort", reason: "expired" }
          : await response.json();
    } catch (_err) {
      // Told below, as every answer that is no step.
    }
    if (this.step !== step) return;

    if (!this.isConnected) {
      this._stay();
    } else if (
      answer?.type === "external" &&
      answer.step_id === "external" &&
      !isNew
    ) {
      this._go(answer.url);
    } else if (answer?.type) {
      if (answer.type === "external" || answer.type === "abort") {
        this.step = answer;
      }
      fireEvent(this, "step-changed", { step: answer });
    } else {
      this._stay(() => this._ask(request, isNew));
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ha-auth-external": HaAuthExternal;
  }
  interface HTMLElementEventMap {
    "pick-auth-provider": HASSDomEvent<AuthProvider>;
    "step-changed": HASSDomEvent<{ step: DataEntryFlowStep }>;
    "store-token-changed": HASSDomEvent<{ value: boolean }>;
  }
  interface HASSDomEvents {
    "pick-auth-provider": AuthProvider;
    "step-changed": { step: DataEntryFlowStep };
    "store-token-changed": { value: boolean };
  }
}
