/** The few pages of the provider: another house, another colour. */

/** Text from outside, as text. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

/** A whole page around a heading and HTML that is already escaped. */
export function page(name: string, heading: string, body: string): string {
  return `<!doctype html>
<html lang="en" dir="ltr">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${escapeHtml(heading)} – ${escapeHtml(name)}</title>
    <link rel="stylesheet" href="/style.css">
  </head>
  <body>
    <main>
      <p class="name">${escapeHtml(name)}</p>
      <h1>${escapeHtml(heading)}</h1>
      ${body}
    </main>
  </body>
</html>
`;
}

/** What a page may load: its style, and nothing else. */
export const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

export const style = `
:root {
  color-scheme: light dark;
  --page: #f4f1f8;
  --card: #ffffff;
  --line: rgb(0 0 0 / 0.12);
  --text: #1b1523;
  --quiet: #5b5364;
  --field: #f3f1f6;
  --edge: #6f6679;
  --action: #5b3aa6;
  --on-action: #ffffff;
  --bad: #b30532;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #131018;
    --card: #1f1a27;
    --line: rgb(255 255 255 / 0.14);
    --text: #ece6f5;
    --quiet: #b5acc2;
    --field: #2a2434;
    --edge: #9d93ab;
    --action: #b9a0f5;
    --on-action: #1b1523;
    --bad: #ff8fa3;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0;
  min-block-size: 100vh;
  display: grid;
  place-items: center;
  padding: 1rem;
  background: var(--page);
  color: var(--text);
  font: 400 1rem/1.5 system-ui, sans-serif;
}
main {
  inline-size: 100%;
  max-inline-size: 24rem;
  padding: 2rem 1.5rem;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 1rem;
  overflow-wrap: anywhere;
}
.name { margin: 0 0 0.25rem; color: var(--action); font-weight: 600; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; font-weight: 400; line-height: 1.3; }
p { margin: 0 0 1rem; color: var(--quiet); }
.bad { color: var(--bad); font-weight: 600; }
label { display: block; margin-block-end: 1rem; }
input {
  display: block;
  inline-size: 100%;
  min-block-size: 2.75rem;
  margin-block-start: 0.25rem;
  padding: 0.5rem 0.75rem;
  background: var(--field);
  color: inherit;
  font: inherit;
  border: 1px solid var(--edge);
  border-radius: 0.5rem;
}
button {
  inline-size: 100%;
  min-block-size: 2.75rem;
  background: var(--action);
  color: var(--on-action);
  font: inherit;
  font-weight: 600;
  border: 1px solid transparent;
  border-radius: 1.5rem;
  cursor: pointer;
}
a { display: inline-block; padding-block: 0.625rem; color: var(--action); }
:focus-visible { outline: 2px solid var(--text); outline-offset: 2px; }
`;
