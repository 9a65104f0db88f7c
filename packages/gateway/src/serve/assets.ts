import { json } from "./answers.ts";
import type { Asked, Context } from "../context.ts";

/** A file whose name holds its hash: it may be kept for good. */
export async function asset(
  { options: { assets } }: Context,
  _request: Request,
  _asked: Asked,
  name: string
): Promise<Response> {
  const found = assets.find((it) => it.name === name);
  if (found === undefined) return json({ message: "Not found" }, 404);
  return new Response(found.body as Uint8Array<ArrayBuffer>, {
    headers: {
      "content-type": found.type,
      "cache-control": "public, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
    },
  });
}
