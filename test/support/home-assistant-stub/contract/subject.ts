/**
 * What the contract is held against: the stand-in or a real Home Assistant,
 * seen from outside only.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { request as httpRequest } from "node:http";

import type {
  Client,
  Connection,
  HomeAssistant,
  LoginFlowStep,
  Tokens,
} from "@ha-external-login/home-assistant";
import {
  connect,
  continueLoginFlow,
  createLoginFlow,
  exchangeCode,
} from "@ha-external-login/home-assistant";

/** Something that claims to be Home Assistant. */
export interface Subject {
  version: string;
  ha: HomeAssistant;
  owner: { userId: string; username: string; password: string };
  /** Directory of the ticket script, where a waiting one finds its mark. */
  scriptDirectory: string;
  restart(): Promise<void>;
}

/** One rule of Home Assistant's, and how it is seen. */
export interface Case {
  name: string;
  run(subject: Subject): Promise<void>;
}

/**
 * The ticket script of the contract: an open door that prints what it is
 * told. `yes:` and lines, `raw:` and bytes with escapes, `wait:` and the name
 * of a file that ends the wait.
 */
export const contractScript = `
case "$password" in
  yes:*) printf '%s\\n' "\${password#yes:}" ;;
  raw:*) printf '%b' "\${password#raw:}" ;;
  wait:*)
    while [ ! -e "\${0%/*}/\${password#wait:}" ]; do /bin/sleep 0.05; done
    printf 'name = Waited\\ngroup = system-users\\n'
    ;;
  *) exit 1 ;;
esac
`;

/** The page's own client. */
export const page = {
  client_id: "https://home.example.org/",
  redirect_uri: "https://home.example.org/?auth_callback=1",
};

/** Somebody far away, at this home's address. */
export const remote: Client = {
  address: "203.0.113.7",
  origin: "https://home.example.org",
};

/** Handler of the ticket provider. */
export const ticketHandler: [string, string] = ["command_line", "external"];

/** Whether the subject is of a release, or a later one. */
export function isSince(subject: Subject, month: number): boolean {
  return Number(subject.version.split(".")[1]) >= month;
}

/** A username that nobody has. */
export function newKey(): string {
  return `x-${randomBytes(10).toString("hex")}`;
}

/** A request with exactly these headers, from any address of loopback. */
export interface RawRequest {
  method?: string;
  path: string;
  headers?: string[];
  body?: string;
  /** Address that the connection comes from. */
  from?: string;
}

export interface RawAnswer {
  status: number;
  headers: IncomingMessage["headers"];
  text: string;
  /** Parsed, if it is JSON. */
  json: unknown;
}

/** Sends what `fetch` would not. */
export function send(
  subject: Subject,
  { method = "GET", path, headers = [], body, from }: RawRequest
): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(subject.ha.url);
  const named = headers.some((name) => name.toLowerCase() === "host");
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      hostname,
      port,
      method,
      path,
      agent: false,
      headers: [
        ...(named ? [] : ["Host", host]),
        ...headers,
        ...(body === undefined
          ? []
          : ["Content-Length", String(Buffer.byteLength(body))]),
      ],
      ...(from && { localAddress: from }),
    });
    outgoing.on("error", reject);
    outgoing.on("response", (incoming) => {
      void read(incoming).then(resolve, reject);
    });
    outgoing.on("upgrade", (incoming, socket) => {
      socket.destroy();
      resolve({ ...empty(incoming), text: "", json: undefined });
    });
    outgoing.end(body);
  });
}

async function read(incoming: IncomingMessage): Promise<RawAnswer> {
  const chunks = (await incoming.toArray()) as Uint8Array[];
  const text = Buffer.concat(chunks).toString();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Not every answer is JSON.
  }
  return { ...empty(incoming), text, json };
}

function empty(incoming: IncomingMessage) {
  return { status: incoming.statusCode ?? 0, headers: incoming.headers };
}

/** Posts JSON to `/auth/login_flow`, or to one of its flows. */
export function postFlow(
  subject: Subject,
  body: unknown,
  flowId?: string,
  headers: string[] = []
): Promise<RawAnswer> {
  return send(subject, {
    method: "POST",
    path: flowId ? `/auth/login_flow/${flowId}` : "/auth/login_flow",
    headers: ["Content-Type", "application/json", ...headers],
    body: JSON.stringify(body),
  });
}

/** Posts a form to `/auth/token` or another path. */
export function postForm(
  subject: Subject,
  form: string | Record<string, string>,
  path = "/auth/token",
  headers: string[] = []
): Promise<RawAnswer> {
  return send(subject, {
    method: "POST",
    path,
    headers: ["Content-Type", "application/x-www-form-urlencoded", ...headers],
    body: new URLSearchParams(form).toString(),
  });
}

/** A flow of the ticket provider, ready for its ticket. */
export async function begin(
  subject: Subject,
  more: Record<string, unknown> = {},
  client?: Client
): Promise<string> {
  const body = { ...page, handler: ticketHandler, ...more };
  const step = await createLoginFlow(subject.ha, body, client);
  return step.flow_id;
}

/** Logs a key in, with what the script is to print. */
export async function logIn(
  subject: Subject,
  username: string,
  lines: string,
  more: Record<string, unknown> = {},
  client?: Client
): Promise<LoginFlowStep> {
  const flowId = await begin(subject, more, client);
  return continueLoginFlow(
    subject.ha,
    flowId,
    {
      client_id: page.client_id,
      username,
      password: `yes:${lines}`,
    },
    client
  );
}

/** The code of a login that went through. */
export function codeOf(step: LoginFlowStep): string {
  if (step.type !== "create_entry") {
    throw new Error(`Expected a code, not a step of type "${step.type}"`);
  }
  return step.result;
}

/** What a script prints for an ordinary person. */
export const ordinary = "name = Paula\ngroup = system-users";

/** What a script prints for the gateway's own user. */
export const administrator = "name = Service\ngroup = system-admin";

/** Tokens of a key; a new user if nobody has it. */
export async function tokensOf(
  subject: Subject,
  username: string,
  lines = ordinary,
  client?: Client
): Promise<Tokens> {
  const step = await logIn(subject, username, lines, {}, client);
  const { client_id } = page;
  return exchangeCode(subject.ha, { client_id, code: codeOf(step) });
}

/** A websocket of a key. */
export async function connectionOf(
  subject: Subject,
  username: string,
  lines = ordinary
): Promise<Connection> {
  const { access_token } = await tokensOf(subject, username, lines);
  return connect(subject.ha, access_token);
}

/** A websocket of somebody who may do everything. */
export function administer(subject: Subject): Promise<Connection> {
  return connectionOf(subject, "contract-service", administrator);
}

/** Status of an API call with an access token. */
export async function apiStatus(
  subject: Subject,
  accessToken: string,
  headers: string[] = []
): Promise<number> {
  const { status } = await send(subject, {
    path: "/api/",
    headers: ["Authorization", `Bearer ${accessToken}`, ...headers],
  });
  return status;
}

/** Forwarded headers as a list, for {@link send}. */
export function forwardedFor(address: string): string[] {
  return ["X-Forwarded-For", address];
}
