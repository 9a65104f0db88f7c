import { scriptHash } from "./script-hash.ts";

/**
 * On to the home, in place of this page: going back must not open it again.
 * Only a page of ours may start that, because the cookie beside it is
 * `SameSite=Strict`.
 */
export const openScript = `(function () {
  "use strict";
  var data = document.getElementById("open").dataset;
  var url = new URL(data.url, location.origin);
  location.replace(url.origin === location.origin ? url.href : "/");
})();
`;

/** The hash of {@link openScript}. */
export function openHash(): Promise<string> {
  return scriptHash(openScript);
}
