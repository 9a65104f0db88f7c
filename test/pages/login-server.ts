/**
 * Home Assistant's login page from its package, with our script in its head
 * and a server behind it that answers as a test says.
 *
 * @module
 */
import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import type {
  DataEntryFlowStep,
  DataEntryFlowStepAbort,
  DataEntryFlowStepExternal,
} from "../../packages/flow/src/step.ts";
import { injectScript } from "../../packages/gateway/src/serve/inject.ts";
import { frontendFiles } from "../support/home-assistant/frontend.ts";
import { provisionHomeAssistant } from "../support/home-assistant/provision.ts";
import type { NoPython } from "../support/home-assistant/python.ts";

/** One request that the page made. */
export interface Asked {
  method: string;
  path: string;
  body: Record<string, unknown> | undefined;
}

/** A login page, and what it is told. */
export interface LoginPage {
  origin: string;
  asked: Asked[];
  answers: Answers;
  close(): Promise<void>;
}

/** What a test may change of the server's answers. */
export interface Answers {
  providers: object[];
  create(
    body: Record<string, unknown>
  ): DataEntryFlowStep | Promise<DataEntryFlowStep>;
  submit(flowId: string, body: Record<string, unknown>): DataEntryFlowStep;
  /** Whether the page's own bundle is there. */
  bundle: boolean;
  /** Whether the second part of our script is. */
  later: boolean;
}

export const local = {
  name: "Home Assistant Local",
  id: null,
  type: "homeassistant",
};

export const exampleId = {
  name: "Example ID",
  id: "example-id",
  type: "external",
};

const placeholders = {
  provider: "Example ID",
  host: "id.example.org",
  home: "Willow House",
};

export const external = (
  more: Record<string, string> = {},
  flowId = "flow"
): DataEntryFlowStepExternal => ({
  type: "external",
  flow_id: flowId,
  step_id: "external",
  handler: ["external", "example-id"],
  url: "/outside",
  description_placeholders: { ...placeholders, ...more },
});

/** Asks for a code; in Android's app, unless it says otherwise. */
export const match = (
  more: Record<string, string> = {},
  flowId = "flow"
): DataEntryFlowStepExternal => ({
  ...external(
    {
      out: "link",
      address: "home.example.org/auth/external-login/match",
      app: "Android",
      ...more,
    },
    flowId
  ),
  step_id: "match",
});

/** Asks whether somebody is who they are. */
export const confirm = (
  more: Record<string, string> = {}
): DataEntryFlowStepExternal => ({
  ...external({
    name: "Robin Vale",
    account: "robin@example.org",
    app: "Android",
    ...more,
  }),
  step_id: "confirm",
  url: "",
});

/** The end of a login that went through. */
export const entry = (): DataEntryFlowStep => ({
  type: "create_entry",
  flow_id: "flow",
  handler: ["external", "example-id"],
  result: "the-code",
});

/** Home Assistant's own second factor. */
export const secondFactor = (): DataEntryFlowStep =>
  ({
    ...form(),
    flow_id: "second-factor",
    step_id: "mfa",
    handler: ["command_line", null],
    data_schema: [{ type: "string", name: "code", required: true }],
    description_placeholders: {
      mfa_module_name: "Authenticator app",
      mfa_module_id: "totp",
    },
  }) as DataEntryFlowStep;

export const abort = (
  reason: string,
  more: Record<string, string> = {}
): DataEntryFlowStepAbort => ({
  type: "abort",
  flow_id: "",
  handler: ["external", "example-id"],
  reason,
  description_placeholders: {
    ...placeholders,
    reference: "7K3F-92QD",
    ...more,
  },
});

/** Home Assistant's own first step. */
export const form = (): DataEntryFlowStep =>
  ({
    type: "form",
    flow_id: "form",
    handler: ["homeassistant", null],
    data_schema: ["username", "password"].map((name) => ({
      type: "string",
      name,
      required: true,
    })),
    errors: {},
    description_placeholders: null,
    last_step: null,
    preview: null,
    step_id: "init",
  }) as DataEntryFlowStep;

