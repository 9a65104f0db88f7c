/**
 * A login that came back in another browser than the one that started. Nobody
 * is let in here: the page says what asked, and waits for a press.
 *
 * @module
 */
import {
  loginLife,
  vouch,
  type Person,
  type State,
  type Vouched,
} from "@ha-external-login/flow";
import {
  newReference,
  logRefusal,
  pageAnswer,
  placeOf,
  refuse,
  type Refusal,
} from "../serve/answers.ts";
import { appOf } from "../link/apps.ts";
import { roleOf } from "../people/claims.ts";
import type { Asked, Context } from "../context.ts";
import {
  handoffOf,
  isBrought,
  putHandoff,
  readHandoff,
} from "../link/handoff.ts";
import { networkOf } from "../match/network.ts";
import { linkLatePage, linkPage, linkRefusedPage } from "../pages/link.ts";
import {
  devicePage,
  latePage,
  matchPage,
  otherNetworkPage,
} from "../pages/match.ts";
import { holdsPage, holdPage } from "./held-page.ts";
import { readVouched, type VouchedRecord } from "./records.ts";
import { isOpen } from "../match/shown-code.ts";

/** On from the callback: the page that asks the person in front of it. */
export async function askPerson(
  context: Context,
  request: Request,
  asked: Asked,
  state: State,
  person: Person
): Promise<Response> {
  const { runtime, store, log } = context.options;
  const { back, keyVersion } = state;
  if (back.way === "redirect") throw new TypeError("it came back where it was");
  const login = vouch({ ...state, back }, person, runtime.now());
  const { id, provider } = login;
  const refused = refusalOf(context, asked, login);
  if (refused !== undefined) {
    if (back.way === "link") {
      return refuseLink(context, request, asked, back, refused);
    }
    if (refused.cause !== "network") {
      return refuse(context, request, asked, refused);
    }
    logRefusal(context, refused, newReference(context));
    const place = placeOf(context, request, asked);
    return pageAnswer(otherNetworkPage(place), 400);
  }
  const record: VouchedRecord = { login, keyVersion };
  if (back.way === "link") {
    await putHandoff(context, record);
  } else {
    const until = login.startedAt + loginLife;
    await store.put("vouched", id, JSON.stringify(record), until);
  }
  log.info("login.vouched", { provider, way: back.way });
  const cookies = await holdPage(context, request, asked, login);
  return showPage(context, request, asked, record, cookies);
}

/** The same page, for the browser that was shown it, while it lives. */
export async function showAgain(
  context: Context,
  request: Request,
  asked: Asked,
  state: State
): Promise<Response | undefined> {
  if (!(await holdsPage(context, request, asked, state.id))) return undefined;
  const { id, back } = state;
  if (back.way === "link") return showLinkAgain(context, request, asked, id);
  const record = await readVouched(context, id);
  if (record === undefined) return undefined;
  if (await isOpen(context, record)) {
    return showPage(context, request, asked, record, []);
  }
  return pageAnswer(latePage(placeOf(context, request, asked)), 400);
}

/** Once an app has brought its code, a link leads nowhere any more. */
async function showLinkAgain(
  context: Context,
  request: Request,
  asked: Asked,
  id: string
): Promise<Response | undefined> {
  const record = await readHandoff(context, id);
  if (record === undefined || (await isBrought(context, id))) return undefined;
  if (context.options.runtime.now() < record.until) {
    return showPage(context, request, asked, record, []);
  }
  return pageAnswer(linkLatePage(placeOf(context, request, asked)), 400);
}

