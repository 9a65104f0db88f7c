import { createHash, randomBytes } from "node:crypto";

import type { Asker } from "./address.ts";
import { isLocal } from "./address.ts";
import { bare, json, text } from "./answers.ts";
import { isClientId } from "./client-id.ts";
import type { Home, StubCode, StubCredential, StubUser } from "./home.ts";
import {
  blockedBecause,
  endSession,
  hexId,
  newAccessToken,
  newUser,
} from "./home.ts";

const groupIds = ["system-admin", "system-users", "system-read-only"];

/** `POST /auth/token` */
export function token(
  home: Home,
  asker: Asker,
  form: URLSearchParams
): Response {
  const doubled = new Set(form.keys()).size !== [...form.keys()].length;
  if (doubled && home.release.refusesDoubledKeys) {
    return refuse("invalid_request");
  }
  switch (form.get("grant_type")) {
    case "authorization_code":
      return exchange(home, asker, form);
    case "refresh_token":
      return refresh(home, asker, form);
    default:
      return refuse("unsupported_grant_type");
  }
}

/** `POST /auth/revoke` */
export function revoke(home: Home, form: URLSearchParams): Response {
  for (const session of home.sessions.values()) {
    if (session.token === form.get("token")) endSession(home, session);
  }
  return text(200, "");
}

function exchange(home: Home, asker: Asker, form: URLSearchParams): Response {
  const clientId = form.get("client_id");
  if (clientId === null || !isClientId(home, asker, clientId)) {
    return refuse("invalid_request", "Invalid client id");
  }
  const value = form.get("code") ?? "";
  const code = home.codes.get(value);
  if (!code || code.clientId !== clientId) {
    return refuse("invalid_request", "Invalid code");
  }
  home.codes.delete(value);
  const { user: owner } = code.credential;
  const late = home.now() >= code.createdAt + 600;
  if (late || (owner && !home.users.includes(owner))) {
    return refuse("invalid_request", "Invalid code");
  }
  const fault = faultOfVerifier(home, code, form.get("code_verifier"));
  if (fault) return fault;

  const user = userOf(home, code.credential);
  if (user instanceof Response) return user;
  const reason = blockedBecause(user, isLocal(asker.address));
  if (reason) return refuse("access_denied", reason, 403);
  const session = {
    id: hexId(),
    token: randomBytes(64).toString("hex"),
    user,
    credential: code.credential,
    clientId,
    createdAt: home.now(),
    lastUsedIp: asker.address,
    accessTokens: new Map<string, number>(),
  };
  home.sessions.set(session.id, session);
  return grant({
    access_token: newAccessToken(home, session),
    token_type: "Bearer",
    refresh_token: session.token,
    expires_in: 1800,
    ha_auth_provider: code.credential.type,
  });
}

function refresh(home: Home, asker: Asker, form: URLSearchParams): Response {
  const clientId = form.get("client_id");
  if (clientId !== null && !isClientId(home, asker, clientId)) {
    return refuse("invalid_request", "Invalid client id");
  }
  const value = form.get("refresh_token");
  if (value === null) return refuse("invalid_request");
  const session = [...home.sessions.values()].find(
    (candidate) => candidate.token === value
  );
  if (!session) return refuse("invalid_grant");
  if (session.clientId !== clientId) return refuse("invalid_request");
  const reason = blockedBecause(session.user, isLocal(asker.address));
  if (reason) return refuse("access_denied", reason, 403);
  session.lastUsedIp = asker.address;
  return grant({
    access_token: newAccessToken(home, session),
    token_type: "Bearer",
    expires_in: 1800,
  });
}

function faultOfVerifier(
  { release }: Home,
  { challenge }: StubCode,
  verifier: string | null
): Response | undefined {
  if (challenge === undefined) {
    if (verifier === null || !release.refusesIdleVerifier) return undefined;
    return refuse(
      "invalid_request",
      "Code verifier provided but no code challenge was present"
    );
  }
  if (verifier === null) {
    return refuse("invalid_request", "Code verifier required");
  }
  const digest = createHash("sha256").update(verifier).digest("base64url");
  if (/^[\w.~-]{43,128}$/.test(verifier) && digest === challenge) {
    return undefined;
  }
  return refuse("invalid_grant", "Invalid code verifier");
}

/** The user of a credential, who is made when it has none. */
function userOf(home: Home, credential: StubCredential): StubUser | Response {
  if (credential.user) return credential.user;
  const made = home.credentials.some(
    ({ type, providerId, username }) =>
      type === credential.type &&
      providerId === credential.providerId &&
      username === credential.username
  );
  if (made && home.release.refusesSecondUser) {
    return refuse("invalid_grant", "Sign in again");
  }
  const said = home.lines.get(credential.username) ?? {};
  const group = said.group ?? "system-admin";
  if (!groupIds.includes(group)) return bare(500);
  credential.user = newUser(home, {
    name: said.name ?? null,
    group_ids: [group],
    local_only: said.local_only === "true",
  });
  home.credentials.push(credential);
  return credential.user;
}

function grant(body: unknown): Response {
  return json(body, 200, { "cache-control": "no-store", pragma: "no-cache" });
}

function refuse(error: string, description?: string, status = 400): Response {
  return json(
    { error, ...(description && { error_description: description }) },
    status
  );
}
