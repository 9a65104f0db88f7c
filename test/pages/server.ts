/**
 * The gateway's pages as a browser gets them, headers and style sheets
 * included, without a gateway behind them.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { languages } from "../../packages/gateway/src/pages/languages.ts";
import type { Language } from "../../packages/gateway/src/pages/languages.ts";
import { copyHash } from "../../packages/gateway/src/pages/copy-script.ts";
import { errorPage } from "../../packages/gateway/src/pages/error.ts";
import type { Failure } from "../../packages/gateway/src/pages/error.ts";
import { pageHeaders } from "../../packages/gateway/src/pages/headers.ts";
import type { PageNeeds } from "../../packages/gateway/src/pages/headers.ts";
import {
  leavePage,
  linkLatePage,
  linkPage,
  linkRefusedPage,
  openPage,
} from "../../packages/gateway/src/pages/link.ts";
import {
  codePage,
  declinedPage,
  devicePage,
  devicesPage,
  latePage,
  matchPage,
  otherNetworkPage,
} from "../../packages/gateway/src/pages/match.ts";
import type { MatchAsked } from "../../packages/gateway/src/pages/match.ts";
import { notTrustedPage } from "../../packages/gateway/src/pages/not-trusted.ts";
import type { Trust } from "../../packages/gateway/src/pages/not-trusted.ts";
import type { Place } from "../../packages/gateway/src/pages/page.ts";
import { openHash } from "../../packages/gateway/src/pages/open-script.ts";
import { tabCheckHash } from "../../packages/gateway/src/pages/tab-check-script.ts";
import { tabCheckPage } from "../../packages/gateway/src/pages/tab-check.ts";
import type { TabCheck } from "../../packages/gateway/src/pages/tab-check.ts";

/** One page, ready to be sent. */
export interface Served {
  body: string;
  headers: Headers;
}

const styles = ["tokens.css", "pages.css"];

/** A home as in a leaflet, and what may be said about it. */
export const leaflet: Place = {
  language: "en",
  styles: styles.map((name) => ({ href: `/assets/${name}` })),
  home: "Willow House",
  host: "home.example.org",
  timeZone: "Europe/Berlin",
};

/** A refusal on an ordinary evening. */
export const evening: Omit<Failure, "reason"> = {
  reference: "7K3F-92QD",
  at: Date.parse("2026-11-22T18:42:31Z") / 1000,
  provider: "Example ID",
  difference: 720,
  password: "/password",
  again: "/again",
};

/** What somebody may call themselves to be more than text. */
export const hostile = [
  "<img src=x onerror=alert(1)>",
  '"><script>alert(1)</script>',
  "</title><script>alert(1)</script>",
  "{{7*7}} ${7*7} {home}",
  "javascript:alert(1)",
  "\u202eesuoH wolliW\u202c",
  "W".repeat(300),
];

const trusts: Trust[] = [
  {
    state: "home",
    homeAssistant: "http://192.168.1.20:8123",
    gateway: "192.168.1.21",
  },
  { state: "outside" },
  { state: "confirm", revertAt: evening.at + 269 },
];

/** What asked on that evening, and who came back from the provider. */
export const asking: MatchAsked = {
  app: "Home Assistant",
  system: "Android 16",
  person: "Robin Vale",
  provider: "Example ID",
  startedAt: evening.at - 27,
  now: evening.at,
  network: "same",
  warns: true,
  login: "sealed",
  stage: "asked",
};

const backToApp = "io.github.example.companion:/auth-callback";