/** The provider, or a check of ours, said no: the app is told by a link. */
export async function refuseLink(
  context: Context,
  request: Request,
  asked: Asked,
  back: Extract<State["back"], { way: "link" }>,
  refusal: Refusal
): Promise<Response> {
  const { state: _state, ...known } = refusal;
  const app = await appOf(context.options.apps, back.link);
  const state = new URL(request.url).searchParams.get("state");
  if (app === undefined || state === null || known.provider === undefined) {
    return refuse(context, request, asked, known);
  }
  const reference = newReference(context);
  logRefusal(context, known, reference);
  const settings = context.providers.get(known.provider)?.options.settings;
  const href = withAnswer(app.link, {
    error: "access_denied",
    state,
    iss: asked.origin,
  });
  const document = linkRefusedPage(placeOf(context, request, asked), {
    reason: known.shown ?? known.cause,
    reference,
    at: context.options.runtime.now(),
    ...(settings && { provider: settings.name }),
    href,
  });
  return pageAnswer(document, 400);
}

/** Whether the asking screen is in the network of this browser. */
export function isSameNetwork({ back }: Vouched, asked: Asked): boolean {
  if (back.way !== "match") return true;
  return back.asker.network === networkOf(asked.address);
}

/** The page itself: what asks, for whom, and the two ways on. */
async function showPage(
  context: Context,
  request: Request,
  asked: Asked,
  record: VouchedRecord,
  cookies: string[]
): Promise<Response> {
  const { login } = record;
  const place = placeOf(context, request, asked);
  const about = aboutOf(context, login);
  const needs = { hasForm: true };
  switch (login.back.way) {
    case "match": {
      const document = matchPage(
        place,
        matchAsked(context, asked, login, "asked")
      );
      return pageAnswer(document, 200, needs, cookies);
    }
    case "device":
      return pageAnswer(devicePage(place, about), 200, needs, cookies);
    case "link": {
      const app = await appOf(context.options.apps, login.back.link);
      const state = new URL(request.url).searchParams.get("state");
      if (app === undefined || state === null) {
        const { provider } = login;
        return refuse(context, request, asked, { cause: "link", provider });
      }
      const href = withAnswer(app.link, {
        code: await handoffOf(context, record),
        state,
        iss: login.origin,
      });
      const document = linkPage(place, { ...about, app: app.name, href });
      return pageAnswer(document, 200, needs, cookies);
    }
  }
}

/** What the page of *match* says of what asked. */
export function matchAsked(
  context: Context,
  asked: Asked,
  login: Vouched,
  stage: "asked" | "sure"
) {
  if (login.back.way !== "match") throw new TypeError("nothing asked");
  const { system } = login.back.asker;
  return {
    ...aboutOf(context, login),
    app: "Home Assistant",
    system,
    startedAt: login.startedAt,
    now: context.options.runtime.now(),
    network: isSameNetwork(login, asked) ? "same" : "other",
    warns: warns(context, login),
    stage,
  } as const;
}

/** Whether another network takes a warning and a second press. */
export function warns({ providers }: Context, { provider }: Vouched): boolean {
  return providers.get(provider)?.options.match.network !== "off";
}

/** Who would be let in, and by whose word. */
function aboutOf(context: Context, { id, provider, person }: Vouched) {
  const known = context.providers.get(provider);
  return {
    provider: known?.options.settings.name ?? provider,
    person: person.name,
    ...(person.account !== undefined && { account: person.account }),
    login: id,
  };
}

/** What of a login can be refused before anybody presses anything. */
function refusalOf(
  context: Context,
  asked: Asked,
  login: Vouched
): Refusal | undefined {
  const { provider, person, back } = login;
  const known = context.providers.get(provider)?.options;
  if (known === undefined) return { cause: "provider", provider };
  if (back.way !== "link" && known.match.use === "off") {
    return { cause: "match.off", shown: "failed", provider };
  }
  if (roleOf(person, known.people) === "deny") {
    return { cause: "policy.group", shown: "no_access", provider };
  }
  if (known.match.network === "same" && !isSameNetwork(login, asked)) {
    return { cause: "network", provider };
  }
  return undefined;
}

/** `link` with the answer in its query. */
function withAnswer(link: string, answer: Record<string, string>): string {
  return `${link}?${new URLSearchParams(answer)}`;
}
