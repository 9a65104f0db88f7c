/** What a link to this app may ask for, besides the end of a sign-in. */
export type AppLink =
  | { asks: "add"; address: string }
  /** From a page that wants this app in front again. */
  | { asks: "continue" };

/**
 * Reads a link that anybody may have made. It says only what is asked: a
 * home is never added, and nothing is begun, without a press.
 */
export function readAppLink(url: string, scheme: string): AppLink | undefined {
  if (url === `${scheme}:/continue`) return { asks: "continue" };
  const start = `${scheme}:/add?`;
  if (!url.startsWith(start) || url.includes("#")) return undefined;
  const [asked, ...more] = new URLSearchParams(url.slice(start.length));
  if (asked?.[0] !== "home" || more.length > 0) return undefined;
  return { asks: "add", address: asked[1] };
}
