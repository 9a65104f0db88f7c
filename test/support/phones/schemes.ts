/**
 * Where a page goes that is no web page: only the page itself sees it, and
 * says so.
 *
 * @module
 */
import type { BrowserContext, Page } from "playwright-core";

/** A URL of a scheme that some app may have claimed. */
export interface SchemeVisit {
  url: string;
  /** Whether a person's press led there, and not the page by itself. */
  tapped: boolean;
}

/** Tells of every such URL, and has the page stay where it is. */
export async function watchSchemes(
  context: BrowserContext,
  went: (visit: SchemeVisit, page: Page) => void
): Promise<void> {
  await context.exposeBinding(
    "phoneWentTo",
    ({ page }, url: string, tapped: boolean) => went({ url, tapped }, page)
  );
  await context.addInitScript(() => {
    const told = window as unknown as {
      phoneWentTo(url: string, tapped: boolean): void;
      navigation: EventTarget;
    };
    told.navigation.addEventListener("navigate", (event) => {
      const { destination, userInitiated } = event as unknown as {
        destination: { url: string };
        userInitiated: boolean;
      };
      if (/^(https?|about|blob|data):/.test(destination.url)) return;
      if (event.cancelable) event.preventDefault();
      told.phoneWentTo(destination.url, userInitiated);
    });
  });
}
