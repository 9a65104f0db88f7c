import { ownPrefix } from "./answers.ts";
import { finishApp } from "../link/app-finish.ts";
import { leaveApp, openApp } from "../link/app-open.ts";
import { backApp, declineApp } from "../link/app-page.ts";
import { startApp } from "../link/app-start.ts";
import { claimedPath } from "../link/associations.ts";
import { asset } from "./assets.ts";
import { authorize } from "./authorize.ts";
import { callback } from "../login/callback.ts";
import type { Asked, Context } from "../context.ts";
import { continueFlow, createFlow, deleteFlow } from "../login/login-flow.ts";
import { devices, match } from "../match/match.ts";
import { trustAgain } from "./not-trusted.ts";
import { providers } from "./providers.ts";
import { returned, tabChecked } from "../login/way-back.ts";

/** @param rest the part of the path that the route leaves open. */
type Handle = (
  context: Context,
  request: Request,
  asked: Asked,
  rest: string
) => Promise<Response>;

/** Everything that is answered here; `*` is one segment of a path. */
const routes: [method: string, path: string, handle: Handle][] = [
  ["GET", "/auth/authorize", authorize],
  ["GET", "/auth/providers", providers],
  ["POST", "/auth/login_flow", createFlow],
  ["POST", "/auth/login_flow/*", continueFlow],
  ["DELETE", "/auth/login_flow/*", deleteFlow],
  ["GET", `${ownPrefix}callback/*`, callback],
  ["GET", `${ownPrefix}callback/*/return`, returned],
  ["POST", `${ownPrefix}callback/*/return`, tabChecked],
  ["GET", `${ownPrefix}match`, devices],
  ["POST", `${ownPrefix}match`, match],
  ["POST", `${ownPrefix}app/start`, startApp],
  ["POST", `${ownPrefix}app/finish`, finishApp],
  ["POST", `${ownPrefix}app/decline`, declineApp],
  ["GET", `${ownPrefix}app/open`, openApp],
  ["GET", `${ownPrefix}app/leave`, leaveApp],
  ["GET", claimedPath, backApp],
  ["GET", `${ownPrefix}trust`, trustAgain],
  ["GET", `${ownPrefix}assets/*`, asset],
];

const compiled = routes.map(([method, path, handle]) => ({
  method,
  path,
  pattern: new RegExp(`^${path.replace("*", "([^/]+)")}$`),
  handle,
}));

/** The route of a request, by its decoded path. */
export function findRoute(
  method: string,
  path: string
): { path: string; handle: Handle; rest: string } | undefined {
  if (!path.startsWith("/auth/")) return undefined;
  for (const route of compiled) {
    const match = route.method === method ? route.pattern.exec(path) : null;
    if (match !== null) return { ...route, rest: match[1] ?? "" };
  }
  return undefined;
}
