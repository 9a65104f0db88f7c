import { speech } from "./languages.ts";
import type { Language } from "./languages.ts";
import { html, render, trusted } from "./html.ts";
import type { Html } from "./html.ts";

/** What every page of ours is told about where it stands. */
export interface Place {
  language: Language;
  /** Style sheets of ours, by address. */
  styles: readonly { href: string }[];
  /** What people call the home; its host where it has no name. */
  home: string;
  host: string;
  /** The home's time zone. Absent: times are UTC and say so. */
  timeZone?: string;
}

/** One page: its title, what stands on it, and its one script. */
export interface Page extends Pick<Place, "language" | "styles"> {
  title: string;
  body: Html;
  /** A constant of ours, allowed by its hash; see `pageHeaders`. */
  script?: string;
}

/** The whole document. */
export function page({ title, language, styles, body, script }: Page): string {
  return render(
    html`<!doctype html>
      <html lang="${language}" dir="${speech(language).direction}">
        <head>
          <meta charset="utf-8" />
          <meta
            name="viewport"
            content="width=device-width, initial-scale=1, viewport-fit=cover"
          />
          <meta name="color-scheme" content="light dark" />
          <title>${title}</title>
          ${styles.map(({ href }) => html`<link rel="stylesheet" href="${href}" />`)}
        </head>
        <body>
          <main>${body}</main>
          ${script === undefined ? undefined : element(script)}
        </body>
      </html> `
  );
}

/** Ours, where Home Assistant has its logo: a house with a keyhole. */
export const mark = html`<svg
  class="mark"
  width="56"
  height="56"
  viewBox="0 0 56 56"
  aria-hidden="true"
>
  <path
    d="M25 4.7a4.3 4.3 0 0 1 6 0L52.6 25.5A4.6 4.6 0 0 1 54 28.8V49a4 4 0 0 1-4 4H6a4 4 0 0 1-4-4V28.8a4.6 4.6 0 0 1 1.4-3.3z"
  />
  <path
    class="hole"
    d="M28 21.5a7 7 0 0 1 3.9 12.8l2 10.2H22.1l2-10.2A7 7 0 0 1 28 21.5z"
  />
</svg>`;

/** Whose page this is, below the card. */
export function foot({ home, host }: Pick<Place, "home" | "host">): Html {
  const name = home === host ? undefined : html`<bdi>${home}</bdi>, `;
  return html`<p class="foot">
    <span>${name}<bdi>${host}</bdi></span>
  </p>`;
}

/** Not written as markup: formatting must not move a byte that is hashed. */
function element(script: string): Html {
  return trusted("<script>" + script + "</script>");
}
