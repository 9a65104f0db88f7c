import { scriptHash } from "./script-hash.ts";

/**
 * The script of the tab check. It looks whether this tab holds
 * Home Assistant's own entry for this very login, says so, and goes where it
 * is told. It reads its data from the page, so that its hash is always the
 * same, and keeps to what an old browser understands: one that cannot read it
 * would show a promise for ever.
 */
export const tabCheckScript = `(function () {
  "use strict";
  var check = document.getElementById("check");
  var data = check.dataset;

  // Brought back from memory after the login went on: its answer is spent.
  addEventListener("pageshow", function (event) {
    if (event.persisted) location.replace("/");
  });

  function found() {
    try {
      var key = "hass_oauth_state_" + data.nonce;
      return JSON.parse(sessionStorage.getItem(key)).state === data.state;
    } catch (error) {
      return false;
    }
  }

  function ask() {
    var abort = new AbortController();
    setTimeout(function () {
      abort.abort();
    }, 90000);
    // In the default mode, "cors": in any other, the page's "no-referrer" lets
    // a browser send "Origin: null".
    return fetch(data.action, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ login: data.token, found: found() }),
      cache: "no-store",
      credentials: "same-origin",
      redirect: "error",
      signal: abort.signal
    }).then(function (response) {
      return response.json();
    });
  }

  function go(answer) {
    if (answer.reason === "used") return show("used");
    if (typeof answer.url !== "string") throw new TypeError("no url");
    var url = new URL(answer.url, location.origin);
    if (!/^https?:$/.test(url.protocol)) throw new TypeError("not http");
    location.replace(url.href);
  }

  function show(id) {
    var outcome = document.getElementById(id);
    check.hidden = true;
    outcome.hidden = false;
    outcome.querySelector("h1").focus();
  }

  Promise.resolve()
    .then(ask)
    .then(go)
    .catch(function () {
      show("failed");
    });
})();
`;

/** The hash of {@link tabCheckScript}. */
export function tabCheckHash(): Promise<string> {
  return scriptHash(tabCheckScript);
}
