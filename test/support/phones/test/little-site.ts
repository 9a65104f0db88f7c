/**
 * Two hosts with a few pages, for phones to walk about in.
 *
 * @module
 */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface LittleSite {
  /** The home's origin. */
  home: string;
  /** Another host's. */
  other: string;
  requests: { host: string; url: string; headers: IncomingHttpHeaders }[];
  stop(): Promise<void>;
}

/**
 * Serves pages by path on both hosts; `/go?to=` redirects, and a page may
 * name its own answer.
 */
export async function startLittleSite(
  pages: (site: LittleSite) => Record<string, string>
): Promise<LittleSite> {
  const requests: LittleSite["requests"] = [];
  const server = createServer((request, response) => {
    const { url = "/", headers } = request;
    const host = headers.host ?? "";
    requests.push({ host, url, headers });
    const { pathname, searchParams } = new URL(url, `http://${host}`);
    const to = searchParams.get("to");
    if (pathname === "/go" && to !== null) {
      response.writeHead(303, { location: to }).end();
      return;
    }
    const body = pages(site)[pathname];
    response.writeHead(body === undefined ? 404 : 200, {
      "content-type": "text/html",
    });
    response.end(
      `<!doctype html><link rel="icon" href="data:,"><title>${pathname}</title>${body ?? ""}`
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const site: LittleSite = {
    home: `http://localhost:${port}`,
    other: `http://127.0.0.1:${port}`,
    requests,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return site;
}
