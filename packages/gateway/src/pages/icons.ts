import { html } from "./html.ts";
import type { Html } from "./html.ts";

function icon(shapes: Html): Html {
  return html`<svg
    class="icon"
    width="24"
    height="24"
    viewBox="0 0 24 24"
    aria-hidden="true"
  >
    ${shapes}
  </svg>`;
}

/** Beside words, never instead of them. */
export const icons = {
  warn: icon(html`<path d="M12 4 2.8 19.5h18.4zM12 10v4M12 16.8v.01" />`),
  stop: icon(
    html`<circle cx="12" cy="12" r="9" /><path d="m5.8 5.8 12.4 12.4" />`
  ),
  eye: icon(
    html`<path
        d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"
      /><circle cx="12" cy="12" r="2.8" />`
  ),
  copy: icon(
    html`<rect x="8.5" y="8.5" width="12" height="12" rx="2" /><path
        d="M15.5 5.5v-.5a2 2 0 0 0-2-2h-8a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h.5"
      />`
  ),
  phone: icon(
    html`<rect x="7" y="2.5" width="10" height="19" rx="2" /><path
        d="M11 18.5h2"
      />`
  ),
};
