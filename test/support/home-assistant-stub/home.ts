/**
 * Everything that the stand-in remembers. A restart forgets flows and codes,
 * as Home Assistant does, and keeps the rest.
 *
 * @module
 */
import { randomBytes } from "node:crypto";

import type { CheckTicket } from "./ticket.ts";
import type { Release } from "./release.ts";

/** A user; names are Home Assistant's. */
export interface StubUser {
  id: string;
  name: string | null;
  is_owner: boolean;
  is_active: boolean;
  local_only: boolean;
  system_generated: boolean;
  group_ids: string[];
  /** Base32 secret of the second factor, if there is one. */
  totp?: string;
}

/** What somebody logs in with. Without `user` until a code was exchanged. */
export interface StubCredential {
  type: "homeassistant" | "command_line";
  providerId: string | null;
  username: string;
  user?: StubUser;
}

/** One session. */
export interface StubSession {
  id: string;
  token: string;
  user: StubUser;
  credential: StubCredential;
  clientId: string;
  createdAt: number;
  lastUsedIp: string;
  accessTokens: Map<string, number>;
}

export interface StubFlow {
  id: string;
  type: "homeassistant" | "command_line";
  address: string;
  clientId: string;
  redirectUri: string;
  challenge: string | undefined;
  createdAt: number;
  busy: boolean;
  /** Who passed the first factor, and is asked for the second. */
  credential?: StubCredential;
  wrongCodes: number;
}

export interface StubCode {
  clientId: string;
  challenge: string | undefined;
  credential: StubCredential;
  createdAt: number;
}

export interface StubPerson {
  id: string;
  name: string;
  user_id: string | null;
  device_trackers: string[];
}

export interface Home {
  version: string;
  release: Release;
  now(): number;
  /** Id of the `command_line` provider. */
  ticketProvider: string;
  /** Whether that provider has `meta: true`. */
  meta: boolean;
  checkTicket: CheckTicket;
  /** Whether the loopback address is a trusted proxy. */
  trusted: boolean;
  /** `RUNNING`, once Home Assistant keeps what it is told. */
  state: string;
  /** Passwords of Home Assistant's own provider, by username. */
  passwords: Map<string, string>;
  users: StubUser[];
  credentials: StubCredential[];
  sessions: Map<string, StubSession>;
  persons: StubPerson[];
  /** Per user id, then per key. */
  userData: Map<string, Map<string, unknown>>;
  flows: Map<string, StubFlow>;
  codes: Map<string, StubCode>;
  /** What a `command_line` login said of a username, for a user to be made. */
  lines: Map<string, Record<string, string>>;
  /** TOTP secrets that wait for their first code, by set-up flow. */
  totpSetups: Map<string, { user: StubUser; secret: string }>;
  sockets: Set<StubSocket>;
}

/** A websocket that authenticated as a session. */
export interface StubSocket {
  session: StubSession | undefined;
  close(): void;
}

/** 32 hex digits, as all of Home Assistant's ids. */
export function hexId(): string {
  return randomBytes(16).toString("hex");
}

/** Ends one session: its tokens and its websockets. */
export function endSession(home: Home, session: StubSession): void {
  home.sessions.delete(session.id);
  for (const socket of home.sockets) {
    if (socket.session === session) socket.close();
  }
}

/** Ends all sessions of a user. */
export function endSessions(home: Home, user: StubUser): void {
  for (const session of home.sessions.values()) {
    if (session.user === user) endSession(home, session);
  }
}

/** Session of an access token that is still good. */
export function sessionOf(
  home: Home,
  accessToken: string
): StubSession | undefined {
  for (const session of home.sessions.values()) {
    const expiresAt = session.accessTokens.get(accessToken);
    if (expiresAt !== undefined) {
      return expiresAt > home.now() ? session : undefined;
    }
  }
  return undefined;
}

/** Another access token for a session. */
export function newAccessToken(home: Home, session: StubSession): string {
  const token = randomBytes(48).toString("base64url");
  session.accessTokens.set(token, home.now() + 1800);
  return token;
}

export function newUser(home: Home, user: Partial<StubUser>): StubUser {
  const made: StubUser = {
    id: hexId(),
    name: null,
    is_owner: false,
    is_active: true,
    local_only: false,
    system_generated: false,
    group_ids: ["system-admin"],
    ...user,
  };
  home.users.push(made);
  return made;
}

export function deleteUser(home: Home, user: StubUser): void {
  for (const session of home.sessions.values()) {
    if (session.user !== user) continue;
    if (home.release.closesDeletedSockets) endSession(home, session);
    else home.sessions.delete(session.id);
  }
  home.users = home.users.filter((other) => other !== user);
  home.credentials = home.credentials.filter(
    (credential) => credential.user !== user
  );
  home.userData.delete(user.id);
  for (const person of home.persons) {
    if (person.user_id === user.id) person.user_id = null;
  }
}

export function deactivateUser(home: Home, user: StubUser): void {
  user.is_active = false;
  endSessions(home, user);
}

/** Why a user may not log in from an address, in Home Assistant's words. */
export function blockedBecause(
  user: StubUser,
  isLocalAddress: boolean
): string | undefined {
  if (!user.is_active) return "User is not active";
  if (user.local_only && !isLocalAddress) {
    return "User cannot authenticate remotely";
  }
  return undefined;
}
