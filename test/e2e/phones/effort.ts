/**
 * What the browser beside an app costs a person.
 *
 * @module
 */
import { countHops, type HopCounter, type Hops } from "../../support/hops.ts";
import type { SystemBrowser } from "../../support/phones/system-browser.ts";

/** Counts in whichever tab is opened last. */
export function countBrowserHops(
  { context }: SystemBrowser,
  provider: Parameters<typeof countHops>[1]
): Pick<HopCounter, "read"> {
  let last: HopCounter | undefined;
  context.on("page", (page) => {
    last = countHops(page, provider);
  });
  return {
    read: () => {
      if (last === undefined) throw new Error("no tab was opened");
      return last.read();
    },
  };
}

/** Here the callback is a page that asks, and no look for the tab. */
export function browserCost({ navigations, pages, blanks }: Hops): string {
  return `${navigations} navigations / ${pages + blanks} pages`;
}
