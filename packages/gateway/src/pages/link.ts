/**
 * The pages of *link*: from the system browser back into an app, by a tap,
 * and from the app's web view out and in.
 *
 * @module
 */
import { speech } from "./languages.ts";
import {
  cardPage,
  factList,
  homeFact,
  personFact,
  type Person,
} from "./card.ts";
import { refusalPage, type Refusal } from "./error.ts";
import { appHref, fill, href, html } from "./html.ts";
import type { Html } from "./html.ts";
import { icons } from "./icons.ts";
import { openScript } from "./open-script.ts";
import type { Place } from "./page.ts";

/** Who would be signed in, where, and by which link. */
export interface LinkAsked extends Person {
  /** Name of the app. */
  app: string;
  /** The link into it, as it was configured, with the answer in its query. */
  href: string;
  /** The login, as the form names it. */
  login: string;
}

/** Sign in in the app? Nothing leads there but the tap. */
export function linkPage(place: Place, asked: LinkAsked): string {
  const { link, facts, actions } = speech(place.language).words;
  const { app, person, login } = asked;
  return cardPage(
    place,
    html`<h1>${fill(link.heading, { home: place.home, person })}</h1>
      ${factList([
        { name: facts.app, value: html`<bdi>${app}</bdi>` },
        homeFact(place),
        personFact(place, asked),
      ])}
      <p class="keep">${link.only}</p>
      <div class="pair">
        <form method="post" action="/auth/external-login/app/decline">
          <input type="hidden" name="login" value="${login}" />
          <button class="button">
            ${icons.stop}<span>${actions.notMe}</span>
          </button>
        </form>
        ${openApp(place, asked.href)}
      </div>`
  );
}

/** What went wrong on the way to an app, and the link that tells the app. */
export interface LinkRefused extends Refusal {
  href: string;
}

/** The provider, or one of our checks, said no: our own words for it. */
export function linkRefusedPage(place: Place, refused: LinkRefused): string {
  return refusalPage(place, refused, [openApp(place, refused.href)]);
}

/** There is no such login any more. */
export function linkLatePage(place: Place): string {
  const { link } = speech(place.language).words;
  return cardPage(
    place,
    html`<h1 tabindex="-1" autofocus>${link.late.heading}</h1>
      <p class="lead">${link.late.sentence}</p>`
  );
}

/**
 * The app sees the address of this page and opens the system browser. Its
 * link shows up by itself for the case that the app is gone.
 *
 * @param leave the link back into the app
 */
export function leavePage(place: Place, leave: { href: string }): string {
  const { link } = speech(place.language).words;
  const again = html`<a href="${appHref(leave.href)}">${link.leave.again}</a>`;
  return cardPage(
    place,
    html`${busy(html`${link.leave.heading}`)}
      <p class="lead soon">${fill(link.leave.slow, { again })}</p>`
  );
}

/**
 * The app's first page in its web view, on to the home. Its script is allowed
 * by `openHash`.
 *
 * @param open a path of this home; anything else becomes its first page
 */
export function openPage(place: Place, open: { url: string }): string {
  const { tabCheck, link, actions } = speech(place.language).words;
  const address = href(open.url);
  const path = address.startsWith("/") ? address : "/";
  const again = html`<a href="${path}">${actions.home}</a>`;
  return cardPage(
    place,
    html`${busy(fill(tabCheck.heading, { home: place.home }))}
      <p class="lead soon" id="open" data-url="${path}">
        ${fill(link.leave.slow, { again })}
      </p>`,
    openScript
  );
}

function openApp(place: Place, address: string): Html {
  const { actions } = speech(place.language).words;
  return html`<a class="button" href="${appHref(address)}"
    >${icons.phone}<span>${actions.openApp}</span></a
  >`;
}

function busy(heading: Html): Html {
  return html`<div class="busy" role="status">
    <span class="ring"></span>
    <h1>${heading}</h1>
  </div>`;
}
