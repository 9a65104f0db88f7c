/**
 * A home as far as the app can see of it: a list of ways in, a start, a
 * finish, and pages. It lets in whoever brings the code; nothing is proven
 * here about who may.
 */
import * as http from "node:http";
import * as https from "node:https";
import { freePort } from "../../../test/support/port.ts";
import {
  makeCertificate,
  type Certificate,
} from "../../../test/support/phones/front.ts";

export interface LittleHome {
  origin: string;
  port: number;
  certificate: Certificate;
  /** Every request: method, path, and the ticket and agent that came along. */
  asked: {
    method: string;
    path: string;
    ticket?: string;
    userAgent: string;
  }[];
  stop(): Promise<void>;
}

export interface LittleHomeOptions {
  /** Without a certificate, and this is where people reach it. */
  origin?: string;
}

export async function startLittleHome(
  link: string,
  options: LittleHomeOptions = {}
): Promise<LittleHome> {
  const port = await freePort();
  const host = "home.localhost";
  const origin = options.origin ?? `https://${host}:${port}`;
  const certificate = options.origin
    ? { cert: "", key: "" }
    : await makeCertificate(host);
  const asked: LittleHome["asked"] = [];
  const back = `${link}?code=handoff&state=its-state&iss=${encodeURIComponent(origin)}`;
  const leave = "/auth/external-login/app/leave?provider=example";
  const json: Record<string, unknown> = {
    "/auth/providers": {
      providers: [
        { type: "homeassistant", id: null, name: "Home Assistant Local" },
        { type: "external", id: "example", name: "Example ID" },
      ],
    },
    "/auth/external-login/app/start": {
      url: `${origin}/auth/external-login/callback/example`,
      state: "its-state",
      iss: origin,
      expires_in: 900,
    },
    "/auth/external-login/app/finish": { resume: "ticket", expires_in: 60 },
  };
  const pages: Record<string, string> = {
    "/auth/external-login/callback/example": `<a href="${back}">Open the app</a>`,
    "/auth/external-login/app/open": `<script>
      addEventListener("load", () => setTimeout(() => location.replace("/")))
    </script>`,
    "/": `<h1>At home</h1><a href="${leave}">Continue with Example ID</a>`,
    "/profile": "<h1>Profile</h1>",
    "/auth/external-login/app/leave": "Opening your browser…",
  };
  const handle: http.RequestListener = (request, response) => {
    const { method = "", headers } = request;
    const path = new URL(request.url ?? "/", origin).pathname;
    const ticket = headers["x-external-login-resume"];
    asked.push({
      method,
      path,
      ...(typeof ticket === "string" && { ticket }),
      userAgent: headers["user-agent"] ?? "",
    });
    const answer = json[path] ?? pages[path];
    response.statusCode = answer === undefined ? 404 : 200;
    const type = json[path] ? "application/json" : "text/html; charset=utf-8";
    response.setHeader("content-type", type);
    response.end(json[path] ? JSON.stringify(answer) : (answer ?? ""));
  };
  const server = options.origin
    ? http.createServer(handle)
    : https.createServer(certificate, handle);
  await new Promise<void>((resolve) => {
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    origin,
    port,
    certificate,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
