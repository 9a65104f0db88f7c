import type { Client } from "./forwarded.ts";
import type { HomeAssistant } from "./home-assistant.ts";
import { defaultDeadline } from "./home-assistant.ts";
import { request } from "./request.ts";
import type { Guard, JsonObject } from "./shape.ts";
import {
  believe,
  hasShape,
  isArrayOf,
  isBoolean,
  isObject,
  isString,
  nullable,
  parseJson,
} from "./shape.ts";

/** Auth provider type and id. */
export type Handler = [type: string, id: string | null];

/** Text and figures that a step's translation may name. */
export type Placeholders = Record<string, string>;

/** One way to log in that Home Assistant offers. */
export interface AuthProvider {
  name: string;
  id: string | null;
  type: string;
}

/** What `GET /auth/providers` answers. */
export interface AuthProviders {
  providers: AuthProvider[];
  /** Whether the client's address is local. */
  preselect_remember_me: boolean;
}

/** A form that Home Assistant asks; `errors.base` is `invalid_auth`, say. */
export interface LoginFlowForm {
  type: "form";
  flow_id: string;
  step_id: string;
  handler: Handler;
  data_schema: JsonObject[];
  errors: Record<string, string> | null;
  description_placeholders: Placeholders | null;
}

/** The end of a login that went through; `result` is the code. */
export interface LoginFlowCreateEntry {
  type: "create_entry";
  flow_id: string;
  handler: Handler;
  result: string;
}

/** The end of a login that did not: `login_expired`, `too_many_retry`. */
export interface LoginFlowAbort {
  type: "abort";
  flow_id: string;
  handler: Handler;
  reason: string;
  description_placeholders: Placeholders | null;
}

/** What a login flow with an auth provider of Home Assistant answers. */
export type LoginFlowStep =
  LoginFlowForm | LoginFlowCreateEntry | LoginFlowAbort;

/** Keys are Home Assistant's, and it refuses each that it does not know. */
export interface LoginFlowRequest {
  client_id: string;
  handler: Handler;
  redirect_uri: string;
  [key: string]: unknown;
}

/** What is put in a form of a login flow. */
export interface LoginFlowInput {
  client_id: string;
  [field: string]: unknown;
}

/** The ways to log in that are offered to a client. */
export async function getProviders(
  ha: HomeAssistant,
  client?: Client,
  deadline = defaultDeadline()
): Promise<AuthProviders> {
  const path = "/auth/providers";
  const text = await request(ha, { method: "GET", path, client }, deadline);
  return believe(parseJson(text), isAuthProviders, path);
}

/**
 * Begins a login flow with exactly the keys of `body`, but those that are
 * null or undefined: releases differ in the keys that they know.
 *
 * Home Assistant's login flows never expire, so begin none early.
 */
export function createLoginFlow(
  ha: HomeAssistant,
  body: LoginFlowRequest,
  client?: Client,
  deadline = defaultDeadline()
): Promise<LoginFlowStep> {
  return postStep(ha, "/auth/login_flow", body, client, deadline);
}

/**
 * Fills in a form of a login flow. The code belongs to the `client_id` of the
 * last call; the client's address must be that of the first.
 */
export function continueLoginFlow(
  ha: HomeAssistant,
  flowId: string,
  body: LoginFlowInput,
  client?: Client,
  deadline = defaultDeadline()
): Promise<LoginFlowStep> {
  return postStep(ha, pathOf(flowId), body, client, deadline);
}

/** Ends a login flow. Home Assistant asks nobody's address or client id. */
export async function deleteLoginFlow(
  ha: HomeAssistant,
  flowId: string,
  client?: Client,
  deadline = defaultDeadline()
): Promise<void> {
  const path = pathOf(flowId);
  await request(ha, { method: "DELETE", path, client }, deadline);
}

async function postStep(
  ha: HomeAssistant,
  path: string,
  body: Record<string, unknown>,
  client: Client | undefined,
  deadline: AbortSignal
): Promise<LoginFlowStep> {
  const sent = Object.fromEntries(
    Object.entries(body).filter(([, value]) => value != null)
  );
  const text = await request(
    ha,
    { method: "POST", path, body: sent, client },
    deadline
  );
  return believe(parseJson(text), isStep, "/auth/login_flow");
}

function pathOf(flowId: string): string {
  return `/auth/login_flow/${encodeURIComponent(flowId)}`;
}

const isAuthProviders: Guard<AuthProviders> = hasShape<AuthProviders>({
  providers: isArrayOf(
    hasShape<AuthProvider>({
      name: isString,
      id: nullable(isString),
      type: isString,
    })
  ),
  preselect_remember_me: isBoolean,
});

function isHandler(value: unknown): value is Handler {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    isString(value[0]) &&
    nullable(isString)(value[1])
  );
}

function isTexts(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every(isString);
}

function isType<T extends string>(type: T): Guard<T> {
  return (value): value is T => value === type;
}

const isForm = hasShape<LoginFlowForm>({
  type: isType("form"),
  flow_id: isString,
  step_id: isString,
  handler: isHandler,
  data_schema: isArrayOf(isObject),
  errors: nullable(isTexts),
  description_placeholders: nullable(isTexts),
});

const isCreateEntry = hasShape<LoginFlowCreateEntry>({
  type: isType("create_entry"),
  flow_id: isString,
  handler: isHandler,
  result: isString,
});

const isAbort = hasShape<LoginFlowAbort>({
  type: isType("abort"),
  flow_id: isString,
  handler: isHandler,
  reason: isString,
  description_placeholders: nullable(isTexts),
});

function isStep(value: unknown): value is LoginFlowStep {
  return isForm(value) || isCreateEntry(value) || isAbort(value);
}
