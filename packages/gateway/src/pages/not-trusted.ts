import { speech } from "./languages.ts";
import { warning } from "./card.ts";
import { fill, href, html } from "./html.ts";
import type { Html } from "./html.ts";
import { mark, page } from "./page.ts";
import type { Place } from "./page.ts";
import { timeOfDay } from "./time.ts";

/** How far Home Assistant and whoever looks at the page have got. */
export type Trust =
  | {
      state: "home";
      /** Where Home Assistant itself answers. */
      homeAssistant: string;
      /** The address that Home Assistant sees this gateway come from. */
      gateway: string;
    }
  /** Looked at from outside: no address of the inner network is named. */
  | { state: "outside" }
  /** Trusted on trial, until Home Assistant takes it back. */
  | { state: "confirm"; revertAt: number };

/**
 * Instead of everything, while Home Assistant does not trust this gateway as
 * a proxy: nothing else would work.
 *
 * @param again where the page that was wanted is
 */
export function notTrustedPage(
  place: Place,
  trust: Trust,
  again: string
): string {
  const { titles, notTrusted, actions } = speech(place.language).words;
  const { heading } = notTrusted[trust.state];
  const main = trust.state === "home" ? "button main" : "button";
  return page({
    ...place,
    title: `${titles.notTrusted} – ${place.home}`,
    body: html`${mark}
      <div class="card">
        <h1 tabindex="-1" autofocus>${fill(heading, { home: place.home })}</h1>
        ${explanation(place, trust)}
        <div class="actions">
          ${
            trust.state === "confirm"
              ? html`<a class="button main" href="/">${actions.home}</a>`
              : undefined
          }
          <a class="${main}" href="${href(again)}">${actions.check}</a>
        </div>
      </div>`,
  });
}

function explanation(place: Place, trust: Trust): Html {
  const { notTrusted, homeAssistant } = speech(place.language).words;
  const theirs = Object.fromEntries(
    Object.entries(homeAssistant).map(([key, word]) => [
      key,
      html`<b>${word}</b>`,
    ])
  );
  switch (trust.state) {
    case "home": {
      const { lead, ...steps } = notTrusted.home;
      const values = {
        ...theirs,
        address: html`<b><bdi>${trust.homeAssistant}</bdi></b>`,
        gateway: html`<b class="ref">${trust.gateway}</b>`,
      };
      const { open, go, trust: switchOn, add, save, confirm } = steps;
      return html`<p>${lead}</p>
        <ol class="steps">
          ${[open, go, switchOn, add, save, confirm].map(
            (step) => html`<li>${fill(step, values)}</li>`
          )}
        </ol>`;
    }
    case "outside":
      return html`<p class="lead">
          ${fill(notTrusted.outside.lead, { home: place.home })}
        </p>
        <p class="lead">
          <span class="command">ha-external-login setup</span>
        </p>`;
    case "confirm": {
      const time = timeOfDay(place, trust.revertAt);
      return html`${warning(fill(notTrusted.confirm.warning, { time }))}
        <p>${fill(notTrusted.confirm.lead, theirs)}</p>`;
    }
  }
}
