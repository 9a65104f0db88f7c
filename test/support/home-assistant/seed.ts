/**
 * A home as it is after onboarding, written down as the files that Home
 * Assistant keeps. One seed for every release: what older ones read from YAML
 * and newer ones from storage is in both.
 *
 * @module
 */
import { createHmac } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Who set the home up. The password is for tests and for the sandbox. */
export const owner = {
  userId: "0000000000000000000000000000000a",
  username: "owner",
  password: "correct-horse-battery",
  name: "Olive Owner",
} as const;

/** bcrypt of the owner's password, in base64 as Home Assistant keeps it. */
const passwordHash =
  "JDJiJDA2JGs2bVByR0plTzM4WVdmR1RlN21MQk9OMjkzeXE5eXpyMzAvbEhlYzdES0I5V0tMaFRiNlpX";

/** Home Assistant's id of the three groups. */
export type SeedGroup = "system-admin" | "system-users" | "system-read-only";

/** Somebody who is in the home before anything happens. */
export interface SeedPerson {
  /** 32 hex digits; made from the place in the list if absent. */
  userId?: string;
  name: string;
  group: SeedGroup;

  /** Name for Home Assistant's own form; the password is the owner's. */
  username?: string;

  /** Usernames of the ticket provider that lead to this user. */
  keys?: string[];

  /** Base32 secret of a second factor. */
  totp?: string;
  isActive?: boolean;
  localOnly?: boolean;
}

/** What a home looks like. */
export interface Seed {
  port: number;

  /** Path of the configuration as Home Assistant sees it. */
  inside: string;
  people: SeedPerson[];

  /** Base32 secret of the owner's second factor. */
  ownerTotp?: string;

  /** Usernames of the ticket provider that lead to the owner. */
  ownerKeys?: string[];

  /** False: nobody lives here yet. */
  onboarded: boolean;

  /** Whether requests from loopback may say for whom they are. */
  trustsProxy: boolean;

  /** Whether the `command_line` entry for tickets is there. */
  ticketProvider: boolean;

  /** YAML at the end of `configuration.yaml`. */
  configuration: string;
}

/** Writes the configuration directory of a home. */
export async function seedHome(directory: string, seed: Seed): Promise<void> {
  const files = {
    "configuration.yaml": configuration(seed),
    ".storage/auth": stored("auth", 1, 1, users(seed)),
    ".storage/auth_provider.homeassistant": stored(
      "auth_provider.homeassistant",
      1,
      1,
      { users: passwords(seed) }
    ),
    ".storage/auth_module.totp": stored("auth_module.totp", 1, 1, {
      users: secondFactors(seed),
    }),
    ".storage/onboarding": stored("onboarding", 4, 1, {
      done: seed.onboarded
        ? ["user", "core_config", "analytics", "integration"]
        : [],
    }),
    ".storage/http": stored("http", 2, 2, http(seed)),
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text, { mode: 0o600 });
  }
}

/**
 * An access token of the system user that every seed contains, good for any
 * administrator's command. It is not a login: no code, no session of a person.
 */
export function systemToken(now: number): string {
  const part = (value: unknown) =>
    Buffer.from(JSON.stringify(value)).toString("base64url");
  const head = part({ alg: "HS256", typ: "JWT" });
  const body = part({ iss: system.tokenId, iat: now, exp: now + 86_400 });
  const mac = createHmac("sha256", system.key).update(`${head}.${body}`);
  return `${head}.${body}.${mac.digest("base64url")}`;
}

const system = {
  userId: "0000000000000000000000000000000b",
  tokenId: "0000000000000000000000000000000c",
  key: "d".repeat(128),
};

function configuration(seed: Seed): string {
  return `homeassistant:
  name: Willow House
  latitude: 52.37
  longitude: 4.89
  elevation: 0
  time_zone: Europe/Amsterdam
  unit_system: metric
  auth_mfa_modules:
    - type: totp
  auth_providers:
    - type: homeassistant
${seed.ticketProvider ? ticketProvider(seed.inside) : ""}
http:
  server_port: ${seed.port}
  server_host: 127.0.0.1
  login_attempts_threshold: -1
${seed.trustsProxy ? trustedProxies : ""}
api:
frontend:
person:
config:
logger:
  default: warning

${seed.configuration}`;
}

