import type { Asker } from "./address.ts";
import { isLocal } from "./address.ts";
import { bare, json, message } from "./answers.ts";
import { isClientId, isRedirectUri } from "./client-id.ts";
import type { Home, StubCredential, StubFlow } from "./home.ts";
import { blockedBecause, hexId } from "./home.ts";
import { readLines } from "./ticket.ts";
import { totp } from "./totp.ts";

type Body = Record<string, unknown>;

/** `GET /auth/providers` */
export function providers(home: Home, asker: Asker): Response {
  return json({
    providers: [
      { name: "Home Assistant Local", id: null, type: "homeassistant" },
      {
        name: "External login",
        id: home.ticketProvider,
        type: "command_line",
      },
    ],
    preselect_remember_me: isLocal(asker.address),
  });
}

/** `POST /auth/login_flow` */
export function createFlow(home: Home, asker: Asker, body: Body): Response {
  const fault = faultOfCreate(home, body);
  if (fault) return message(400, `Message format incorrect: ${fault}`);
  const clientId = String(body.client_id);
  if (!isClientId(home, asker, clientId)) {
    return message(400, "Invalid client id");
  }
  if ("response_type" in body && body.response_type !== "code") {
    return message(400, "Response type not supported");
  }
  const { code_challenge: challenge, code_challenge_method: method } = body;
  if (method !== undefined && challenge === undefined) {
    return message(
      400,
      "code_challenge required when code_challenge_method is provided"
    );
  }
  if (challenge !== undefined && method !== "S256") {
    return message(400, "Transform algorithm not supported");
  }

  const [type, id] = body.handler as [unknown, unknown];
  const known =
    (type === "homeassistant" && id === null) ||
    (type === "command_line" && id === home.ticketProvider);
  if (!known) {
    if (!home.release.namesUnknownHandlers) return bare(500);
    return message(404, "Invalid handler specified");
  }

  const flow: StubFlow = {
    id: hexId(),
    type,
    address: asker.address,
    clientId,
    redirectUri: String(body.redirect_uri),
    challenge: challenge as string | undefined,
    createdAt: home.now(),
    busy: false,
    wrongCodes: 0,
  };
  home.flows.set(flow.id, flow);
  return json(loginForm(home, flow, {}));
}

/** `POST /auth/login_flow/{id}` */
export async function continueFlow(
  home: Home,
  asker: Asker,
  id: string,
  body: Body
): Promise<Response> {
  const { client_id: clientId, ...input } = body;
  if (typeof clientId !== "string") {
    const fault =
      clientId === undefined
        ? home.release.missingKey("client_id")
        : home.release.wrongValue("str", "client_id");
    return message(400, `Message format incorrect: ${fault}`);
  }
  if (!isClientId(home, asker, clientId)) {
    return message(400, "Invalid client id");
  }
  const flow = home.flows.get(id);
  if (!flow) return message(404, "Invalid flow specified");
  if (flow.address !== asker.address) return message(400, "IP address changed");
  if (flow.busy && home.release.refusesConcurrentPosts) {
    return message(409, "Flow request already in progress");
  }
  flow.busy = true;
  try {
    return await step(home, asker, flow, { ...input, clientId });
  } finally {
    flow.busy = false;
  }
}

/** `DELETE /auth/login_flow/{id}` */
export function deleteFlow(home: Home, id: string): Response {
  return home.flows.delete(id)
    ? message(200, "Flow aborted")
    : message(404, "Invalid flow specified");
}

async function step(
  home: Home,
  asker: Asker,
  flow: StubFlow,
  { clientId, ...input }: Body & { clientId: string }
): Promise<Response> {
  const fields = flow.credential ? ["code"] : ["username", "password"];
  const fits =
    Object.keys(input).length === fields.length &&
    fields.every((field) => typeof input[field] === "string");
  if (!fits) return message(400, "User input malformed");

  if (flow.credential) {
    const refusal = secondFactor(home, flow, flow.credential, input);
    if (refusal) return refusal;
  } else {
    const { username, password } = input as Record<string, string>;
    const credential = await firstFactor(home, flow, username!, password!);
    // Somebody deleted the flow, or a second post ended it, meanwhile.
    if (!home.flows.has(flow.id)) return message(404, "Invalid flow specified");
    if (!credential) {
      return json(loginForm(home, flow, { base: "invalid_auth" }));
    }
    flow.credential = credential;
    if (credential.user?.totp) return json(codeForm(home, flow, {}));
  }
  return finish(home, asker, flow, clientId);
}

