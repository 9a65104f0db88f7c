/**
 * *link* begins: an app's shell asks for the address that it opens in the
 * system browser. Nothing is kept of it; the link that ends it has to be one
 * of those that are configured, letter for letter.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc8252
 * @module
 */
import { loginLife, toBase64url, type Outset } from "@ha-external-login/flow";
import { json } from "../serve/answers.ts";
import { fingerprintOf } from "./apps.ts";
import { optionalText, readJson, textOf, type Body } from "../serve/body.ts";
import type { Asked, Context } from "../context.ts";
import { challengeKept } from "./handoff.ts";
import { abortOf, providerUrl } from "../login/start.ts";

/** `POST /auth/external-login/app/start` */
export async function startApp(
  context: Context,
  request: Request,
  asked: Asked
): Promise<Response> {
  const { runtime, log } = context.options;
  const body = await readJson(request);
  const fault = faultOf(context, body);
  const provider = textOf(body, "provider");
  const known = context.providers.get(provider);
  if (fault !== undefined || known === undefined) {
    log.warn("login.refused", { reason: `start.${fault ?? "provider"}` });
    return json({ message: `Invalid ${fault ?? "provider"}` }, 400);
  }
  const outset: Outset = {
    id: toBase64url(runtime.randomBytes(16)),
    provider,
    origin: asked.origin,
    startedAt: runtime.now(),
    back: {
      way: "link",
      link: await fingerprintOf(textOf(body, "link")),
      challenge: textOf(body, "challenge").slice(0, challengeKept),
    },
  };
  try {
    const url = await providerUrl(context, known, outset);
    log.info("login.started", { provider, way: "link" });
    const state = new URL(url).searchParams.get("state");
    // Who answers the app is this home, whichever provider it asked.
    const iss = asked.origin;
    return json({ url, state, iss, expires_in: loginLife });
  } catch (error) {
    const { cause } = abortOf(error, provider);
    log.warn("login.refused", { reason: cause, provider });
    return json({ message: "The provider cannot be reached" }, 503);
  }
}

function faultOf(
  { options: { apps } }: Context,
  body: Body
): "link" | "challenge" | undefined {
  const link = textOf(body, "link");
  if (!apps.some((app) => app.link === link)) return "link";
  const isChallenge = /^[\w-]{43}$/.test(textOf(body, "challenge"));
  // A method may be named; there is one.
  const method = optionalText(body, "method") ?? "S256";
  return isChallenge && method === "S256" ? undefined : "challenge";
}
