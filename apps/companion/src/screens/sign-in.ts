import type { Question, Reason } from "@ha-external-login/mobile";
import { html, nothing, type TemplateResult } from "lit";
import { hostOf, type Home } from "../homes.ts";
import type { Screen } from "../screen.ts";
import { fill } from "../sentence.ts";
import { alert, busy, who } from "./parts.ts";
import { ScreenElement } from "./screen-element.ts";

type State = Extract<Screen, { name: "sign-in" }>["state"];

type Progress = "starting" | "away" | "finishing" | "opening";

type Named = Pick<Home, "name" | "origin">;

/** A sign-in: while the browser is open, what is asked, and how it ended. */
export class CompanionSignIn extends ScreenElement {
  protected render() {
    const { screen } = this.view;
    switch (screen.name) {
      case "opening":
        return this._renderProgress(this._named(screen.origin), "opening");
      case "not-opened":
        return this._renderNotOpened(this._named(screen.origin));
      case "sign-in":
        return this._renderState(screen.state);
      default:
        return nothing;
    }
  }

  private _renderState(state: State) {
    const home = this._named(state.home);
    switch (state.step) {
      case "starting":
      case "finishing":
      case "opening":
        return this._renderProgress(home, state.step);
      case "away":
        return state.question
          ? this._renderQuestion(home, state.question)
          : this._renderProgress(home, state.step);
      case "settled":
        return this._renderSettled(home, state);
    }
  }

  /** One template for all of it, so that what has the focus stays. */
  private _renderProgress(home: Named, step: Progress) {
    const { signIn } = this.words;
    const away = step === "away";
    const cancels = away || step === "starting";
    return html`<div class="card">
      ${who(home)} ${busy(fill(signIn[step], { home: home.name }))}
      ${away ? html`<p class="lead quiet">${signIn.awayHint}</p>` : nothing}
      <div class="pair">
        ${cancels ? this._renderCancel() : nothing}${
          away ? this._renderContinue() : nothing
        }
      </div>
    </div>`;
  }

  private _renderQuestion(home: Named, question: Question) {
    const { signIn } = this.words;
    if (question.about === "closed") {
      return html`<div class="card">
        ${who(home, false)}
        <h1 class="long" tabindex="-1" data-focus>${signIn.closed}</h1>
        <p class="lead quiet">${signIn.closedHint}</p>
        <div class="pair">${this._renderCancel()}${this._renderContinue()}</div>
      </div>`;
    }
    const names = { home: home.name, other: this._named(question.home).name };
    return html`<div class="card">
      <h1 class="long" tabindex="-1" data-focus>
        ${fill(signIn.other, names)}
      </h1>
      <p>${fill(signIn.otherHint, names)}</p>
      <div class="pair">
        ${this._renderButton(fill(signIn.stay, names), () =>
          this.companion.continueSignIn()
        )}
        ${this._renderButton(fill(signIn.change, names), () =>
          this.companion.changeSignIn()
        )}
      </div>
    </div>`;
  }

  private _renderSettled(
    home: Named,
    state: Extract<State, { reason: Reason }>
  ) {
    const { settled } = this.words;
    const again = this._renderButton(settled.again, () =>
      this.companion.tryAgain()
    );
    switch (state.reason) {
      case "signed-in":
        return nothing;
      case "unreachable":
        return this._renderNotOpened(home);
      case "refused": {
        const { home: origin, provider: id } = state;
        const provider = this.companion.providerName(origin, id);
        return this._renderEnd(
          home,
          alert("bad", fill(settled.refused, { provider }), { focus: true }),
          fill(settled.refusedHint, { home: home.name }),
          again,
          this._renderPassword(origin)
        );
      }
      case "expired":
      case "cancelled": {
        const kind = state.reason === "expired" ? "warn" : "note";
        const words = settled[state.reason];
        return this._renderEnd(
          home,
          alert(kind, words, { focus: true }),
          nothing,
          again
        );
      }
      case "no-browser":
        return this._renderEnd(
          home,
          alert("warn", settled.noBrowser, { focus: true }),
          settled.noBrowserHint,
          this._renderButton(settled.otherDevice, () =>
            this.companion.useAnotherDevice(home.origin)
          )
        );
    }
  }

  private _renderNotOpened(home: Named) {
    const { settled } = this.words;
    const words = fill(settled.unreachable, { home: home.name });
    return this._renderEnd(
      home,
      alert("bad", words, { focus: true }),
      settled.unreachableHint,
      this._renderButton(settled.again, () => this.companion.tryAgain())
    );
  }

  private _renderEnd(
    home: Named,
    what: TemplateResult,
    hint: unknown,
    onward: TemplateResult,
    more: TemplateResult | typeof nothing = nothing
  ) {
    return html`<div class="card">
      ${who(home)} ${what}${hint === nothing ? nothing : html`<p>${hint}</p>`}
      <div class="pair">
        ${this._renderButton(this.words.settled.homes, () =>
          this.companion.showHomes()
        )}${onward}
      </div>
      ${more}
    </div>`;
  }

  private _renderPassword(origin: string) {
    return html`<div class="actions">
      <button
        class="button plain"
        type="button"
        @click=${() => this.companion.usePassword(origin)}
      >
        ${this.words.home.password}
      </button>
    </div>`;
  }

  private _renderCancel() {
    return this._renderButton(this.words.signIn.cancel, () =>
      this.companion.cancelSignIn()
    );
  }

  private _renderContinue() {
    return this._renderButton(this.words.signIn.continue, () =>
      this.companion.continueSignIn()
    );
  }

  private _renderButton(words: unknown, press: () => void) {
    return html`<button class="button" type="button" @click=${press}>
      <span>${words}</span>
    </button>`;
  }

  /** A home that has left the list is still called something. */
  private _named(origin: string): Named {
    return this.companion.home(origin) ?? { origin, name: hostOf(origin) };
  }
}
