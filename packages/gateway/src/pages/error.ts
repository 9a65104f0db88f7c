import { loginLife } from "@ha-external-login/flow";
import { languages, speech } from "./languages.ts";
import type { Said, Words } from "./en.ts";
import { fill, href, html } from "./html.ts";
import type { Html } from "./html.ts";
import { foot, mark, page } from "./page.ts";
import type { Place } from "./page.ts";
import { dayAndTime, span } from "./time.ts";

/** What went wrong. */
export interface Refusal {
  /** Which check said no, or one of {@link ErrorState}. */
  reason: string;
  /** Ties the page to its line in the log. */
  reference: string;
  /** When, in Unix seconds. */
  at: number;
  /** Name of the provider, where one is concerned. */
  provider?: string;
  /** How far two clocks are apart, in seconds, where that was the reason. */
  difference?: number;
}

/** What went wrong, and the ways on from there. */
export interface Failure extends Refusal {
  /** Where Home Assistant's password form is. */
  password: string;
  /** Where the same thing starts anew. */
  again: string;
}

/** A state of the page; each has its words, by the same name. */
export type ErrorState = keyof Words["errors"];

/** How a state looks, besides its words. */
interface Look {
  actions: readonly ("password" | "again" | "now")[];
  /** Whether it says whose home this is. */
  isNamed: boolean;
  title: "error" | "restarting";
}

const usual: Look = {
  actions: ["password", "again"],
  isNamed: true,
  title: "error",
};

const looks: Partial<Record<ErrorState, Look>> = {
  restarting: {
    actions: ["password", "now"],
    isNamed: true,
    title: "restarting",
  },
  ha_unreachable: { actions: ["now"], isNamed: true, title: "restarting" },
  // Whoever came by another name may be somebody else's page in disguise (DNS
  // rebinding), and has no business with the home's own address.
  misdirected: { actions: [], isNamed: false, title: "error" },
};

/** Causes that are told in another state's words. */
const told: Readonly<Record<string, ErrorState>> = {
  binding: "elsewhere",
  "error.access_denied": "refused",
  "error.account_selection_required": "refused",
  "error.consent_required": "refused",
  "error.interaction_required": "refused",
  "error.login_required": "refused",
  "error.server_error": "unreachable",
  "error.temporarily_unavailable": "unreachable",
  "ha.timeout": "ha_unreachable",
  "id_token.exp": "clocks",
  "id_token.iat": "clocks",
  "id_token.nbf": "clocks",
  "token.timeout": "unreachable",
};

/** The state in which a cause is told; most are told as `failed`. */
export function errorState(cause: string): ErrorState {
  if (Object.hasOwn(languages.en.words.errors, cause)) {
    return cause as ErrorState;
  }
  return (Object.hasOwn(told, cause) && told[cause]) || "failed";
}

const statuses: Readonly<Record<string, number>> = {
  ha_unreachable: 502,
  internal: 500,
  misdirected: 421,
  page: 403,
  restarting: 503,
  store_unusable: 503,
};

/** The HTTP status that goes with a cause. */
export function errorStatus(cause: string): number {
  return (Object.hasOwn(statuses, cause) && statuses[cause]) || 400;
}

/**
 * A refusal of ours, in a sentence, with the ways on. What a provider said is
 * not on it: our own words are chosen by the reason.
 */
export function errorPage(place: Place, failure: Failure): string {
  return refusalPage(place, failure, waysOn(place, failure));
}

/** The card alone, for a page on which something may yet go wrong. */
export function errorCard(place: Place, failure: Failure): Html {
  return refusalCard(place, failure, waysOn(place, failure));
}

/** A refusal with ways on of another kind. */
export function refusalPage(
  place: Place,
  refusal: Refusal,
  ways: readonly Html[]
): string {
  const words = speech(place.language).words;
  const look = lookOf(refusal);
  const title = words.titles[look.title];
  return page({
    ...place,
    title: look.isNamed ? `${title} – ${place.home}` : title,
    body: html`${mark} ${refusalCard(place, refusal, ways)}
    ${look.isNamed ? foot(place) : undefined}`,
  });
}

function refusalCard(
  place: Place,
  refusal: Refusal,
  ways: readonly Html[]
): Html {
  const { language } = place;
  const words = speech(language).words;
  const values = {
    home: place.home,
    provider: refusal.provider ?? words.anyProvider,
    difference: span(language, refusal.difference ?? 0),
    life: span(language, loginLife),
  };
  const said: Said = words.errors[errorState(refusal.reason)];
  const heading = refusal.difference === undefined ? undefined : said.headingBy;
  return html`<div class="card">
    <h1 tabindex="-1" autofocus>${fill(heading ?? said.heading, values)}</h1>
    <p class="lead">${fill(said.sentence, values)}</p>
    ${ways.length === 0 ? undefined : html`<div class="pair">${ways}</div>`}
    <p class="lead small quiet">
      ${fill(words.reference, {
        reference: html`<span class="ref">${refusal.reference}</span>`,
        time: dayAndTime(place, refusal.at),
      })}
    </p>
  </div>`;
}

function waysOn({ language }: Place, failure: Failure): Html[] {
  const words = speech(language).words;
  return lookOf(failure).actions.map((action) => {
    const to = href(action === "password" ? failure.password : failure.again);
    return html`<a class="button" href="${to}">${words.actions[action]}</a>`;
  });
}

function lookOf({ reason }: Refusal): Look {
  return looks[errorState(reason)] ?? usual;
}
