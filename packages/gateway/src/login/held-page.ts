/**
 * The cookie of a page that asked whoever signed in: what is pressed there
 * counts from that browser alone.
 *
 * @module
 */
import {
  ExpiredError,
  loginLife,
  openId,
  sealId,
  UnsealError,
  type Vouched,
} from "@ha-external-login/flow";
import type { Asked, Context } from "../context.ts";
import {
  clearedCookie,
  clearedPage,
  heldPages,
  pageCookie,
  readCookies,
  readPage,
} from "../serve/cookies.ts";

/** Whether this is the browser that was shown the page of a login. */
export async function holdsPage(
  { keys, options: { runtime } }: Context,
  request: Request,
  asked: Asked,
  id: string
): Promise<boolean> {
  const sealed = readPage(readCookies(request, asked.origin), id);
  if (sealed === undefined) return false;
  try {
    return (await openId(keys, "page", sealed, runtime.now())) === id;
  } catch (error) {
    if (error instanceof UnsealError || error instanceof ExpiredError) {
      return false;
    }
    throw error;
  }
}

/** Cookies by which this browser holds its page, and forgets older ones. */
export async function holdPage(
  { keys, options: { runtime } }: Context,
  request: Request,
  { origin }: Asked,
  { id, startedAt, back }: Vouched
): Promise<string[]> {
  const iv = runtime.randomBytes(12);
  const sealed = await sealId(keys, "page", id, startedAt, iv);
  const life = startedAt + loginLife - runtime.now();
  const older = heldPages(readCookies(request, origin)).filter(
    (other) => other !== id
  );
  return [
    pageCookie(origin, id, sealed, life),
    ...older
      .slice(0, -1)
      .slice(-clearedCount)
      .map((other) => clearedPage(origin, other)),
    ...(back.way === "device" ? [clearedCookie(origin, id)] : []),
  ];
}

/** An answer has a bound, however many cookies somebody set. */
const clearedCount = 10;
