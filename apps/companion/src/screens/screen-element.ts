import { LitElement } from "lit";
import { property } from "lit/decorators.js";
import type { Companion } from "../companion.ts";
import type { View } from "../screen.ts";
import type { Words } from "../words/en.ts";

/** One screen: draws what it is given, and hands every press on. */
export class ScreenElement extends LitElement {
  @property({ attribute: false }) companion!: Companion;

  @property({ attribute: false }) view!: View;

  @property({ attribute: false }) words!: Words;

  /** Light DOM: one style sheet, as on our other pages. */
  protected createRenderRoot() {
    return this;
  }
}
