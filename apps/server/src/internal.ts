/**
 * The internal listener: whether the gateway is up, and figures of what
 * happened. It decides nothing, knows no login, and stands on no public port.
 *
 * @module
 */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Log } from "@ha-external-login/gateway";
import { Counter, Registry, collectDefaultMetrics } from "prom-client";

/** Figures, and the log that feeds them. */
export interface Metrics {
  log: Log;
  text(): Promise<string>;
}

/**
 * Counts the events of a log while it passes them on. What is counted is the
 * event and its reason, both out of lists of our own: no name, no claim.
 */
export function countEvents(log: Log): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const events = new Counter({
    name: "ha_external_login_events_total",
    help: "What happened, by event and reason",
    labelNames: ["event", "reason"],
    registers: [registry],
  });
  const counted =
    (write: Log["info"]): Log["info"] =>
    (event, facts) => {
      events.inc({ event, reason: reasonOf(facts) });
      write(event, facts);
    };
  return {
    log: {
      info: counted(log.info),
      warn: counted(log.warn),
      error: counted(log.error),
    },
    text: () => registry.metrics(),
  };
}

/** Opens the listener that metrics and health are read from. */
export async function listenInside(
  { host, port }: { host: string; port: number },
  metrics: Metrics
): Promise<{ port: number; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    const route = `${request.method} ${request.url}`;
    if (route === "GET /health") answer(response, 200, "up\n");
    else if (route === "GET /metrics") {
      metrics.text().then(
        (text) => answer(response, 200, text),
        () => answer(response, 500, "no figures\n")
      );
    } else answer(response, 404, "not found\n");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Reasons are words of ours, such as `id_token.nonce`; nothing else counts. */
function reasonOf(facts: Record<string, unknown> | undefined): string {
  const reason = facts?.["reason"];
  return typeof reason === "string" && /^[a-z_.0-9]{1,40}$/.test(reason)
    ? reason
    : "";
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
  });
  response.end(text);
}
