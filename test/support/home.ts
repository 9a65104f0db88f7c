/**
 * A whole home in this process: a gateway, a stand-in for Home Assistant, and
 * a provider that tells the truth until it is told to lie. Time moves by hand.
 *
 * @module
 */
import { createHash, randomBytes } from "node:crypto";
import { createKeyRing, type Store } from "@ha-external-login/flow";
import {
  createGateway,
  type Gateway,
  type GatewayOptions,
  type MatchRules,
  type PeopleRules,
} from "@ha-external-login/gateway";
import { Browser } from "./browser.ts";
import {
  createHomeAssistantStub,
  type HomeAssistantStub,
  type StubOptions,
} from "./home-assistant-stub/stub.ts";
import { createMemoryStore } from "./memory-store.ts";
import { startLyingProvider, type LyingProvider } from "./provider/provider.ts";
import { createTicketCheck } from "./ticket-check.ts";

/** What a test may want otherwise. */
export interface TestHomeOptions {
  origins?: [string, ...string[]];
  store?: Store;
  people?: Partial<PeopleRules>;
  match?: Partial<MatchRules>;
  stub?: StubOptions;
  gateway?: Partial<GatewayOptions>;
  /** Ids and settings of more providers. */
  providers?: GatewayOptions["providers"];
}

export interface TestHome {
  gateway: Gateway;
  options: GatewayOptions;
  stub: HomeAssistantStub;
  provider: LyingProvider;
  /** One line per event, as it was written. */
  log: string[];
  browser(address?: string, origin?: string): Browser;
  now(): number;
  wait(seconds: number): void;
  /** The same home after the gateway was stopped and started again. */
  restarted(changes?: Partial<GatewayOptions>): Promise<Gateway>;
  stop(): Promise<void>;
}

const homeAssistantUrl = "http://127.0.0.1:8123";

export const bridgeKeys = { inner: "1".repeat(64), outer: "2".repeat(64) };

/** The provider's id in every test home. */
export const providerId = "example-id";

export async function openTestHome(
  options: TestHomeOptions = {}
): Promise<TestHome> {
  let time = Math.floor(Date.now() / 1000);
  const now = () => time;
  const provider = await startLyingProvider({ now });
  const stub = createHomeAssistantStub({
    now,
    checkTicket: createTicketCheck(bridgeKeys, now),
    ...options.stub,
  });
  const log: string[] = [];
  const write =
    (level: string) => (event: string, facts?: Record<string, unknown>) => {
      log.push(JSON.stringify({ level, event, ...facts }));
    };
  const gatewayOptions: GatewayOptions = {
    runtime: {
      now,
      randomBytes: (length) => new Uint8Array(randomBytes(length)),
      fetch: (url, init) =>
        url.startsWith(homeAssistantUrl)
          ? stub.fetch(url, init)
          : fetch(url, init),
      openSocket: (url) => stub.openSocket(url),
    },
    store: options.store ?? createMemoryStore(),
    keys: await createKeyRing([
      { version: 1, bytes: new Uint8Array(32).fill(7) },
    ]),
    bridgeKeys,
    origins: options.origins ?? ["https://home.example.org"],
    homeAssistant: homeAssistantUrl,
    ticketProvider: "external",
    providers: [
      {
        id: providerId,
        settings: {
          name: "Example ID",
          issuer: provider.issuer,
          clientId: provider.clientId,
          clientSecret: provider.clientSecret,
          clientAuthentication: "client_secret_basic",
          scopes: ["openid", "profile", "groups"],
          neededClaims: [],
        },
        people: {
          claims: { name: ["name"], groups: ["groups"] },
          roles: {
            "system-admin": ["admins"],
            "system-users": ["family"],
          },
          defaultRole: "deny",
          localOnly: [],
          sync: "every-login",
          ...options.people,
        },
        match: { use: "apps", network: "warn", ...options.match },
      },
      ...(options.providers ?? []),
    ],
    apps: [{ name: "Companion", link: "io.github.example.app:/auth-callback" }],
    first: "password",
    assets: [],
    log: { info: write("info"), warn: write("warn"), error: write("error") },
    ...options.gateway,
  };
  const home: TestHome = {
    gateway: createGateway(gatewayOptions),
    options: gatewayOptions,
    stub,
    provider,
    log,
    now,
    browser: (address = "203.0.113.7", origin = gatewayOptions.origins[0]) =>
      new Browser(home.gateway, { address, origin }, now),
    wait: (seconds) => {
      time += seconds;
    },
    restarted: async (changes = {}) => {
      await home.gateway.stop();
      home.gateway = createGateway({ ...gatewayOptions, ...changes });
      await home.gateway.start();
      return home.gateway;
    },
    stop: async () => {
      await home.gateway.stop();
      await provider.stop();
    },
  };
  await home.gateway.start();
  await settled(home);
  return home;
}

