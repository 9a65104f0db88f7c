import { loginLife } from "@ha-external-login/flow";
import { speech } from "../languages.ts";
import { fill, href, html } from "./html.ts";
import type { Html } from "./html.ts";
import { foot, mark, page } from "./page.ts";
import type { Place } from "./page.ts";
import { dayAndTime, span } from "./time.ts";

/** What went wrong, and the ways on from there. */
export interface Failure {
  /** A login's reason, or one of {@link ErrorState}. */
  reason: string;
  /** Ties the page to its line in the log. */
  reference: string;
  /** When, in Unix seconds. */
  at: number;
  /** Name of the provider, where one is concerned. */
  provider?: string;
  /** How far two clocks are apart, in seconds, where that was the reason. */
  difference?: number;
  /** Where Home Assistant's password form is. */
  password: string;
  /** Where the same thing starts anew. */
  again: string;
}

type Action = "password" | "again" | "now";

interface Shown {
  status: number;
  actions: readonly Action[];
  /** A page without it says nothing about whose home this is. */
  named: boolean;
  title: "error" | "restarting";
}

const refusal: Shown = {
  status: 400,
  actions: ["password", "again"],
  named: true,
  title: "error",
};

/** Each state of the page; its words have the same name in every language. */
const states = {
  broken: refusal,
  late: refusal,
  used: refusal,
  elsewhere: refusal,
  clocks: refusal,
  homeClocks: refusal,
  cancelled: refusal,
  noAccess: refusal,
  inactive: refusal,
  notLocal: refusal,
  deleted: refusal,
  unreachable: refusal,
  tooLong: refusal,
  restarting: {
    ...refusal,
    status: 503,
    actions: ["password", "now"],
    title: "restarting",
  },
  unavailable: {
    ...refusal,
    status: 502,
    actions: ["now"],
    title: "restarting",
  },
  // Whoever came by another name may be somebody else's page in disguise (DNS
  // rebinding), and has no business with the home's own address.
  misdirected: { ...refusal, status: 421, actions: [], named: false },
} as const satisfies Record<string, Shown>;

/** A state of the page. */
export type ErrorState = keyof typeof states;

/** Reasons of a login that have a page of their own, by what it says. */
const pageOfReason: Readonly<Record<string, ErrorState>> = {
  expired: "late",
  binding: "elsewhere",
  "id_token.exp": "clocks",
  "id_token.iat": "clocks",
  "id_token.nbf": "clocks",
  "error.access_denied": "cancelled",
  no_access: "noAccess",
  not_local: "notLocal",
  too_long: "tooLong",
  "token.timeout": "unreachable",
  "ha.timeout": "unavailable",
  ha_unreachable: "unavailable",
};

/** The state in which the page tells of a reason; `broken` tells of most. */
export function errorState(reason: string): ErrorState {
  if (Object.hasOwn(states, reason)) return reason as ErrorState;
  if (Object.hasOwn(pageOfReason, reason)) {
    return pageOfReason[reason] ?? "broken";
  }
  return reason.startsWith("error.") ? "cancelled" : "broken";
}

/** The HTTP status that goes with the page. */
export function errorStatus(reason: string): number {
  return states[errorState(reason)].status;
}

/**
 * A refusal of ours, in a sentence, with the ways on. What a provider said is
 * not on it: our own words are chosen by the reason.
 */
export function errorPage(place: Place, failure: Failure): string {
  const words = speech(place.language).words;
  const shown: Shown = states[errorState(failure.reason)];
  const title = words.titles[shown.title];
  return page({
    ...place,
    title: shown.named ? `${title} – ${place.home}` : title,
    body: html`${mark} ${errorCard(place, failure)}
    ${shown.named ? foot(place) : undefined}`,
  });
}

/** The card alone, for a page on which something may yet go wrong. */
export function errorCard(place: Place, failure: Failure): Html {
  const { language } = place;
  const words = speech(language).words;
  const state = errorState(failure.reason);
  const actions = states[state].actions.map((action: Action) => {
    const to = href(action === "password" ? failure.password : failure.again);
    return html`<a class="button" href="${to}">${words.actions[action]}</a>`;
  });
  const values = {
    home: place.home,
    provider: failure.provider ?? words.anyProvider,
    difference: span(language, failure.difference ?? 0),
    life: span(language, loginLife),
  };
  const { heading, sentence, headingBy } = {
    headingBy: undefined,
    ...words.errors[state],
  };
  const known = failure.difference !== undefined && headingBy !== undefined;
  return html`<div class="card">
    <h1 tabindex="-1" autofocus>
      ${fill(known ? headingBy : heading, values)}
    </h1>
    <p class="lead">${fill(sentence, values)}</p>
    ${actions.length === 0 ? undefined : html`<div class="pair">${actions}</div>`}
    <p class="lead small quiet">
      ${fill(words.reference, {
        reference: html`<span class="ref">${failure.reference}</span>`,
        time: dayAndTime(place, failure.at),
      })}
    </p>
  </div>`;
}
