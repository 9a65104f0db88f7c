import {
  createServer,
  request as ask,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { webViewUserAgent } from "@ha-external-login/mobile";
import { scheme } from "../src/link.ts";
import { close, listen } from "./listening.ts";

/** The home as a phone reaches it, and what the phone sees of its pages. */
export interface HomeFront {
  url: string;
  /** An address of this home, and of nothing else. */
  own(url: string): URL;
  /** An address that shows a page, with headers that no link can set. */
  prepare(id: string, url: string, headers: Record<string, string>): string;
  onPage(listener: (url: string) => void): void;
  stop(): Promise<void>;
}

export interface HomeFrontOptions {
  homePort: number;
  gatewayPort: number;
  /** Where links to the app lead. */
  shell: string;
}

const viewPath = "/companion-view/";

/**
 * Passes everything on to the gateway, as the app's web view would ask. What
 * a phone's system does with a link to the app is done here to the link.
 */
export async function startHomeFront(
  options: HomeFrontOptions
): Promise<HomeFront> {
  const { homePort, gatewayPort: port, shell } = options;
  const url = `http://localhost:${homePort}`;
  const prepared = new Map<
    string,
    { path: string; headers: Record<string, string> }
  >();
  const listeners = new Set<(url: string) => void>();
  const sockets = new Set<Duplex>();

  const own = (asked: string) => {
    const found = new URL(asked);
    if (found.origin !== url) throw new Error("not an address of this home");
    return found;
  };

  const server = createServer((request, response) => {
    const { method, url: target = "/" } = request;
    const view = prepared.get(target);
    prepared.delete(target);
    const path = view?.path ?? target;
    const { "user-agent": agent = "", ...kept } = request.headers;
    const headers = {
      ...kept,
      ...view?.headers,
      "user-agent": webViewUserAgent(agent),
      "accept-encoding": "identity",
    };
    const asked = ask(
      { host: "127.0.0.1", port, method, path, headers },
      (answer) => {
        if (isPage(request, answer)) {
          listeners.forEach((listener) => listener(url + path));
        }
        if (isOurs(path, answer)) void withLinks(answer, response, shell);
        else {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        }
      }
    );
    asked.once("error", () => response.writeHead(502).end());
    request.pipe(asked);
  });

  server.on("upgrade", (request, socket, head) => {
    const onward = connect(port, "127.0.0.1", () => {
      onward.write(`${request.method} ${request.url} HTTP/1.1\r\n`);
      for (let i = 0; i < request.rawHeaders.length; i += 2) {
        const [name, value] = request.rawHeaders.slice(i, i + 2);
        onward.write(`${name}: ${value}\r\n`);
      }
      onward.write("\r\n");
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) {
      sockets.add(end);
      end.on("error", () => end.destroy());
      end.once("close", () => sockets.delete(end));
    }
  });

  await listen(server, homePort);
  return {
    url,
    own,
    prepare(id, asked, headers) {
      const { pathname, search } = own(asked);
      const path = viewPath + id;
      prepared.set(path, { path: pathname + search, headers });
      return url + path;
    },
    onPage: (listener) => void listeners.add(listener),
    stop: async () => {
      sockets.forEach((socket) => socket.destroy());
      await close(server);
    },
  };
}

function isPage(request: IncomingMessage, answer: IncomingMessage): boolean {
  return (
    request.headers["sec-fetch-dest"] === "document" &&
    answer.statusCode === 200
  );
}

/** A page of the gateway's own, which may hold a link to the app. */
function isOurs(path: string, { headers }: IncomingMessage): boolean {
  return (
    path.startsWith("/auth/external-login/") &&
    headers["content-type"]?.startsWith("text/html") === true
  );
}

async function withLinks(
  answer: IncomingMessage,
  response: ServerResponse,
  shell: string
): Promise<void> {
  let html = "";
  for await (const chunk of answer.setEncoding("utf8")) html += chunk;
  const { "content-length": _length, ...headers } = answer.headers;
  response.writeHead(answer.statusCode ?? 502, headers);
  response.end(html.replaceAll(`href="${scheme}:/`, `href="${shell}/`));
}
