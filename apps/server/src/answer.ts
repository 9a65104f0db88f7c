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
