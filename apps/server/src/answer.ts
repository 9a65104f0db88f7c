import type { ServerResponse } from "node:http";

const words: Record<number, string> = {
  400: "This request can be read in more than one way, so it is not answered.",
  404: "There is nothing here.",
  405: "This cannot be asked here.",
  408: "The request took too long.",
  413: "The request is too large.",
  414: "The address is too long.",
  421: "This is not the address of this home. Open it at the address that is set up for it.",
  500: "Something went wrong here. Try again in a moment.",
};

/** Headers of everything that the server says itself, and nobody may keep. */
const head = [
  ...["Cache-Control", "no-store"],
  ...["Referrer-Policy", "no-referrer"],
  ...["X-Content-Type-Options", "nosniff"],
];

/**
 * Refuses a request in one sentence. The connection ends with it, because
 * what is left of the request has not been read.
 */
export function refuse(response: ServerResponse, status: number): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const text = `${words[status] ?? ""}\n`;
  response.writeHead(status, [
    ...["Content-Type", "text/plain; charset=utf-8"],
    ...["Content-Length", `${Buffer.byteLength(text)}`],
    ...["Connection", "close"],
    ...head,
  ]);
  response.end(text);
}

/** What a person reads while Home Assistant does not answer. */
export function sayUnreachable(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(502, [
    ...["Content-Type", "text/html; charset=utf-8"],
    ...["Content-Length", `${Buffer.byteLength(unreachablePage)}`],
    ...[
      "Content-Security-Policy",
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ],
    ...["Retry-After", "5"],
    ...["Connection", "close"],
    ...head,
  ]);
  response.end(unreachablePage);
}

const unreachablePage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="5">
<title>Home Assistant does not answer</title>
</head>
<body>
<main>
<h1>Home Assistant does not answer.</h1>
<p>It may be starting. This page tries again by itself every few seconds.</p>
<p><a href="">Try now</a></p>
</main>
</body>
</html>
`;
