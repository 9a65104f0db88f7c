/**
 * The gateway: which requests are answered here, and by what.
 *
 * @module
 */
import { StoreUnusableError } from "@ha-external-login/flow";
import {
  createHomeAssistant,
  UnreachableError,
} from "@ha-external-login/home-assistant";
import { createProvider, discover } from "@ha-external-login/oidc";
import { json, ownPrefix, refuse } from "./answers.ts";
import { BodyError } from "./body.ts";
import type { Asked, Context, KnownProvider } from "./context.ts";
import { CookieError } from "./cookies.ts";
import { createHomeFacts } from "./home-facts.ts";
import { notTrusted } from "./not-trusted.ts";
import type { GatewayOptions } from "./options.ts";
import { pathOf } from "./path.ts";
import { createPeople } from "./people.ts";
import { findRoute } from "./routes.ts";
import { createServiceUser } from "./service-user.ts";
import { createTrust } from "./trust.ts";

/** What a server does with a request. */
export interface Gateway {
  /**
   * Whether this request is answered here; otherwise Home Assistant gets it
   * as it is.
   *
   * @param target the raw request target, undecoded.
   */
  owns(method: string, target: string): boolean;

  handle(request: Request, asked: Asked): Promise<Response>;

  /** Looks who is there; waits for nobody. */
  start(): Promise<void>;

  stop(): Promise<void>;
}

export function createGateway(options: GatewayOptions): Gateway {
  const context = createContext(options);
  const { trust, service } = context;

  return {
    owns(method, target) {
      if (trust.state() === "untrusted") return true;
      const path = pathOf(target);
      if (path === undefined) return false;
      return (
        path.startsWith(ownPrefix) || findRoute(method, path) !== undefined
      );
    },

    async handle(request, asked) {
      if (trust.state() === "untrusted") {
        const state = await trust.check();
        if (state === "untrusted") return notTrusted(context, request, asked);
      }
      const path = pathOf(new URL(request.url).pathname) ?? "";
      const found = findRoute(request.method, path);
      if (found === undefined) return json({ message: "Not found" }, 404);
      try {
        return await found.handle(context, request, asked, found.rest);
      } catch (error) {
        return failure(context, request, asked, error);
      }
    },

    async start() {
      await trust.check().catch((error: unknown) => {
        options.log.warn("trust.unknown", { message: String(error) });
      });
      for (const { provider, options: known } of context.providers.values()) {
        discover(provider).catch(() => {
          options.log.warn("provider.unreachable", { provider: known.id });
        });
      }
      if (trust.state() === "trusted") context.facts();
    },

    async stop() {
      service.close();
    },
  };
}

function createContext(options: GatewayOptions): Context {
  const ha = createHomeAssistant(options.runtime, options.homeAssistant);
  const service = createServiceUser(options, ha);
  return {
    options,
    keys: options.keys,
    ha,
    providers: new Map(
      options.providers.map((known): [string, KnownProvider] => [
        known.id,
        {
          options: known,
          provider: createProvider(options.runtime, known.settings),
        },
      ])
    ),
    trust: createTrust(options, ha),
    service,
    people: createPeople(options, ha, service),
    facts: createHomeFacts(options, service),
  };
}

/** What no route has an answer for. */
function failure(
  context: Context,
  request: Request,
  asked: Asked,
  error: unknown
): Response {
  const wantsPage = request.headers.get("accept")?.includes("text/html");
  if (error instanceof BodyError) {
    return json({ message: error.message }, 400);
  }
  const refusal =
    error instanceof UnreachableError
      ? { cause: "ha_unreachable", status: 502 }
      : error instanceof CookieError
        ? { cause: "cookie", status: 400 }
        : error instanceof StoreUnusableError
          ? { cause: "store_unusable", status: 503 }
          : { cause: "internal", status: 500 };
  if (refusal.cause === "internal" || refusal.cause === "store_unusable") {
    context.options.log.error("request.failed", {
      route: pathOf(new URL(request.url).pathname)?.split("/", 4).join("/"),
      message: error instanceof Error ? error.message : String(error),
      stack: error instanceof Error ? error.stack : undefined,
    });
  }
  return wantsPage === true
    ? refuse(context, request, asked, refusal)
    : json({ message: "Something went wrong" }, refusal.status);
}
