import type { Command, Connection } from "./connection.ts";
import { CommandError, UnknownGroupError } from "./errors.ts";
import type { Guard, JsonObject } from "./shape.ts";
import {
  believe,
  hasShape,
  isArrayOf,
  isBoolean,
  isNull,
  isObject,
  isString,
  nullable,
  optional,
} from "./shape.ts";

/** The groups that Home Assistant has, highest first. */
const groupIds: readonly string[] = [
  "system-admin",
  "system-users",
  "system-read-only",
];

/** The user whose access token a connection was opened with. */
export interface CurrentUser {
  id: string;
  name: string | null;
  is_owner: boolean;
  is_admin: boolean;
  credentials: {
    auth_provider_type: string;
    auth_provider_id: string | null;
  }[];
  mfa_modules: { id: string; name: string; enabled: boolean }[];
}

/** A user, as an administrator sees them. */
export interface User {
  id: string;
  /** The one for Home Assistant's own form; nobody else's is ever told. */
  username: string | null;
  name: string | null;
  is_owner: boolean;
  is_active: boolean;
  local_only: boolean;
  system_generated: boolean;
  group_ids: string[];
  credentials: { type: string }[];
}

/** What of a user is to change; what is left out stays. */
export interface UserChange {
  user_id: string;
  name?: string;
  is_active?: boolean;
  group_ids?: string[];
  local_only?: boolean;
}

/** Somebody of the home, with or without a user. */
export interface Person {
  id: string;
  name: string;
  user_id?: string | null;
}

/** People made on the page, and people written in the configuration. */
export interface Persons {
  storage: Person[];
  config: Person[];
}

/** How far Home Assistant has started, and much that is not asked for here. */
export interface CoreConfig {
  /** `RUNNING` once it has started; before that it loses what it is told. */
  state: string;
  version: string;
  /** What the home is called. */
  location_name: string;
  /** IANA name: `Europe/Berlin`. */
  time_zone: string;
  /** `en`, of the home as a whole. */
  language?: string;
}

/** Settings of Home Assistant's own server. What is not set is absent. */
export interface HttpSettings {
  server_port?: number;
  server_host?: string[];
  use_x_forwarded_for?: boolean;
  trusted_proxies?: string[];
  login_attempts_threshold?: number;
  ip_ban_enabled?: boolean;
}

/** The settings that hold, and those that are on trial. */
export interface HttpConfig {
  stable: HttpSettings | null;
  pending: HttpSettings | null;
  /** When settings on trial are taken back, unless they are promoted. */
  revert_at: string | null;
  active_config_type: string;
}

/** One of the current user's own sessions. */
export interface RefreshToken {
  id: string;
  type: string;
  /** `command_line` for external logins, `null` for long-lived tokens. */
  auth_provider_type: string | null;
  client_id: string | null;
  client_name: string | null;
  created_at: string;
  expire_at: string | null;
  last_used_at: string | null;
  last_used_ip: string | null;
  is_current: boolean;
}

/** Text in Markdown that everybody in the home is shown. */
export interface Notice {
  title: string;
  message: string;
}

/** Shows a notification, until somebody takes it away. */
export async function notifyAll(
  connection: Connection,
  notice: Notice
): Promise<void> {
  await connection.call({
    type: "call_service",
    domain: "persistent_notification",
    service: "create",
    service_data: notice,
  });
}

export function currentUser(connection: Connection): Promise<CurrentUser> {
  return ask(connection, { type: "auth/current_user" }, isCurrentUser);
}

export function listUsers(connection: Connection): Promise<User[]> {
  return ask(connection, { type: "config/auth/list" }, isArrayOf(isUser));
}

/**
 * Changes a user; group ids hold at once, on open connections too.
 *
 * @throws {UnknownGroupError} for a group that Home Assistant lacks: it would
 *   never answer.
 */
export async function updateUser(
  connection: Connection,
  change: UserChange
): Promise<User> {
  const unknown = change.group_ids?.find((id) => !groupIds.includes(id));
  if (unknown !== undefined) {
    throw new UnknownGroupError(`Home Assistant has no group "${unknown}"`, {
      cause: { expected: groupIds, received: unknown },
    });
  }
  const command = { type: "config/auth/update", ...change };
  const { user } = await ask(connection, command, hasUser);
  return user;
}

/** Deletes a user with all sessions. A later login makes another user. */
export async function deleteUser(
  connection: Connection,
  userId: string
): Promise<void> {
  const command = { type: "config/auth/delete", user_id: userId };
  await ask(connection, command, isNull);
}

