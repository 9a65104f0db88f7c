import { speech } from "./languages.ts";
import { errorCard } from "./error.ts";
import type { Failure } from "./error.ts";
import { fill, fillText, href, html } from "./html.ts";
import { foot, mark, page } from "./page.ts";
import type { Place } from "./page.ts";
import { tabCheckScript } from "./tab-check-script.ts";

/** What the tab check compares, and with whom it speaks. */
export interface TabCheck {
  /** Home Assistant's `state`, as its login page was opened with it. */
  state: string;
  /** The nonce in that `state`: it names Home Assistant's entry. */
  nonce: string;
  /** Where the check posts `{ login, found }`; it answers `{ url }`. */
  action: string;
  /** The login, sealed. */
  token: string;
}

/**
 * Is this the tab in which Home Assistant's page started the login? Only
 * there can the page redeem a code. The page shows nothing for its first
 * second, and ends in words and a way on when it cannot ask.
 *
 * The answer to its post is `{ "url": … }`, or `{ "reason": "used" }` when
 * this check was answered before; any other is a failure.
 */
export function tabCheckPage(
  place: Place,
  check: TabCheck,
  failure: Omit<Failure, "reason">
): string {
  const { titles, tabCheck, actions } = speech(place.language).words;
  const values = { home: place.home };
  const again = href(failure.again);
  return page({
    ...place,
    title: `${titles.tabCheck} – ${place.home}`,
    body: html`<div
        id="check"
        class="late"
        data-state="${check.state}"
        data-nonce="${check.nonce}"
        data-action="${check.action}"
        data-token="${check.token}"
      >
        <div class="busy" role="status">
          <span class="ring"></span>
          <h1>${fill(tabCheck.heading, values)}</h1>
        </div>
        <p class="lead later"><a href="${again}">${tabCheck.slow}</a></p>
      </div>
      ${(["failed", "used"] as const).map(
        (reason) =>
          html`<div id="${reason}" hidden>
            ${mark} ${errorCard(place, { ...failure, reason })} ${foot(place)}
          </div>`
      )}
      <noscript>
        ${mark}
        <div class="card">
          <p class="lead">${fillText(tabCheck.noScript, values)}</p>
          <div class="actions">
            <a class="button" href="${again}">${actions.start}</a>
          </div>
        </div>
      </noscript>`,
    script: tabCheckScript,
  });
}
