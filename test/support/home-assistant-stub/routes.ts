import type { Asker, StubRequest } from "./address.ts";
import { isLocal } from "./address.ts";
import { bare, json, message, text } from "./answers.ts";
import type { Home } from "./home.ts";
import { blockedBecause, sessionOf } from "./home.ts";
import {
  continueFlow,
  createFlow,
  deleteFlow,
  providers,
} from "./login-flow.ts";
import { authorizePage } from "./page.ts";
import { revoke, token } from "./token.ts";

/** Answers what is neither filtered nor refused at the door. */
export async function route(
  home: Home,
  asker: Asker,
  request: StubRequest
): Promise<Response> {
  const { method, body } = request;
  const path = decodeURIComponent(request.target.split("?")[0] ?? "");
  const header = (name: string) =>
    request.headers.find(([key]) => key === name)?.[1];
  const [, flowId] = /^\/auth\/login_flow\/([^/]+)$/.exec(path) ?? [];

  if (path === "/auth/login_flow" || flowId !== undefined) {
    if (method === "DELETE" && flowId) return deleteFlow(home, flowId);
    if (method === "GET") return flowId ? bare(500) : text(405, "");
    if (method !== "POST") return text(405, "405: Method Not Allowed");
    if (isTooLong(home, body)) return tooLarge();
    const value = parse(body);
    if (value === undefined) return message(400, "Invalid JSON.");
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return message(400, "Message format incorrect: expected a dictionary");
    }
    const fields = value as Record<string, unknown>;
    return flowId
      ? await continueFlow(home, asker, flowId, fields)
      : createFlow(home, asker, fields);
  }

  switch (`${method} ${path}`) {
    case "GET /auth/authorize":
      return authorizePage(header);
    case "GET /auth/providers":
      return providers(home, asker);
    case "POST /auth/token":
      if (isTooLong(home, body)) return tooLarge();
      return token(home, asker, formOf(body));
    case "POST /auth/revoke":
      return revoke(home, formOf(body));
    case "GET /.well-known/oauth-authorization-server":
      return metadata(home, header("host") ?? "");
    case "GET /":
      return text(200, "<!DOCTYPE html><html><head></head></html>", {
        "content-type": "text/html; charset=utf-8",
      });
    case "GET /api/":
      return api(home, asker, header("authorization"));
    case "GET /api/websocket":
      return text(400, "No WebSocket UPGRADE hdr: None\n");
    default:
      return path === "/auth/authorize"
        ? text(405, "405: Method Not Allowed")
        : text(404, "404: Not Found");
  }
}

/** Absolute URLs where the host is one that Home Assistant knows as its own. */
function metadata({ release }: Home, host: string): Response {
  const prefix = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)
    ? `http://${host}`
    : "";
  return json({
    ...(prefix && { issuer: prefix }),
    authorization_endpoint: `${prefix}/auth/authorize`,
    token_endpoint: `${prefix}/auth/token`,
    revocation_endpoint: `${prefix}/auth/revoke`,
    response_types_supported: ["code"],
    ...(release.knowsPkce && { code_challenge_methods_supported: ["S256"] }),
  });
}

function api(
  home: Home,
  asker: Asker,
  authorization: string | undefined
): Response {
  const [, accessToken = ""] = /^Bearer (.+)$/.exec(authorization ?? "") ?? [];
  const session = sessionOf(home, accessToken);
  if (!session || blockedBecause(session.user, isLocal(asker.address))) {
    return text(401, "401: Unauthorized");
  }
  return json({ message: "API running." });
}

function isTooLong({ release }: Home, body: Uint8Array): boolean {
  return release.limitsBodies && body.length > 64 * 1024;
}

function tooLarge(): Response {
  return text(413, "Maximum request body size exceeded.");
}

function formOf(body: Uint8Array): URLSearchParams {
  return new URLSearchParams(new TextDecoder().decode(body));
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
