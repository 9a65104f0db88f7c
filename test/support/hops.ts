/**
 * The counter of hops: what a login costs a person and a provider, counted in
 * the browser and in the provider's own log. The two have to agree.
 *
 * @module
 */
import type { Page } from "playwright-core";
import type { ProviderRequest } from "../../apps/sandbox/src/provider.ts";

/** What a login took. */
export interface Hops {
  /** Documents that the browser asked for, redirects among them. */
  navigations: number;
  /** Answers that sent the browser on by themselves. */
  redirects: number;
  /** Documents that a person could see. */
  pages: number;
  /** Documents that draw nothing, because they go on by themselves. */
  blanks: number;
  /** Clicks outside the provider's pages. */
  clicks: number;
  /** Requests that the gateway made of the provider. */
  providerCalls: number;
  /** Navigations that the provider saw, by its own log. */
  providerVisits: number;
  /** The same, as the browser saw them. */
  browserVisits: number;
}

export interface HopCounter {
  click(): void;
  read(): Hops;
}

/** Counts from now on. */
export function countHops(
  page: Page,
  provider: { issuer: string; requests(): ProviderRequest[] }
): HopCounter {
  const before = provider.requests().length;
  const visited: { url: URL; status: number }[] = [];
  let clicks = 0;
  page.on("response", (response) => {
    const request = response.request();
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) {
      visited.push({
        url: new URL(response.url()),
        status: response.status(),
      });
    }
  });
  return {
    click: () => {
      clicks += 1;
    },
    read: () => {
      const seen = provider.requests().slice(before);
      const redirects = visited.filter(({ status }) => sendsOn(status));
      const blanks = visited.filter(
        ({ url, status }) => !sendsOn(status) && isTabCheck(url)
      );
      return {
        navigations: visited.length,
        redirects: redirects.length,
        pages: visited.length - redirects.length - blanks.length,
        blanks: blanks.length,
        clicks,
        providerCalls: seen.filter(({ navigation }) => !navigation).length,
        providerVisits: seen.filter(({ navigation }) => navigation).length,
        browserVisits: visited.filter(
          ({ url }) => url.origin === provider.issuer
        ).length,
      };
    },
  };
}

/** The counts as the table of what a login may cost has them. */
export function inWords(hops: Hops): string {
  const { navigations, redirects, pages, blanks, clicks } = hops;
  const more = blanks === 0 ? "" : ` + ${blanks} that draws nothing`;
  return (
    `${navigations} navigations / ${redirects} redirects / ` +
    `${pages} pages${more} / ${clicks} clicks; at the provider ` +
    `${hops.browserVisits} visits by the browser, ${hops.providerVisits} by ` +
    `its log, and ${hops.providerCalls} calls by the gateway`
  );
}

function sendsOn(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

function isTabCheck({ pathname }: URL): boolean {
  return /^\/auth\/external-login\/callback\/[^/]+$/.test(pathname);
}
