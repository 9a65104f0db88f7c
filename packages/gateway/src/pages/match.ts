/**
 * The pages of *match*, in the browser in which a person signed in. Nobody is
 * let in by any of them: they show a code, and only to whoever pressed for it.
 *
 * @module
 */
import { speech } from "./languages.ts";
import {
  cardPage,
  factList,
  homeFact,
  personFact,
  warning,
  type Person,
} from "./card.ts";
import { copyScript } from "./copy-script.ts";
import { fill, html } from "./html.ts";
import type { Html } from "./html.ts";
import { icons } from "./icons.ts";
import type { Place } from "./page.ts";
import { momentNoted, momentSaid, span, timeToTheSecond } from "./time.ts";

/** Where the forms of these pages post. */
const action = "/auth/external-login/match";

/** What asked to sign in, for whom and from where. */
export interface MatchAsked extends Person {
  /** Name of the app, and what it runs on. */
  app: string;
  system: string;
  /** When it asked, and now, in Unix seconds. */
  startedAt: number;
  now: number;
  /** Whether it asked from where this browser is. */
  network: "same" | "other";
  /** Whether another network is warned of. */
  warns: boolean;
  /** The login, as the form names it. */
  login: string;
  /** `sure` is the second press that another network takes. */
  stage: "asked" | "sure";
}

/** Did you start this? The page before the code. */
export function matchPage(place: Place, asked: MatchAsked): string {
  return asked.stage === "sure"
    ? surePage(place, asked)
    : askedPage(place, asked);
}

function askedPage(place: Place, asked: MatchAsked): string {
  const { match, facts, keep } = speech(place.language).words;
  const { network, warns } = asked;
  const time = momentSaid(place, asked.startedAt, asked.now);
  const values = { ...names(place, asked), time };
  return cardPage(
    place,
    html`<h1>${match.asked.heading}</h1>
      ${network === "other" && warns ? warning(html`${match.asked.warning}`) : undefined}
      <p>${fill(match.asked[network], values)}</p>
      ${factList([
        { name: facts.app, value: fill(match.asked.from, values) },
        homeFact(place),
        personFact(place, asked),
        {
          name: facts.time,
          value: momentNoted(place, asked.startedAt, asked.now),
        },
        {
          name: facts.network,
          value: html`${match.networks[network]}`,
          standsOut: network === "other",
        },
      ])}
      <p class="keep">${keep.before}</p>
      ${choice(place, asked.login, "show")}`
  );
}

function surePage(place: Place, asked: MatchAsked): string {
  const { match, keep } = speech(place.language).words;
  return cardPage(
    place,
    html`<h1>${match.sure.heading}</h1>
      ${warning(fill(match.sure.warning, names(place, asked)))}
      <p class="keep">${keep.before}</p>
      ${choice(place, asked.login, "sure")}`
  );
}

/** A sign-in that no device of ours asked for: somebody opened the address. */
export interface MatchDevice extends Person {
  login: string;
}

/** Did you open this address yourself? The page before an unbound code. */
export function devicePage(place: Place, device: MatchDevice): string {
  const { match, keep } = speech(place.language).words;
  const { person, account } = device;
  const more =
    account === undefined ? undefined : html` (<bdi>${account}</bdi>)`;
  const values = {
    ...names(place, device),
    person: html`<b><bdi>${person}</bdi></b
      >${more}`,
  };
  return cardPage(
    place,
    html`<h1>${match.device.heading}</h1>
      <p>${fill(match.device.sentence, values)}</p>
      ${warning(html`${match.device.warning}`)}
      <p class="keep">${keep.before}</p>
      ${choice(place, device.login, "show")}`
  );
}

/** The code, and until when it is one. */
export interface MatchCode {
  /** As it is shown: `BDKM-QRTW`. */
  code: string;
  /** What is left of its life, and when that ends, in Unix seconds. */
  seconds: number;
  until: number;
  login: string;
}

/** The code. Its script is allowed by `copyHash`. */
export function codePage(place: Place, shown: MatchCode): string {
  const { match, keep, actions } = speech(place.language).words;
  const { code, seconds, until } = shown;
  const letters = Array.from(code.replaceAll(/[^A-Za-z0-9]/g, "")).join(", ");
  return cardPage(
    place,
    html`<h1>${match.code.heading}</h1>
      <output class="code" id="code" aria-label="${letters}">${code}</output>
      <p class="lead quiet">
        ${fill(match.code.valid, {
          span: span(place.language, seconds),
          time: timeToTheSecond(place, until),
        })}
      </p>
      <p class="keep">${keep.shown}</p>
      <span class="unseen" role="status" id="copied"></span>
      ${form(
        shown.login,
        html`${decline(place)}
          <button
            class="button"
            type="button"
            id="copy"
            data-copied="${actions.copied}"
            hidden
          >
            ${icons.copy}<span>${actions.copy}</span>
          </button>`
      )}`,
    copyScript
  );
}

/** *This is not me* was pressed, in any way back. */
export function declinedPage(place: Place): string {
  const { errors } = speech(place.language).words;
  return told(place, errors.declined);
}

/** The code was not typed in time, or was used. */
export function latePage(place: Place): string {
  const { match } = speech(place.language).words;
  return told(place, match.late);
}

/** This home shows a code only where the app is. */
export function otherNetworkPage(place: Place): string {
  const { match } = speech(place.language).words;
  return told(place, match.refused);
}

/** Which providers there are to sign in at. */
export interface Devices {
  providers: readonly { id: string; name: string }[];
}

/** The address for any device. Its form leads on to the provider. */
export function devicesPage(place: Place, { providers }: Devices): string {
  const { match, actions } = speech(place.language).words;
  return cardPage(
    place,
    html`<h1>${match.devices.heading}</h1>
      <p class="lead">${match.devices.lead}</p>
      <form class="actions" method="post" action="${action}">
        <input type="hidden" name="action" value="start" />
        ${providers.map(
          ({ id, name }) =>
            html`<button class="button" name="provider" value="${id}">
              <span>${fill(actions.continueWith, { provider: name })}</span>
            </button>`
        )}
      </form>`
  );
}

/** Names in a sentence, those that matter most in bold. */
function names(
  { home }: Place,
  { app, system, person, provider }: Partial<MatchAsked>
): Record<string, string | Html> {
  return {
    app: app ?? "",
    system: system ?? "",
    provider: provider ?? "",
    home: html`<b><bdi>${home}</bdi></b>`,
    person: html`<b><bdi>${person}</bdi></b>`,
  };
}

/** The two ways on, the one that stops first, both of one size. */
function choice(place: Place, login: string, show: "show" | "sure"): Html {
  const { actions } = speech(place.language).words;
  return form(
    login,
    html`${decline(place)}
      <button class="button" name="action" value="${show}">
        ${icons.eye}<span>${actions.show}</span>
      </button>`
  );
}

function decline({ language }: Place): Html {
  const { actions } = speech(language).words;
  return html`<button class="button" name="action" value="decline">
    ${icons.stop}<span>${actions.notMe}</span>
  </button>`;
}

function form(login: string, buttons: Html): Html {
  return html`<form class="pair" method="post" action="${action}">
    <input type="hidden" name="login" value="${login}" />
    ${buttons}
  </form>`;
}

function told(
  place: Place,
  { heading, sentence }: { heading: string; sentence: string }
): string {
  return cardPage(
    place,
    html`<h1 tabindex="-1" autofocus>${heading}</h1>
      <p class="lead">${fill(sentence, { home: place.home })}</p>`
  );
}
