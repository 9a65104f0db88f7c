import { answered, passOn, readStart } from "./pass-on.ts";
import { assetPath } from "./answers.ts";
import type { Asked, Context } from "../context.ts";
import { injectScript } from "./inject.ts";

/** Home Assistant's login page is 3 kB; more than this is another page. */
const pageSize = 1024 * 1024;

/** Home Assistant's login page, with our script ahead of its own. */
export async function authorize(
  context: Context,
  request: Request,
  asked: Asked
): Promise<Response> {
  const { search } = new URL(request.url);
  const target = `/auth/authorize${search}`;
  const theirs = await passOn(context, asked, "GET", target);
  const tag = scriptTag(context);
  if (theirs.status !== 200 || tag === undefined || !isPage(theirs)) {
    noteRefusal(context, theirs);
    return answered(theirs);
  }
  const { start, isWhole, body } = await readStart(theirs, pageSize);
  if (!isWhole) return answered(theirs, body);
  const { headers } = answered(theirs, null);
  // Each would let a browser keep, or ask for, the page without our script.
  for (const name of ["etag", "last-modified", "accept-ranges"]) {
    headers.delete(name);
  }
  headers.set("cache-control", "no-store");
  return new Response(injectScript(start, tag), { status: 200, headers });
}

/** HTML in the one charset in which our tag has the bytes that it has here. */
function isPage({ headers }: Response): boolean {
  const type = headers.get("content-type") ?? "";
  return /^text\/html *(; *charset="?utf-8"?)?$/i.test(type);
}

/** Our script, and where its languages lie and what else it may ask for. */
function scriptTag({ options: { assets } }: Context): string | undefined {
  const script = assets.find(({ name }) => /^login\..*js$/.test(name));
  if (script === undefined) return undefined;
  const parts = assets
    .filter((asset) => asset !== script)
    .map(({ name }) => ({ name, part: /^([a-z]+)\..*js(?:on)?$/.exec(name) }))
    .filter(({ part }) => part !== null)
    .map(({ name, part }) => ` data-${part?.[1]}="${assetPath(name)}"`);
  return `<script src="${assetPath(script.name)}"${parts.join("")}></script>`;
}

/** 400 ahead of every view, where views say `nosniff`: our word isn't taken. */
function noteRefusal({ trust }: Context, { status, headers }: Response): void {
  if (status === 400 && !headers.has("x-content-type-options")) trust.doubt();
}