/** Once the gateway has looked around, what is counted is a test's own. */
async function settled({ stub, log }: TestHome): Promise<void> {
  if (!log.some((line) => line.includes('"state":"trusted"'))) return;
  for (let tries = 0; tries < 200; tries += 1) {
    if (stub.messages.some(({ type }) => type === "config/auth/list")) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What Home Assistant's login page was opened with. */
export interface LoginPage {
  clientId: string;
  redirectUri: string;
  state: string | undefined;
  verifier: string;
  challenge: string;
}

/** A login page as the newest frontend opens it, with a nonce in its state. */
export function loginPage(
  origin: string,
  change: Partial<LoginPage> = {}
): LoginPage {
  const verifier = randomBytes(32).toString("base64url");
  const nonce = randomBytes(16).toString("hex");
  const state = { hassUrl: origin, clientId: `${origin}/`, nonce };
  return {
    clientId: `${origin}/`,
    redirectUri: `${origin}/?auth_callback=1`,
    state: Buffer.from(JSON.stringify(state)).toString("base64"),
    verifier,
    challenge: createHash("sha256").update(verifier).digest("base64url"),
    ...change,
  };
}

/** The body with which that page begins a login. */
export function createBody(
  page: LoginPage,
  handler: [string, string | null] = ["external", providerId]
): Record<string, unknown> {
  return {
    client_id: page.clientId,
    handler,
    redirect_uri: page.redirectUri,
    response_type: "code",
    code_challenge: page.challenge,
    code_challenge_method: "S256",
  };
}

/** Begins a login and leaves for the provider. */
export async function leave(
  browser: Browser,
  page: LoginPage,
  more: Record<string, unknown> = {}
): Promise<{ flowId: string; url: URL }> {
  const created = await browser.post("/auth/login_flow", createBody(page));
  const step = await created.json();
  if (step.type !== "external") {
    throw new Error(`the step is ${JSON.stringify(step)}`);
  }
  const handed = await browser.post(`/auth/login_flow/${step.flow_id}`, {
    client_id: page.clientId,
    ...(page.state !== undefined && { state: page.state }),
    store_token: false,
    ...more,
  });
  const left = await handed.json();
  if (left.type !== "external") {
    throw new Error(`the step is ${JSON.stringify(left)}`);
  }
  return { flowId: left.flow_id, url: new URL(left.url) };
}

/** Signs in at the provider and opens the callback in this browser. */
export async function comeBack(
  home: TestHome,
  browser: Browser,
  url: URL
): Promise<Response> {
  const back = await home.provider.authorize(url);
  return browser.ask(back.pathname + back.search);
}

/** The data that the tab check's script reads from its page. */
export async function readCheck(
  response: Response
): Promise<{ action: string; token: string; state: string; nonce: string }> {
  const document = await response.text();
  const read = (name: string) =>
    (new RegExp(`data-${name}="([^"]*)"`).exec(document)?.[1] ?? "").replaceAll(
      "&amp;",
      "&"
    );
  return {
    action: read("action"),
    token: read("token"),
    state: read("state"),
    nonce: read("nonce"),
  };
}

/** The whole of a login in the tab that it started in. */
export async function signIn(
  home: TestHome,
  browser: Browser,
  page = loginPage(browser.asked.origin)
): Promise<URL> {
  const { url } = await leave(browser, page);
  const response = await comeBack(home, browser, url);
  const check = await readCheck(response);
  const answer = await browser.post(check.action, {
    login: check.token,
    found: true,
  });
  const { url: end } = await answer.json();
  return new URL(end, browser.asked.origin);
}

/** Exchanges the code as the page would; the user's id at Home Assistant. */
export async function redeem(
  home: TestHome,
  page: LoginPage,
  end: URL
): Promise<string> {
  const response = await home.stub.fetch(`${homeAssistantUrl}/auth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: page.clientId,
      code: end.searchParams.get("code") ?? "",
      code_verifier: page.verifier,
    }),
  });
  const tokens = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(tokens));
  const session = [...home.stub.home.sessions.values()].find(
    ({ token }) => token === tokens.refresh_token
  );
  if (session === undefined) throw new Error("no such session");
  return session.user.id;
}
