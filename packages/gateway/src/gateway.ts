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
import {
  assetPath,
  json,
  ownPrefix,
  refuse,
  seeOther,
} from "./serve/answers.ts";
import { associationFile } from "./link/associations.ts";
import { BodyError } from "./serve/body.ts";
import type { Asked, Context, KnownProvider } from "./context.ts";
import { CookieError } from "./serve/cookies.ts";
import { createHomeFacts } from "./people/home-facts.ts";
import { createNotices } from "./people/notify.ts";
import { notTrusted } from "./serve/not-trusted.ts";
import type { GatewayOptions } from "./options.ts";
import { pathOf } from "./serve/path.ts";
import { createPeople } from "./people/people.ts";
import { findRoute } from "./serve/routes.ts";
import { createServiceUser } from "./people/service-user.ts";
import { createTries } from "./match/tries.ts";
import { createTrust } from "./serve/trust.ts";

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
        path.startsWith(ownPrefix) ||
        findRoute(method, path) !== undefined ||
        (method === "GET" && associationFile(options.apps, path) !== undefined)
      );
    },

    async handle(request, asked) {
      const { pathname, search } = new URL(request.url);
      const path = pathOf(pathname) ?? "";
      // The page that says so has a style sheet like every other.
      if (trust.state() === "untrusted" && !path.startsWith(assetPath(""))) {
        await trust.check().catch(() => undefined);
        if (trust.state() === "untrusted") {
          return notTrusted(context, request, asked);
        }
      }
      const file = associationFile(options.apps, path);
      if (file !== undefined && request.method === "GET") return json(file);
      const found = findRoute(request.method, path);
      if (found === undefined) {
        // Ours as long as nobody trusted us; now Home Assistant answers there.
        return path.startsWith(ownPrefix) || request.method !== "GET"
          ? json({ message: "Not found" }, 404)
          : seeOther(asked.origin + pathname + search, []);
      }
      try {
        return await found.handle(context, request, asked, found.rest);
      } catch (error) {
        return failure(context, request, asked, found.path, error);
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
    tries: createTries(),
    notices: createNotices(),
  };
}

/** Faults that have a cause of their own, and the status that says so. */
const faults: [
  type: abstract new (...args: never[]) => Error,
  cause: string,
  status: number,
][] = [
  [UnreachableError, "ha_unreachable", 502],
  [CookieError, "cookie", 400],
  [StoreUnusableError, "store_unusable", 503],
];

/** What no route has an answer for. */
function failure(
  context: Context,
  request: Request,
  asked: Asked,
  route: string,
  error: unknown
): Response {
  if (error instanceof BodyError) {
    return json({ message: error.message }, 400);
  }
  const [, cause, status] = faults.find(([type]) => error instanceof type) ?? [
    undefined,
    "internal",
    500,
  ];
  if (status >= 500) {
    context.options.log.error("request.failed", {
      route,
      cause,
      message: error instanceof Error ? error.message : String(error),
    });
  }
  return request.headers.get("accept")?.includes("text/html") === true
    ? refuse(context, request, asked, { cause })
    : json({ message: "Something went wrong" }, status);
}
