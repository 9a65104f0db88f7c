/**
 * The answers that routes give: a step, a page, a way on. Each is nobody's to
 * keep, and every refusal is one line in the log with the reference that the
 * person reads.
 *
 * @module
 */
import {
  isForeign,
  type AbortReason,
  type DataEntryFlowStepAbort,
  type DataEntryFlowStepCreateEntry,
  type LoginRequest,
  type Placeholders,
} from "@ha-external-login/flow";
import type { Asked, Context } from "../context.ts";
import { chooseLanguage } from "../pages/languages.ts";
import { errorPage, errorStatus } from "../pages/error.ts";
import {
  dynamicHeaders,
  pageHeaders,
  type PageNeeds,
} from "../pages/headers.ts";
import type { Place } from "../pages/page.ts";
import { reference, referenceLength } from "../pages/reference.ts";

/** Where the routes of the gateway's own begin. */
export const ownPrefix = "/auth/external-login/";

/** JSON, as Home Assistant's login page expects it. */
export function json(
  value: unknown,
  status = 200,
  cookies: string[] = []
): Response {
  const headers = withCookies(dynamicHeaders(), cookies);
  headers.set("content-type", "application/json");
  return new Response(JSON.stringify(value), { status, headers });
}

/** A way on for a browser that navigates. */
export function seeOther(url: string, cookies: string[]): Response {
  const headers = withCookies(dynamicHeaders(), cookies);
  headers.set("location", url);
  return new Response(null, { status: 303, headers });
}

/** A page of ours. */
export function pageAnswer(
  document: string,
  status: number,
  needs: PageNeeds = {},
  cookies: string[] = []
): Response {
  const headers = withCookies(pageHeaders(needs), cookies);
  return new Response(document, { status, headers });
}

/** What every page says of where it stands. */
export function placeOf(
  context: Context,
  request: Request,
  asked: Asked,
  language?: string
): Place {
  const { name, timeZone } = context.facts();
  const host = new URL(asked.origin).host;
  return {
    language: chooseLanguage(
      request.headers.get("accept-language"),
      language ?? null
    ),
    styles: context.options.assets
      .filter((asset) => asset.type.startsWith("text/css"))
      .map((asset) => ({ href: assetPath(asset.name) })),
    home: name ?? host,
    host,
    ...(timeZone !== undefined && { timeZone }),
  };
}

/** Path of a file that a browser may keep. */
export function assetPath(name: string): string {
  return `${ownPrefix}assets/${name}`;
}

/** What is refused, and what is known of the login that it ends. */
export interface Refusal {
  /** Which check said no, for the log: `id_token.nonce`. */
  cause: string;
  /** What the page tells, if that is not the cause itself. */
  shown?: string;
  provider?: string;
  request?: LoginRequest;
  /** Home Assistant's `state`, for the way back to its login page. */
  state?: string | undefined;
  language?: string;
  /** The provider's own words, for the log alone. */
  detail?: string | undefined;
  /** How far the provider's clock is from ours, in seconds. */
  difference?: number | undefined;
}

/** A refusal as a page: a sentence, the reference, the ways on. */
export function refuse(
  context: Context,
  request: Request,
  asked: Asked,
  refusal: Refusal,
  cookies: string[] = []
): Response {
  const ref = newReference(context);
  logRefusal(context, refusal, ref);
  const back =
    refusal.request === undefined
      ? "/"
      : authorizePath(refusal.request, refusal.state);
  const reason = refusal.shown ?? refusal.cause;
  const provider =
    refusal.provider !== undefined
      ? context.providers.get(refusal.provider)?.options.settings.name
      : undefined;
  const document = errorPage(
    placeOf(context, request, asked, refusal.language),
    {
      reason,
      reference: ref,
      at: context.options.runtime.now(),
      password: back,
      again: back,
      ...(provider !== undefined && { provider }),
      ...(refusal.difference !== undefined && {
        difference: refusal.difference,
      }),
    }
  );
  return pageAnswer(document, errorStatus(reason), {}, cookies);
}

/** The end of a login that went through: Home Assistant's code. */
export function entryStep(
  flowId: string,
  provider: string,
  code: string
): DataEntryFlowStepCreateEntry {
  return {
    type: "create_entry",
    flow_id: flowId,
    handler: ["external", provider],
    result: code,
    description: null,
    description_placeholders: null,
  };
}

/** The end of a login that the login page itself tells of. */
export function abortStep(
  context: Context,
  asked: Asked,
  { provider, reason, cause, placeholders, detail }: Abort
): DataEntryFlowStepAbort {
  const ref = newReference(context);
  logRefusal(context, { cause, provider, detail }, ref);
  return {
    type: "abort",
    flow_id: "",
    handler: ["external", provider],
    reason,
    description_placeholders: {
      ...placeholdersOf(context, asked, provider),
      reference: ref,
      ...placeholders,
    },
  };
}

/** Why a login ended, in words for a person and for the log. */
export interface Abort {
  provider: string;
  reason: AbortReason;
  cause: string;
  placeholders?: Placeholders;
  /** The provider's own words, for the log alone. */
  detail?: string;
}

/** What the words of every step of ours may name. */
export function placeholdersOf(
  context: Context,
  asked: Asked,
  providerId: string
): Placeholders {
  const settings = context.providers.get(providerId)?.options.settings;
  return {
    provider: settings?.name ?? providerId,
    host: settings === undefined ? "" : new URL(settings.issuer).host,
    home: context.facts().name ?? new URL(asked.origin).host,
  };
}

/** Home Assistant's login page, as it was opened for this login. */
export function authorizePath(
  request: LoginRequest,
  state: string | undefined
): string {
  const query = new URLSearchParams({
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
  });
  if (state !== undefined) query.set("state", state);
  for (const [key, value] of Object.entries(request.passed)) {
    // Not a part of the page's address: old frontends put it in the body.
    if (key !== "type") query.set(key, value);
  }
  return `/auth/authorize?${query}`;
}

/** Whether a request was made by a page of this very origin. */
export function isSameOrigin(request: Request, asked: Asked): boolean {
  const origin = request.headers.get("origin");
  if (origin !== null) return origin === asked.origin;
  return request.headers.get("sec-fetch-site") === "same-origin";
}

/** Whether the request's client is the home's own page, here and now. */
export function isOwnClient(request: LoginRequest, asked: Asked): boolean {
  return !isForeign(request) && request.origin === asked.origin;
}

export function newReference({ options: { runtime } }: Context): string {
  return reference(runtime.randomBytes(referenceLength));
}

/** One line, with the reference that the person reads. */
export function logRefusal(
  { options: { log } }: Context,
  { cause, provider, detail }: Pick<Refusal, "cause" | "provider" | "detail">,
  ref: string
): void {
  log.warn("login.refused", {
    reason: cause,
    reference: ref,
    ...(provider !== undefined && { provider }),
    ...(detail !== undefined && { detail }),
  });
}

function withCookies(headers: Headers, cookies: string[]): Headers {
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return headers;
}
