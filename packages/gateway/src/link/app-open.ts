/**
 * *link* in an app's web view: the first page, which brings the ticket, and
 * the page from which the app goes out again.
 *
 * @module
 */
import { resumeLife } from "@ha-external-login/flow";
import { pageAnswer, placeOf, seeOther } from "../serve/answers.ts";
import { appOf, isCompanion } from "./apps.ts";
import type { Asked, Context } from "../context.ts";
import { matchCookie } from "../serve/cookies.ts";
import { readHandoff, readTicket, takeHandoff } from "./handoff.ts";
import { leavePage, openPage } from "../pages/link.ts";
import { openHash } from "../pages/open-script.ts";
import { putProven } from "../login/resume.ts";

/** The ticket comes in a header, because no link and no form can set one. */
const ticketHeader = "x-external-login-resume";

/** `GET /auth/external-login/app/open` */
export async function openApp(
  context: Context,
  request: Request,
  asked: Asked
): Promise<Response> {
  const ticket = request.headers.get(ticketHeader);
  const cookie =
    ticket === null
      ? undefined
      : await spendTicket(context, request, asked, ticket);
  const document = openPage(placeOf(context, request, asked), {
    url: cookie === undefined ? "/" : "/?storeToken=true",
  });
  const cookies = cookie === undefined ? [] : [cookie];
  if (asksForMatch(request)) cookies.push(matchCookie(asked.origin));
  // Never a redirect: a header may be lost on one.
  return pageAnswer(document, 200, { script: await openHash() }, cookies);
}

/**
 * `GET /auth/external-login/app/leave`: the app sees that its web view is
 * here, and takes the rest from its own list of providers. What is in the
 * query is looked at by nobody here.
 */
export async function leaveApp(
  context: Context,
  request: Request,
  asked: Asked
): Promise<Response> {
  const [app] = context.options.apps;
  if (app === undefined) return seeOther("/", []);
  const href = againHref(app.link, request.headers.get("user-agent"));
  return pageAnswer(leavePage(placeOf(context, request, asked), { href }), 200);
}

/** Android's web view follows a scheme of an app's by an intent alone. */
function againHref(link: string, userAgent: string | null): string {
  const { protocol } = new URL(link);
  if (protocol === "https:") return link;
  return /\bAndroid\b/.test(userAgent ?? "")
    ? `intent:/continue#Intent;scheme=${protocol.slice(0, -1)};end`
    : `${protocol}/continue`;
}

/** A link may lead any browser here; what it then asks is an app's alone. */
function asksForMatch(request: Request): boolean {
  return (
    new URL(request.url).searchParams.get("way") === "match" &&
    isCompanion(request.headers.get("user-agent"))
  );
}

/** @returns the resume cookie, for a ticket that is used for the first time. */
async function spendTicket(
  context: Context,
  request: Request,
  asked: Asked,
  ticket: string
): Promise<string | undefined> {
  const { runtime, apps, log } = context.options;
  const now = runtime.now();
  const given = await readTicket(context, ticket);
  const record = given && (await readHandoff(context, given.id));
  const back = record?.login.back;
  const app = back?.way === "link" ? await appOf(apps, back.link) : undefined;
  const fault =
    given === undefined
      ? "unknown"
      : record === undefined
        ? "used"
        : now >= given.until
          ? "expired"
          : record.login.origin !== asked.origin
            ? "base"
            : app === undefined
              ? "link"
              : undefined;
  const taken =
    given && fault === undefined
      ? await takeHandoff(context, given.id)
      : undefined;
  if (taken === undefined) {
    log.warn("login.refused", { reason: `ticket.${fault ?? "used"}` });
    return undefined;
  }
  const { provider, person } = taken.login;
  const proven = { provider, person };
  const end = now + resumeLife;
  return putProven(context, request, asked, proven, end, app?.name);
}