async function firstFactor(
  home: Home,
  flow: StubFlow,
  username: string,
  password: string
): Promise<StubCredential | undefined> {
  if (flow.type === "homeassistant") {
    const name = username.trim().toLowerCase();
    const right = home.passwords.get(name);
    if (right === undefined || right !== password) return undefined;
    return credentialOf(home, "homeassistant", name);
  }
  const name = username.trim();
  const { ok, lines } = await home.checkTicket(name, password);
  if (!ok) return undefined;
  if (home.meta) home.lines.set(name, readLines(lines));
  return credentialOf(home, "command_line", name);
}

/** The one that a user has; else a new one, which nobody has yet. */
function credentialOf(
  home: Home,
  type: StubCredential["type"],
  username: string
): StubCredential {
  const providerId = type === "command_line" ? home.ticketProvider : null;
  const own = home.credentials.find(
    (credential) =>
      credential.type === type &&
      credential.providerId === providerId &&
      credential.username === username
  );
  return own ?? { type, providerId, username };
}

function secondFactor(
  home: Home,
  flow: StubFlow,
  credential: StubCredential,
  input: Body
): Response | undefined {
  const end = (reason: string) => {
    home.flows.delete(flow.id);
    return json({
      type: "abort",
      flow_id: flow.id,
      handler: handlerOf(home, flow),
      reason,
      description_placeholders: null,
    });
  };
  const now = home.now();
  if (now > flow.createdAt + 300) return end("login_expired");
  const secret = credential.user?.totp ?? "";
  const right = [now - 30, now, now + 30].map((time) => totp(secret, time));
  if (right.includes(String(input.code))) return undefined;
  flow.wrongCodes += 1;
  if (flow.wrongCodes >= 5) return end("too_many_retry");
  return json(codeForm(home, flow, { base: "invalid_code" }));
}

function finish(
  home: Home,
  asker: Asker,
  flow: StubFlow,
  clientId: string
): Response {
  home.flows.delete(flow.id);
  const credential = flow.credential!;
  if (!isRedirectUri(clientId, flow.redirectUri)) {
    return message(403, "Invalid redirect URI");
  }
  const reason =
    credential.user && blockedBecause(credential.user, isLocal(asker.address));
  if (reason) return message(403, `Login blocked: ${reason}`);
  const code = hexId();
  home.codes.set(code, {
    clientId,
    challenge: flow.challenge,
    credential,
    createdAt: home.now(),
  });
  return json({
    type: "create_entry",
    flow_id: flow.id,
    handler: handlerOf(home, flow),
    description: null,
    description_placeholders: null,
    result: code,
  });
}

function loginForm(
  home: Home,
  flow: StubFlow,
  errors: Record<string, string>
): unknown {
  return form(home, flow, "init", ["username", "password"], errors, null);
}

function codeForm(
  home: Home,
  flow: StubFlow,
  errors: Record<string, string>
): unknown {
  return form(home, flow, "mfa", ["code"], errors, {
    mfa_module_name: "Time-based One Time Password",
    mfa_module_id: "totp",
  });
}

function form(
  home: Home,
  flow: StubFlow,
  stepId: string,
  fields: string[],
  errors: Record<string, string>,
  placeholders: Record<string, string> | null
): unknown {
  return {
    type: "form",
    flow_id: flow.id,
    handler: handlerOf(home, flow),
    data_schema: fields.map((name) => ({
      type: "string",
      name,
      required: true,
    })),
    errors,
    description_placeholders: placeholders,
    last_step: null,
    preview: null,
    step_id: stepId,
  };
}

function handlerOf(home: Home, flow: StubFlow): [string, string | null] {
  return [flow.type, flow.type === "command_line" ? home.ticketProvider : null];
}

function faultOfCreate({ release }: Home, body: Body): string | undefined {
  const known = ["client_id", "handler", "redirect_uri", "type"];
  if (release.knowsPkce) known.push("code_challenge", "code_challenge_method");
  if (release.knowsResponseType) known.push("response_type");
  for (const key of ["client_id", "handler", "redirect_uri"]) {
    if (!Object.hasOwn(body, key)) return release.missingKey(key);
  }
  for (const [key, value] of Object.entries(body)) {
    if (!known.includes(key)) return release.unknownKey(key);
    if (key !== "handler" && typeof value !== "string") {
      return release.wrongValue("str", key);
    }
  }
  const { handler, code_challenge: challenge } = body;
  if (!Array.isArray(handler) || handler.length !== 2) {
    return release.wrongValue("a list of two", "handler");
  }
  if (challenge !== undefined && !/^[\w-]{43}$/.test(String(challenge))) {
    return release.wrongValue("43 base64url characters", "code_challenge");
  }
  return undefined;
}
