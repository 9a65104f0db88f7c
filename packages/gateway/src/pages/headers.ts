import { href } from "./html.ts";

/** What a page asks of its headers beyond what every answer has. */
export interface PageNeeds {
  /** The one script that may run, by its hash: `sha256-…`. */
  script?: string;

  /** That script asks this home something. */
  asks?: boolean;

  /** The page has a form. */
  hasForm?: boolean;

  /** Origins that the answer to the page's form may lead on to. */
  formTo?: readonly string[];

  /** The page loads another, after so many seconds. */
  refresh?: { seconds: number; url: string };
}

/** Headers of everything that is answered afresh: nobody keeps it. */
export function dynamicHeaders(): Headers {
  return new Headers({
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
}

/** Headers of a page of ours: nothing foreign loads, frames or runs. */
export function pageHeaders(needs: PageNeeds = {}): Headers {
  const headers = dynamicHeaders();
  headers.set("content-type", "text/html; charset=utf-8");
  headers.set("content-security-policy", contentSecurityPolicy(needs));
  // Under `no-referrer` a browser sends a form with `Origin: null`, and then
  // nobody can tell our own page's form from a foreign one.
  if (needs.hasForm) headers.set("referrer-policy", "same-origin");
  if (needs.refresh !== undefined) {
    const { seconds, url } = needs.refresh;
    headers.set("refresh", `${seconds}; url=${href(url)}`);
  }
  return headers;
}

/** @see https://www.w3.org/TR/CSP3/ */
function contentSecurityPolicy(needs: PageNeeds): string {
  // Some browsers hold the redirect that answers a form against `form-action`
  // too, so where it leads has to be named beside ourselves.
  const formAction = ["'self'", ...(needs.formTo ?? [])].join(" ");
  return [
    "default-src 'none'",
    ...(needs.script === undefined ? [] : [`script-src '${needs.script}'`]),
    ...(needs.asks ? ["connect-src 'self'"] : []),
    "style-src 'self'",
    "img-src 'self'",
    `form-action ${formAction}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