/** Answers of a home in which the password comes first. */
export const ordinary = (): Answers => ({
  providers: [local, exampleId],
  create: ({ handler }) =>
    (handler as string[])[0] === "external" ? external() : form(),
  submit: (flowId) => external({}, flowId),
  bundle: true,
  later: true,
});

/** Files of the frontend that belongs to a release, or that has a version. */
export async function filesOf(version: string): Promise<string> {
  if (version.length > 9) return must(await frontendFiles(version));
  const { outside } = must(await provisionHomeAssistant(version));
  const found = readdirSync(join(outside, "lib"))
    .map((name) => join(outside, "lib", name, "site-packages/hass_frontend"))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error(`no frontend in "${outside}"`);
  return found;
}

function must<T>(found: T): Exclude<T, NoPython> {
  const missing = found as Partial<NoPython>;
  if (missing.reason !== undefined) throw new Error(missing.reason);
  return found as Exclude<T, NoPython>;
}

/** Serves the login page of `files` on a port of its own. */
export async function serveLoginPage(files: string): Promise<LoginPage> {
  const asked: Asked[] = [];
  const page: LoginPage = {
    origin: "",
    asked,
    answers: ordinary(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer((request, response) => {
    answer(page, files, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  page.origin = `http://127.0.0.1:${port}`;
  return page;
}

async function answer(
  page: LoginPage,
  files: string,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", page.origin);
  const method = request.method ?? "GET";
  if (pathname === "/auth/authorize") {
    const parts = ["de", "es", "fr", "nl"].map(
      (language) => ` data-${language}="/ours/${language}.json"`
    );
    const tag = `<script src="/ours/login.js" data-later="/ours/later.js"${parts.join("")}></script>`;
    const html = await readFile(join(files, "authorize.html"));
    send(response, ".html", injectScript(new Uint8Array(html), tag));
    return;
  }
  if (pathname.startsWith("/auth/")) {
    const text = await textOf(request);
    const body = text === "" ? undefined : JSON.parse(text);
    page.asked.push({ method, path: pathname, body });
    const value = await told(page.answers, method, pathname, body);
    send(response, ".json", JSON.stringify(value));
    return;
  }
  if (pathname === "/outside" || pathname === "/") {
    send(response, ".html", "<!doctype html><title>Outside</title>");
    return;
  }
  await sendFile(page, files, pathname, response);
}

function told(
  answers: Answers,
  method: string,
  path: string,
  body: Record<string, unknown>
): unknown {
  if (path === "/auth/providers") {
    return { providers: answers.providers, preselect_remember_me: true };
  }
  if (method === "DELETE") return { message: "Flow aborted" };
  if (path === "/auth/login_flow") return answers.create(body);
  return answers.submit(path.slice("/auth/login_flow/".length), body);
}

const script = new URL("../../packages/login-step/dist/", import.meta.url);

async function sendFile(
  { answers }: LoginPage,
  files: string,
  pathname: string,
  response: ServerResponse
): Promise<void> {
  const path = pathname.startsWith("/ours/")
    ? new URL(pathname.slice("/ours/".length), script).pathname
    : join(files, normalize(decodeURIComponent(pathname)));
  const isBundle = pathname.startsWith("/frontend_");
  const isMissing =
    (isBundle && !answers.bundle) ||
    (pathname === "/ours/later.js" && !answers.later);
  if (!existsSync(path) || isMissing) {
    response.writeHead(404).end();
    return;
  }
  if (isBundle) response.setHeader("cache-control", "max-age=3600, immutable");
  send(response, extname(path), await readFile(path));
}

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

function send(
  response: ServerResponse,
  extension: string,
  body: string | Uint8Array
): void {
  const type = types[extension] ?? "application/octet-stream";
  response.writeHead(200, { "content-type": type }).end(body);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return String(Buffer.concat(chunks));
}
