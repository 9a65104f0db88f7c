/**
 * The cookies that bind a login to a browser: one per login, sealed, few.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-4.1.3.2
 * @module
 */
import { cookiesCount, cookiesSize, loginLife } from "@ha-external-login/flow";

/** Two cookies of one name: a sibling host or a plain-http page set one. */
export class CookieError extends Error {
  readonly name = "CookieError";

  readonly code = "cookie";
}

/** Name of the cookie with which a fresh login page learns where one stands. */
const resumeName = "resume";

/**
 * Cookies of ours in a request, by what follows the prefix of their names.
 *
 * @throws {CookieError} if two have one name: which is ours can't be told.
 */
export function readCookies(
  request: Request,
  origin: string
): Map<string, string> {
  const prefix = prefixOf(origin);
  const cookies = new Map<string, string>();
  for (const pair of (request.headers.get("cookie") ?? "").split(";")) {
    const at = pair.indexOf("=");
    const name = trim(pair.slice(0, at));
    if (at < 0 || !name.startsWith(prefix)) continue;
    const key = name.slice(prefix.length);
    if (cookies.has(key)) throw new CookieError("two cookies of one name");
    cookies.set(key, trim(pair.slice(at + 1)));
  }
  return cookies;
}

/** The `Set-Cookie` that binds login `id` to this browser. */
export function bindingCookie(
  origin: string,
  id: string,
  sealed: string
): string {
  return `${prefixOf(origin)}${id}=${sealed}; Max-Age=${loginLife}${attributes(origin, "Lax")}`;
}

/** The `Set-Cookie` by which this browser forgets login `id`. */
export function clearedCookie(origin: string, id: string): string {
  return `${prefixOf(origin)}${id}=; Max-Age=0${attributes(origin, "Lax")}`;
}

/** The value of the resume cookie, if there is one. */
export function readResume(cookies: Map<string, string>): string | undefined {
  return cookies.get(resumeName);
}

/** The `Set-Cookie` that lets this browser's next login page be answered. */
export function resumeCookie(
  origin: string,
  value: string,
  life: number
): string {
  return `${prefixOf(origin)}${resumeName}=${value}; Max-Age=${life}${attributes(origin, "Strict")}`;
}

/** The `Set-Cookie` that spends the resume cookie. */
export function clearedResume(origin: string): string {
  return `${prefixOf(origin)}${resumeName}=; Max-Age=0${attributes(origin, "Strict")}`;
}

/**
 * The `Set-Cookie` that holds the page that was shown to whoever signed in:
 * nobody else presses what is on it. `Lax`, because a browser that was sent
 * here by the provider reloads the page as if it were sent once more; no other
 * site's form brings it.
 */
export function pageCookie(
  origin: string,
  id: string,
  sealed: string,
  life: number
): string {
  return `${prefixOf(origin)}${pageName(id)}=${sealed}; Max-Age=${life}${attributes(origin, "Lax")}`;
}

/** The `Set-Cookie` by which this browser forgets such a page. */
export function clearedPage(origin: string, id: string): string {
  return `${prefixOf(origin)}${pageName(id)}=; Max-Age=0${attributes(origin, "Lax")}`;
}

/** The value of the cookie that holds the page of this login. */
export function readPage(
  cookies: Map<string, string>,
  id: string
): string | undefined {
  return cookies.get(pageName(id));
}

/** The logins whose pages this browser holds. */
export function heldPages(cookies: Map<string, string>): string[] {
  return [...cookies.keys()]
    .filter((name) => name.startsWith(pageName("")))
    .map((name) => name.slice(pageName("").length));
}

/** The `Set-Cookie` by which an app asks for the way that needs no browser. */
export function matchCookie(origin: string): string {
  return `${prefixOf(origin)}${wayName}=match; Max-Age=${loginLife}${attributes(origin, "Strict")}`;
}

/** Whether the app asked for that way. */
export function asksForMatch(cookies: Map<string, string>): boolean {
  return cookies.get(wayName) === "match";
}

const wayName = "way";

function pageName(id: string): string {
  return `page-${id}`;
}

/** A login under way in this browser. */
export interface Bound {
  id: string;
  /** Length of the cookie's value. */
  size: number;
  startedAt: number;
}

/**
 * The logins that have to go, so that a new one fits: the oldest first.
 *
 * @param room bytes that the new cookie's value takes.
 */
export function crowdedOut(
  bound: Bound[],
  origin: string,
  room: number
): string[] {
  const overhead = prefixOf(origin).length + idSize + "=; ".length;
  const newestFirst = [...bound].sort((a, b) => b.startedAt - a.startedAt);
  let left = cookiesSize - othersSize - overhead - room;
  let count = 1;
  const gone: string[] = [];
  for (const { id, size } of newestFirst) {
    left -= overhead + size;
    count += 1;
    if (left < 0 || count > cookiesCount) gone.push(id);
  }
  return gone.slice(-clearedCount);
}

/** An answer has a bound, however many cookies somebody set. */
const clearedCount = 10;

/**
 * Without spaces and tabs around it, and not without what else is white: to a
 * browser a no-break space is a letter, so no rule of `__Host-` holds a cookie
 * whose name begins with one.
 */
function trim(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, "");
}

/** 128 bits as base64url. */
const idSize = 22;

/** What stands beside them: the resume cookie, two pages, an app's way. */
const othersSize = 500;

/**
 * Safari refuses `Secure` cookies on plain http, loopback included: there the
 * name says that a sibling could have set it.
 */
function prefixOf(origin: string): string {
  return origin.startsWith("https:")
    ? "__Host-external-login-"
    : "external-login-";
}

function attributes(origin: string, sameSite: "Lax" | "Strict"): string {
  const secure = origin.startsWith("https:") ? "; Secure" : "";
  return `; Path=/; HttpOnly; SameSite=${sameSite}${secure}`;
}
