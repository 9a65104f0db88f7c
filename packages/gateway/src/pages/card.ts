/**
 * What the pages of a sign-in are put together from: one card, a warning, a
 * list of facts.
 *
 * @module
 */
import { speech } from "./languages.ts";
import { fillText, html } from "./html.ts";
import type { Html } from "./html.ts";
import { icons } from "./icons.ts";
import { foot, mark, page } from "./page.ts";
import type { Place } from "./page.ts";

/** A page of one card that is about signing in, and whose home it is. */
export function cardPage(place: Place, card: Html, script?: string): string {
  const { titles } = speech(place.language).words;
  return page({
    ...place,
    title: fillText(titles.signIn, { home: place.home }),
    body: html`${mark}
      <div class="card">${card}</div>
      ${foot(place)}`,
    ...(script !== undefined && { script }),
  });
}

/** A warning, with its mark: colour alone says nothing. */
export function warning(text: Html): Html {
  return html`<div class="alert warn" role="status">
    ${icons.warn}
    <p>${text}</p>
  </div>`;
}

/** What is known, by name. */
export interface Fact {
  name: string;
  value: Html;
  /** Not as it should be. */
  standsOut?: boolean;
}

/** Facts as a list. */
export function factList(facts: readonly Fact[]): Html {
  return html`<dl class="facts">
    ${facts.map(
      ({ name, value, standsOut = false }) =>
        html`<dt>${name}</dt>
          <dd class="${standsOut ? "stands-out" : ""}">${value}</dd>`
    )}
  </dl>`;
}

/** Which home, by both of its names, where it has two. */
export function homeFact({ language, home, host }: Place): Fact {
  const { facts } = speech(language).words;
  const name = home === host ? undefined : html`<bdi>${home}</bdi>, `;
  return { name: facts.home, value: html`${name}<bdi>${host}</bdi>` };
}

/** Who signed in, and where. */
export interface Person {
  person: string;
  /** What the provider calls the account, where that says more. */
  account?: string;
  /** Name of the provider. */
  provider: string;
}

/** Who signed in, as a fact. */
export function personFact(
  { language }: Place,
  { person, account, provider }: Person
): Fact {
  const { facts } = speech(language).words;
  const more =
    account === undefined ? undefined : html`, <bdi>${account}</bdi>`;
  return {
    name: facts.person,
    value: html`<bdi>${person}</bdi>${more} (<bdi>${provider}</bdi>)`,
  };
}
