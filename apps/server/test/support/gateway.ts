import type { Asked, Gateway, Log } from "@ha-external-login/gateway";
import { createAddressList } from "../../src/address.ts";
import { createRuntime } from "../../src/runtime.ts";
import { listen, type Listener } from "../../src/server.ts";

/** A gateway that answers what a test tells it to. */
export interface FakeGateway extends Gateway {
  handled: { request: Request; asked: Asked; body: string }[];
}

/** Owns what lies below `/auth/external-login/`, and the login flow. */
export function createFakeGateway(
  answer: (request: Request) => Response | Promise<Response> = () =>
    new Response("ours")
): FakeGateway {
  const handled: FakeGateway["handled"] = [];
  return {
    handled,
    owns: (_method, target) => {
      const path = decodeURIComponent(target.split("?", 1)[0] ?? "");
      return /^\/auth\/(?:external-login\/|login_flow|authorize$)/.test(path);
    },
    async handle(request, asked) {
      handled.push({ request, asked, body: await request.clone().text() });
      return await answer(request);
    },
    start: async () => {},
    stop: async () => {},
  };
}

/** A log that keeps its lines. */
export function createFakeLog(): Log & { lines: string[] } {
  const lines: string[] = [];
  const write = (level: string) => (event: string, facts?: object) => {
    lines.push(`${level} ${event} ${JSON.stringify(facts ?? {})}`);
  };
  return {
    lines,
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
  };
}

/** What a listener's own pages are made of. */
export const speaker = {
  runtime: createRuntime(),
  assets: [
    { name: "pages.12345678.css", type: "text/css", body: Buffer.from("") },
  ],
};

export const home = "home.example.org";

/** Opens a listener for `https://home.example.org` behind trusted loopback. */
export function openListener(
  homeAssistant: string,
  changes: {
    gateway?: Gateway;
    log?: Log;
    origins?: string[];
    trustedProxies?: string[];
    position?: "gateway" | "sidecar";
  } = {}
): Promise<Listener> {
  return listen({
    gateway: changes.gateway ?? createFakeGateway(),
    homeAssistant,
    origins: changes.origins ?? [`https://${home}`],
    trustedProxies: createAddressList(
      changes.trustedProxies ?? ["127.0.0.1/32"]
    ),
    position: changes.position ?? "gateway",
    listen: { host: "127.0.0.1", port: 0 },
    log: changes.log ?? createFakeLog(),
    ...speaker,
  });
}