function ticketProvider(inside: string): string {
  return `    - type: command_line
      id: external
      name: External login
      command: /bin/sh
      args: ["${inside}/external_login/ticket.sh"]
      meta: true
`;
}

const loopback = ["127.0.0.1/32", "::1/128"];

/** The two come together or not at all, or the file is not valid. */
const trustedProxies = `  use_x_forwarded_for: true
  trusted_proxies: ${JSON.stringify(loopback)}
`;

function http(seed: Seed): unknown {
  const stable = {
    server_port: seed.port,
    server_host: ["127.0.0.1"],
    use_x_forwarded_for: seed.trustsProxy,
    trusted_proxies: seed.trustsProxy ? loopback : [],
    cors_allowed_origins: ["https://cast.home-assistant.io"],
    login_attempts_threshold: -1,
    ip_ban_enabled: true,
    ssl_profile: "modern",
    use_x_frame_options: true,
    created_at: "2026-01-01T00:00:00+00:00",
    error: null,
    error_message: null,
  };
  return { stable, pending: null, yaml_migration_done: true };
}

function users(seed: Seed): unknown {
  const people = seed.onboarded ? residents(seed) : [];
  return {
    users: [
      user(system.userId, "Observer", "system-admin", {
        system_generated: true,
      }),
      ...people.map((person) =>
        user(person.userId, person.name, person.group, {
          is_owner: person.userId === owner.userId,
          is_active: person.isActive ?? true,
          local_only: person.localOnly ?? false,
        })
      ),
    ],
    groups: [
      { id: "system-admin", name: "Administrators" },
      { id: "system-users", name: "Users" },
      { id: "system-read-only", name: "Read Only" },
    ],
    credentials: people.flatMap(credentials),
    refresh_tokens: [systemRefreshToken()],
  };
}

type Resident = SeedPerson & { userId: string };

function residents(seed: Seed): Resident[] {
  const first: Resident = { ...owner, group: "system-admin" };
  if (seed.ownerTotp) first.totp = seed.ownerTotp;
  if (seed.ownerKeys) first.keys = seed.ownerKeys;
  const others = seed.people.map((person, index) => ({
    userId: hex32(0x100 + index),
    ...person,
  }));
  return [first, ...others];
}

function user(
  id: string,
  name: string,
  group: SeedGroup,
  more: Record<string, boolean>
): unknown {
  const usual = {
    is_owner: false,
    is_active: true,
    system_generated: false,
    local_only: false,
  };
  return { id, name, group_ids: [group], ...usual, ...more };
}

function credentials(person: Resident, place: number): unknown[] {
  const own = person.username
    ? [{ type: "homeassistant", id: null, username: person.username }]
    : [];
  const keys = (person.keys ?? []).map((username) => ({
    type: "command_line",
    id: "external",
    username,
  }));
  return [...own, ...keys].map((credential, index) => ({
    id: hex32(0x10000 + place * 0x100 + index),
    user_id: person.userId,
    auth_provider_type: credential.type,
    auth_provider_id: credential.id,
    data: { username: credential.username },
  }));
}

function passwords(seed: Seed): unknown[] {
  if (!seed.onboarded) return [];
  return residents(seed)
    .filter((person) => person.username !== undefined)
    .map(({ username }) => ({ username, password: passwordHash }));
}

function secondFactors(seed: Seed): Record<string, string> {
  return Object.fromEntries(
    residents(seed)
      .filter((person) => person.totp !== undefined)
      .map((person) => [person.userId, person.totp ?? ""])
  );
}

function systemRefreshToken(): unknown {
  return {
    id: system.tokenId,
    user_id: system.userId,
    client_id: null,
    client_name: null,
    client_icon: null,
    token_type: "system",
    created_at: "2026-01-01T00:00:00+00:00",
    access_token_expiration: 1800,
    token: "e".repeat(128),
    jwt_key: system.key,
    last_used_at: null,
    last_used_ip: null,
    expire_at: null,
    credential_id: null,
    version: null,
  };
}

function stored(
  key: string,
  version: number,
  minor: number,
  data: unknown
): string {
  return JSON.stringify({ version, minor_version: minor, key, data }, null, 2);
}

const hex32 = (value: number) => value.toString(16).padStart(32, "0");
