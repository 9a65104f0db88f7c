import { html, nothing, type TemplateResult } from "lit";
import { hostOf, initial, type Home } from "../homes.ts";
import { icon } from "./icons.ts";

/** What happened, with a mark and a word. What went wrong takes the focus. */
export function alert(
  kind: "bad" | "warn" | "note",
  words: unknown,
  { focus = false } = {}
): TemplateResult {
  return html`<div
    class="alert ${kind}"
    role=${kind === "bad" ? "alert" : "status"}
    tabindex=${focus ? "-1" : nothing}
    ?data-focus=${focus}
  >
    ${icon(kind)}
    <div><p>${words}</p></div>
  </div>`;
}

/** What is going on, and that it still is. */
export function busy(words: unknown): TemplateResult {
  return html`<p class="busy" role="status">
    <span class="ring" aria-hidden="true"></span><span>${words}</span>
  </p>`;
}

/** Which home this is about. */
export function who(
  home: Pick<Home, "name" | "origin">,
  heading = true
): TemplateResult {
  const host = hostOf(home.origin);
  return html`<div class="who">
    <span class="monogram" aria-hidden="true">${initial(home)}</span>
    <div>
      ${
        heading
          ? html`<h1 tabindex="-1" data-focus><bdi>${home.name}</bdi></h1>`
          : html`<b><bdi>${home.name}</bdi></b>`
      }
      ${
        host === home.name
          ? nothing
          : html`<span class="quiet host">${host}</span>`
      }
    </div>
  </div>`;
}
