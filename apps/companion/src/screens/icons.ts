import { html, svg, type TemplateResult } from "lit";

const paths = {
  back: svg`<path d="m14 6-6 6 6 6" />`,
  more: svg`<path d="M12 5.5v.01M12 12v.01M12 18.5v.01" />`,
  plus: svg`<path d="M12 5v14M5 12h14" />`,
  house: svg`<path d="m3.5 11.5 8.5-8 8.5 8M6 9.5V20h12V9.5M12 15.5V20" />`,
  scan: svg`<path d="M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M8 12h8" />`,
  bad: svg`<circle cx="12" cy="12" r="9" /><path d="M12 7v6M12 16.5v.01" />`,
  warn: svg`<path d="M12 4 2.8 19.5h18.4zM12 10v4M12 16.8v.01" />`,
  note: svg`<circle cx="12" cy="12" r="9" /><path d="M12 11v6M12 7.5v.01" />`,
};

/** A picture beside words; alone, it says nothing to a screen reader. */
export function icon(name: keyof typeof paths): TemplateResult {
  return html`<svg
    class="icon ${name === "back" ? "turns" : ""}"
    viewBox="0 0 24 24"
    aria-hidden="true"
  >
    ${paths[name]}
  </svg>`;
}
