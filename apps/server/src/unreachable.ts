import type { IncomingMessage, ServerResponse } from "node:http";
import {
  chooseLanguage,
  errorPage,
  pageHeaders,
  reference,
  referenceLength,
  type Asset,
  type Log,
  type Runtime,
} from "@ha-external-login/gateway";
import type { Request } from "./asked.ts";

/** What it takes to say something to somebody, and to write it down. */
export interface Speaker {
  runtime: Pick<Runtime, "now" | "randomBytes">;
  assets: Asset[];
  log: Log;
}

/** How often a page looks by itself whether Home Assistant is back. */
const seconds = 5;

/**
 * Answers in place of Home Assistant while it does not: a page that tries
 * again by itself for who navigates, a sentence for everything else.
 */
export function sayUnreachable(
  { runtime, assets, log }: Speaker,
  request: IncomingMessage,
  response: ServerResponse,
  asked: Request,
  error: Error
): void {
  const ref = reference(runtime.randomBytes(referenceLength));
  const { code = error.name } = error as { code?: string };
  log.warn("home_assistant.unreachable", { reference: ref, code });
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const again = request.method === "GET" ? (request.url ?? "/") : "/";
  const navigates = request.headers.accept?.includes("text/html") === true;
  const headers = pageHeaders(
    navigates ? { refresh: { seconds, url: again } } : {}
  );
  const text = navigates
    ? page(request, asked, assets, { reference: ref, at: runtime.now(), again })
    : `Home Assistant does not answer. Try again in a moment. (${ref})\n`;
  if (!navigates) headers.set("content-type", "text/plain; charset=utf-8");
  headers.set("content-length", `${Buffer.byteLength(text)}`);
  headers.set("retry-after", `${seconds}`);
  // What is left of the request was not read.
  headers.set("connection", "close");
  response.writeHead(502, [...headers].flat());
  response.end(text);
}

function page(
  request: IncomingMessage,
  asked: Request,
  assets: Asset[],
  failure: { reference: string; at: number; again: string }
): string {
  const { host } = new URL(asked.origin);
  return errorPage(
    {
      language: chooseLanguage(request.headers["accept-language"] ?? null),
      styles: assets
        .filter(({ type }) => type.startsWith("text/css"))
        .map(({ name }) => ({ href: `/auth/external-login/assets/${name}` })),
      home: host,
      host,
    },
    { ...failure, reason: "ha_unreachable", password: "/" }
  );
}