export function listPersons(connection: Connection): Promise<Persons> {
  return ask(connection, { type: "person/list" }, isPersons);
}

/** Makes a person for a user; a user has at most one. */
export function createPerson(
  connection: Connection,
  person: { name: string; user_id: string }
): Promise<Person> {
  const command = { type: "person/create", device_trackers: [], ...person };
  return ask(connection, command, isPerson);
}

/** What the current user keeps under a key; `null` if nothing. */
export async function getUserData(
  connection: Connection,
  key: string
): Promise<unknown> {
  const command = { type: "frontend/get_user_data", key };
  const { value } = await ask(connection, command, isObject);
  return value ?? null;
}

/** Keeps a value for the current user, on disk and in backups. */
export async function setUserData(
  connection: Connection,
  key: string,
  value: unknown
): Promise<void> {
  const command = { type: "frontend/set_user_data", key, value };
  await ask(connection, command, isNull);
}

export function getConfig(connection: Connection): Promise<CoreConfig> {
  return ask(connection, { type: "get_config" }, isCoreConfig);
}

/**
 * Settings of Home Assistant's own server.
 *
 * @returns `undefined` before 2026.8, where they are in YAML alone.
 */
export async function httpConfig(
  connection: Connection
): Promise<HttpConfig | undefined> {
  try {
    return await ask(connection, { type: "http/config" }, isHttpConfig);
  } catch (error) {
    if (error instanceof CommandError && error.reason === "unknown_command") {
      return undefined;
    }
    throw error;
  }
}

/** The current user's own sessions; nobody may list another's. */
export function listRefreshTokens(
  connection: Connection
): Promise<RefreshToken[]> {
  const command = { type: "auth/refresh_tokens" };
  return ask(connection, command, isArrayOf(isRefreshToken));
}

/**
 * Ends one session of the current user. The connection's own is answered by
 * a close alone: end that with `revokeToken`.
 */
export async function deleteRefreshToken(
  connection: Connection,
  refreshTokenId: string
): Promise<void> {
  const command = {
    type: "auth/delete_refresh_token",
    refresh_token_id: refreshTokenId,
  };
  await ask(connection, command, isObject);
}

async function ask<T>(
  connection: Connection,
  command: Command,
  guard: Guard<T>
): Promise<T> {
  return believe(await connection.call(command), guard, command.type);
}

const isCurrentUser = hasShape<CurrentUser>({
  id: isString,
  name: nullable(isString),
  is_owner: isBoolean,
  is_admin: isBoolean,
  credentials: isArrayOf(
    hasShape<CurrentUser["credentials"][number]>({
      auth_provider_type: isString,
      auth_provider_id: nullable(isString),
    })
  ),
  mfa_modules: isArrayOf(
    hasShape<CurrentUser["mfa_modules"][number]>({
      id: isString,
      name: isString,
      enabled: isBoolean,
    })
  ),
});

const isUser = hasShape<User>({
  id: isString,
  username: nullable(isString),
  name: nullable(isString),
  is_owner: isBoolean,
  is_active: isBoolean,
  local_only: isBoolean,
  system_generated: isBoolean,
  group_ids: isArrayOf(isString),
  credentials: isArrayOf(hasShape<{ type: string }>({ type: isString })),
});

const hasUser = hasShape<{ user: User }>({ user: isUser });

const isPerson = hasShape<Person>({
  id: isString,
  name: isString,
  user_id: optional(nullable(isString)),
});

const isPersons = hasShape<Persons>({
  storage: isArrayOf(isPerson),
  config: isArrayOf(isPerson),
});

const isCoreConfig = hasShape<CoreConfig>({
  state: isString,
  version: isString,
  location_name: isString,
  time_zone: isString,
  language: optional(isString),
});

const isHttpConfig = hasShape<HttpConfig>({
  stable: nullable(isObject as Guard<JsonObject & HttpSettings>),
  pending: nullable(isObject as Guard<JsonObject & HttpSettings>),
  revert_at: nullable(isString),
  active_config_type: isString,
});

const isRefreshToken = hasShape<RefreshToken>({
  id: isString,
  type: isString,
  auth_provider_type: nullable(isString),
  client_id: nullable(isString),
  client_name: nullable(isString),
  created_at: isString,
  expire_at: nullable(isString),
  last_used_at: nullable(isString),
  last_used_ip: nullable(isString),
  is_current: isBoolean,
});
