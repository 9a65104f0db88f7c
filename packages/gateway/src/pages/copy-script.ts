import { scriptHash } from "./script-hash.ts";

/**
 * What makes *Copy* work beside the code. Without it there is no such button:
 * one press selects the code. It reads the code from the page, so that its
 * hash is always the same.
 */
export const copyScript = `(function () {
  "use strict";
  var button = document.getElementById("copy");
  var code = document.getElementById("code");

  // A page that is not https has no clipboard of its own.
  function bySelection() {
    var range = document.createRange();
    range.selectNodeContents(code);
    var selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    if (!document.execCommand("copy")) throw new Error("not copied");
  }

  function copy() {
    if (!navigator.clipboard) return Promise.resolve().then(bySelection);
    return navigator.clipboard.writeText(code.textContent).catch(bySelection);
  }

  function say() {
    button.querySelector("span").textContent = button.dataset.copied;
    document.getElementById("copied").textContent = button.dataset.copied;
  }

  button.addEventListener("click", function () {
    // Selected is as good: the rest is the person's own key.
    copy().then(say, function () {});
  });
  button.hidden = false;
})();
`;

/** The hash of {@link copyScript}. */
export function copyHash(): Promise<string> {
  return scriptHash(copyScript);
}