/** Every page that stands still, by name, in a language. */
export async function stillPages(
  language: Language
): Promise<Map<string, Served>> {
  const place = { ...leaflet, language };
  const form = { hasForm: true };
  const other = { ...asking, network: "other" } as const;
  const refused = { ...evening, reason: "no_access" };
  const link = { ...asking, app: "External Login Companion", href: backToApp };
  const code = {
    code: "BDKM-QRTW",
    seconds: 118,
    until: evening.at + 118,
    login: "sealed",
  };
  const providers = [
    { id: "example-id", name: "Example ID" },
    { id: "work", name: "Sign-in of the Riverside Housing Cooperative" },
  ];
  const pages: [name: string, body: string, needs?: PageNeeds][] = [
    ...Object.keys(languages.en.words.errors).map(
      (reason): [string, string] => [
        `error-${reason}`,
        errorPage(place, { ...evening, reason }),
      ]
    ),
    ...trusts.map((trust): [string, string] => [
      `not-trusted-${trust.state}`,
      notTrustedPage(place, trust, "/again"),
    ]),
    ["match-asked", matchPage(place, asking), form],
    ["match-other-network", matchPage(place, other), form],
    ["match-sure", matchPage(place, { ...other, stage: "sure" }), form],
    [
      "match-device",
      devicePage(place, { ...asking, account: "robin@example.org" }),
      form,
    ],
    [
      "match-code",
      codePage(place, code),
      { ...form, script: await copyHash() },
    ],
    ["match-declined", declinedPage(place)],
    ["match-late", latePage(place)],
    ["match-refused", otherNetworkPage(place)],
    ["match-devices", devicesPage(place, { providers }), form],
    [
      "link-ask",
      linkPage(place, { ...link, account: "robin@example.org" }),
      form,
    ],
    ["link-refused", linkRefusedPage(place, { ...refused, href: backToApp })],
    ["link-late", linkLatePage(place)],
    ["link-leave", leavePage(place, { href: backToApp })],
  ];
  return new Map(
    pages.map(([name, body, needs]) => [
      name,
      { body, headers: pageHeaders(needs) },
    ])
  );
}

/** The page that goes on to a path of the home. */
export async function openingPage(url: string): Promise<Served> {
  return {
    body: openPage(leaflet, { url }),
    headers: pageHeaders({ script: await openHash() }),
  };
}

/** The tab check for a login. */
export async function checkPage(
  check: TabCheck,
  place: Place = leaflet
): Promise<Served> {
  return {
    body: tabCheckPage(place, check, evening),
    headers: pageHeaders({ script: await tabCheckHash(), asks: true }),
  };
}

/** A server of pages, and what was asked of it. */
export interface PageServer extends AsyncDisposable {
  origin: string;

  /** What is served, by path. Anything else is an empty page. */
  pages: Map<string, Served>;

  /** What the tab check asked, as it arrived. */
  asked: { body: string; origin?: string; referer?: string }[];

  /** What the tab check is told. */
  answer: (response: ServerResponse) => void;

  /** Every path that was asked for. */
  paths: string[];
}

/** Starts it on a free port of this machine. */
export async function startPageServer(): Promise<PageServer> {
  const sheets = new Map<string, string>();
  for (const name of styles) {
    const file = new URL(
      `../../packages/gateway/src/pages/${name}`,
      import.meta.url
    );
    sheets.set(`/assets/${name}`, await readFile(file, "utf8"));
  }

  const server = createServer((request, response) => {
    void respond(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const pages: PageServer = {
    origin: `http://127.0.0.1:${port}`,
    pages: new Map(),
    asked: [],
    answer: (response) => response.writeHead(500).end(),
    paths: [],
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return pages;

  async function respond(request: IncomingMessage, response: ServerResponse) {
    const path = request.url ?? "/";
    pages.paths.push(path);
    if (request.method === "POST") {
      let body = "";
      for await (const chunk of request) body += String(chunk);
      const { origin, referer } = request.headers;
      pages.asked.push({
        body,
        ...(origin === undefined ? {} : { origin }),
        ...(referer === undefined ? {} : { referer }),
      });
      pages.answer(response);
      return;
    }
    const sheet = sheets.get(path);
    if (sheet !== undefined) {
      response.writeHead(200, { "content-type": "text/css" }).end(sheet);
      return;
    }
    const page = pages.pages.get(path);
    if (page !== undefined) {
      response.writeHead(200, Object.fromEntries(page.headers)).end(page.body);
      return;
    }
    response
      .writeHead(200, { "content-type": "text/html" })
      .end(`<!doctype html><title>${path}</title>`);
  }
}

/** Answers the tab check with JSON. */
export function json(status: number, value: unknown) {
  return (response: ServerResponse) => {
    response
      .writeHead(status, { "content-type": "application/json" })
      .end(JSON.stringify(value));
  };
}
