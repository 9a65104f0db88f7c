/**
 * Asks before a page's main frame goes anywhere, as the delegate of a native
 * web view is asked: at every hop, redirects among them. Of frames within the
 * page nobody asks.
 *
 * @module
 */
import type { CDPSession, Page } from "playwright-core";

/** Says whether the page may go there; if not, it stays where it is. */
export type Judge = (url: string) => boolean;

interface Paused {
  requestId: string;
  frameId: string;
  request: { url: string; headers: Record<string, string> };
  responseStatusCode?: number;
  responseHeaders?: { name: string; value: string }[];
}

/** Has every navigation of the page judged from now on. */
export async function judgeNavigations(
  page: Page,
  judge: Judge,
  firstHeaders: Record<string, string> = {}
): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send("Page.getFrameTree");
  let headers: Record<string, string> | undefined = firstHeaders;
  session.on("Fetch.requestPaused", (paused: Paused) => {
    const { requestId } = paused;
    const next = destination(paused);
    if (paused.frameId !== frameTree.frame.id || next === undefined) {
      return answer(session, "Fetch.continueRequest", { requestId });
    }
    if (!judge(next)) {
      const errorReason = "Aborted";
      return answer(session, "Fetch.failRequest", { requestId, errorReason });
    }
    const more = headers;
    headers = undefined;
    return answer(session, "Fetch.continueRequest", {
      requestId,
      ...(paused.responseStatusCode === undefined && {
        headers: withHeaders(paused.request.headers, firstHeaders, more),
      }),
    });
  });
  await session.send("Fetch.enable", {
    patterns: (["Request", "Response"] as const).map((requestStage) => ({
      urlPattern: "*",
      resourceType: "Document" as const,
      requestStage,
    })),
  });
}

/** Where it is about to go, if anything is to be decided. */
function destination(paused: Paused): string | undefined {
  const { request, responseStatusCode: status } = paused;
  if (status === undefined) return request.url;
  if (status < 300 || status >= 400) return undefined;
  const location = paused.responseHeaders?.find(
    ({ name }) => name.toLowerCase() === "location"
  )?.value;
  return location && new URL(location, request.url).href;
}

/** With what only the first request carries; without it on any later one. */
function withHeaders(
  headers: Record<string, string>,
  first: Record<string, string>,
  more: Record<string, string> = {}
): { name: string; value: string }[] {
  const isFirstOnly = (name: string) =>
    Object.keys(first).some((other) => sameName(name, other));
  const kept = Object.entries(headers).filter(([name]) => !isFirstOnly(name));
  return [...kept, ...Object.entries(more)].map(([name, value]) => ({
    name,
    value,
  }));
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The page may be gone by now. */
function answer(
  session: CDPSession,
  method: "Fetch.continueRequest" | "Fetch.failRequest",
  options: Parameters<typeof session.send<typeof method>>[1]
): void {
  session.send(method, options).catch(() => {});
}
