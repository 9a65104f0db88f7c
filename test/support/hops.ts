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
  /** Documents that the browser asked for, redirects not counted. */
  navigations: number;
  /** Answers that sent the browser on by themselves. */
  redirects: number;
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
  const visited: { url: string; status: number }[] = [];
  let clicks = 0;
  page.on("response", (response) => {
    const request = response.request();
    if (
      !request.isNavigationRequest() ||
      request.frame() !== page.mainFrame()
    ) {
      return;
    }
    visited.push({ url: response.url(), status: response.status() });
  });
  return {
    click: () => {
      clicks += 1;
    },
    read: () => {
      const seen = provider.requests().slice(before);
      const isRedirect = ({ status }: { status: number }) =>
        status >= 300 && status < 400 && status !== 304;
      const atProvider = visited.filter(({ url }) =>
        url.startsWith(`${provider.issuer}/`)
      );
      return {
        navigations: visited.length,
        redirects: visited.filter(isRedirect).length,
        clicks,
        providerCalls: seen.filter(({ navigation }) => !navigation).length,
        providerVisits: seen.filter(({ navigation }) => navigation).length,
        browserVisits: atProvider.length,
      };
    },
  };
}
