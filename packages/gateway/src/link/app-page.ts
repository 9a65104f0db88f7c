/**
 * *link* in the system browser, beside the page that the callback shows: the
 * button that ends it, and the address of a link that no app claims.
 *
 * @module
 */
import { isSameOrigin, refuse } from "../serve/answers.ts";
import type { Asked, Context } from "../context.ts";
import { readForm } from "../serve/form.ts";
import { takeHandoff } from "./handoff.ts";
import { decline, notYours } from "../match/match.ts";
import { holdsPage } from "../login/held-page.ts";

/**
 * `POST /auth/external-login/app/decline`. Where an app was opened before,
 * the page must not say that nothing was signed in.
 */
export async function declineApp(
  context: Context,
  request: Request,
  asked: Asked
): Promise<Response> {
  if (!isSameOrigin(request, asked)) return notYours(context, request, asked);
  const id = (await readForm(request)).get("login") ?? "";
  if (!(await holdsPage(context, request, asked, id))) {
    return notYours(context, request, asked);
  }
  const { store, runtime } = context.options;
  const taken = await takeHandoff(context, id);
  // A second press of the same button is told what the first one was.
  const before = await store.peek("declined", id, runtime.now());
  if (taken === undefined && before === undefined) {
    return refuse(context, request, asked, { cause: "used" });
  }
  return decline(context, request, asked, id);
}

/**
 * `GET /auth/external-login/app/back`: the address of a link that no app on
 * this device claims. What is in its query is looked at by nobody.
 */
export async function backApp(
  context: Context,
  request: Request,
  asked: Asked
): Promise<Response> {
  return refuse(context, request, asked, { cause: "link", shown: "elsewhere" });
}
