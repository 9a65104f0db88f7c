import type { HomeAssistant } from "./home-assistant.ts";
import { defaultDeadline } from "./home-assistant.ts";
import { request } from "./request.ts";
import type { Guard } from "./shape.ts";
import { believe, hasShape, isNumber, isString, parseJson } from "./shape.ts";

/** An access token, as a refresh token is answered with. */
export interface AccessToken {
  access_token: string;
  token_type: string;
  /** Seconds: 1800. */
  expires_in: number;
}

/** Both tokens, as a code is answered with. */
export interface Tokens extends AccessToken {
  refresh_token: string;
}

/**
 * Exchanges a code, which is spent whatever comes of it. The user of a
 * credential that nobody used before is made here.
 */
export async function exchangeCode(
  ha: HomeAssistant,
  body: { code: string; client_id: string; code_verifier?: string },
  deadline = defaultDeadline()
): Promise<Tokens> {
  const form = { grant_type: "authorization_code", ...body };
  const text = await post(ha, "/auth/token", form, deadline);
  return believe(parseJson(text), isTokens, "/auth/token");
}

/** Exchanges a refresh token for an access token. */
export async function refreshTokens(
  ha: HomeAssistant,
  body: { refresh_token: string; client_id: string },
  deadline = defaultDeadline()
): Promise<AccessToken> {
  const form = { grant_type: "refresh_token", ...body };
  const text = await post(ha, "/auth/token", form, deadline);
  return believe(parseJson(text), isAccessToken, "/auth/token");
}

/**
 * Ends a session: refresh token, its access tokens and its websockets.
 * Home Assistant says yes to a token that it does not know as well.
 */
export async function revokeToken(
  ha: HomeAssistant,
  token: string,
  deadline = defaultDeadline()
): Promise<void> {
  await post(ha, "/auth/revoke", { token }, deadline);
}

/** Always for the gateway itself, so never with forwarded headers. */
function post(
  ha: HomeAssistant,
  path: string,
  form: Record<string, string | undefined>,
  deadline: AbortSignal
): Promise<string> {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) {
    if (value !== undefined) body.set(name, value);
  }
  return request(ha, { method: "POST", path, body }, deadline);
}

const accessToken = {
  access_token: isString,
  token_type: isString,
  expires_in: isNumber,
};

const isAccessToken: Guard<AccessToken> = hasShape<AccessToken>(accessToken);

const isTokens: Guard<Tokens> = hasShape<Tokens>({
  ...accessToken,
  refresh_token: isString,
});
