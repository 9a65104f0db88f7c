/**
 * The native side of the app, where a browser on a desk stands in for a
 * phone: requests of the shell's, the web view's first header, and links to
 * the app. It listens on loopback alone, and the gateway knows nothing of it
 * but one more address of the home.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { build, type Rolldown } from "vite";
import { startHomeFront, type HomeFront } from "./home-front.ts";
import { close, listen } from "./listening.ts";

export interface DesktopOptions {
  /** Of the app's own page. */
  port: number;
  /**
   * Of the home as this "phone" reaches it: `http://localhost:<homePort>` has
   * to be one of the gateway's own addresses (`also`).
   */
  homePort: number;
  gatewayPort: number;
}

/** The app, in a browser's window. */
export interface Desktop {
  url: string;
  /** What a person types as the address of their home. */
  home: string;
  stop(): Promise<void>;
}

export async function startDesktop(options: DesktopOptions): Promise<Desktop> {
  const files = await buildDesktop();
  const url = `http://localhost:${options.port}`;
  const front = await startHomeFront({ ...options, shell: url });
  const readers = new Set<ServerResponse>();
  front.onPage((page) =>
    readers.forEach((reader) => reader.write(`data: ${page}\n\n`))
  );
  const server = createServer((request, response) => {
    answer(request, response, { files, front, readers }).catch(() =>
      response.writeHead(502).end()
    );
  });
  await listen(server, options.port);
  return {
    url,
    home: front.url,
    stop: async () => {
      await Promise.all([close(server), front.stop()]);
    },
  };
}

interface Parts {
  files: Map<string, File>;
  front: HomeFront;
  readers: Set<ServerResponse>;
}

/** What the app's page asks of its plugins, which is ours. */
interface Asked {
  url: string;
  method: string;
  headers: Record<string, string>;
  data?: unknown;
}

interface File {
  type: string;
  body: string;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { files, front, readers }: Parts
): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", front.url);
  if (!pathname.startsWith("/native/")) return send(response, pathname, files);
  // No other page of this browser may use what a phone gives to its app.
  if (request.headers["sec-fetch-site"] !== "same-origin") {
    return void response.writeHead(403).end();
  }
  if (pathname === "/native/pages") {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    readers.add(response);
    response.once("close", () => readers.delete(response));
    return;
  }
  const asked = (await json(request)) as Asked;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(await act(pathname, asked, front)));
}

/** What the app asks of its plugins. */
async function act(
  pathname: string,
  asked: Asked,
  front: HomeFront
): Promise<unknown> {
  switch (pathname) {
    case "/native/home":
      return { home: front.url };
    case "/native/view":
      return { url: front.prepare(randomUUID(), asked.url, asked.headers) };
    case "/native/http":
      return ask(asked.method, front.own(asked.url), asked.data);
    default:
      throw new Error("no such plugin");
  }
}

async function ask(
  method: string,
  url: URL,
  data: unknown
): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(url, {
    method,
    redirect: "manual",
    headers: { accept: "application/json", "content-type": "application/json" },
    ...(data !== undefined && { body: JSON.stringify(data) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get("content-type")?.includes("json");
  return { status: answer.status, body: isJson ? JSON.parse(text) : text };
}

function send(
  response: ServerResponse,
  pathname: string,
  files: Map<string, File>
): void {
  const file = files.get(pathname) ?? files.get("/desktop/return.html");
  if (!file) return void response.writeHead(404).end();
  response.writeHead(200, { "content-type": file.type }).end(file.body);
}

async function json(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return JSON.parse(text);
}

const types: Record<string, string> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript",
  css: "text/css",
  svg: "image/svg+xml",
};

async function buildDesktop(): Promise<Map<string, File>> {
  const root = new URL("../", import.meta.url).pathname;
  const input = ["desktop", "return"].map(
    (name) => `${root}desktop/${name}.html`
  );
  const built = (await build({
    root,
    base: "/",
    configFile: false,
    publicDir: false,
    logLevel: "error",
    build: {
      write: false,
      target: "es2022",
      assetsInlineLimit: 0,
      rolldownOptions: { input },
    },
  })) as Rolldown.RolldownOutput;
  const files = new Map(
    built.output.map((file) => [
      `/${file.fileName}`,
      {
        type: types[file.fileName.split(".").at(-1) ?? ""] ?? "text/plain",
        body: file.type === "chunk" ? file.code : String(file.source),
      },
    ])
  );
  const page = files.get("/desktop/desktop.html");
  if (page) files.set("/", page);
  return files;
}
