import type { Home, StubSession, StubUser } from "./home.ts";
import { deactivateUser, deleteUser, endSession, hexId } from "./home.ts";
import { newTotpSecret, totp } from "./totp.ts";

type Message = Record<string, unknown>;

/** A command that is refused; the code is Home Assistant's. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string, words: string) {
    super(words);
    this.code = code;
  }
}

/** The result of a command that never gets an answer. */
export const silence = Symbol("silence");

type Handle = (home: Home, session: StubSession, message: Message) => unknown;

/** Carries a command out. */
export function command(
  home: Home,
  session: StubSession,
  message: Message
): unknown {
  const handle = new Map(Object.entries(commands)).get(String(message.type));
  if (!handle || (handle === httpConfig && !home.release.hasHttpConfig)) {
    throw new Refusal("unknown_command", "Unknown command.");
  }
  if (forAdministrators.has(handle) && !isAdmin(session.user)) {
    throw new Refusal("unauthorized", "Unauthorized");
  }
  return handle(home, session, message);
}

function isAdmin(user: StubUser): boolean {
  return user.is_owner || user.group_ids.includes("system-admin");
}

function currentUser(home: Home, { user }: StubSession): unknown {
  return {
    id: user.id,
    name: user.name,
    is_owner: user.is_owner,
    is_admin: isAdmin(user),
    credentials: home.credentials
      .filter((credential) => credential.user === user)
      .map(({ type, providerId }) => ({
        auth_provider_type: type,
        auth_provider_id: providerId,
      })),
    mfa_modules: [
      {
        id: "totp",
        name: "Time-based One Time Password",
        enabled: Boolean(user.totp),
      },
    ],
  };
}

function refreshTokens(home: Home, own: StubSession): unknown {
  const iso = (time: number) => new Date(time * 1000).toISOString();
  return [...home.sessions.values()]
    .filter((session) => session.user === own.user)
    .map((session) => ({
      id: session.id,
      type: "normal",
      auth_provider_type: session.credential.type,
      client_id: session.clientId,
      client_name: null,
      client_icon: null,
      created_at: iso(session.createdAt),
      expire_at: iso(session.createdAt + 90 * 86_400),
      last_used_at: iso(session.createdAt),
      last_used_ip: session.lastUsedIp,
      is_current: session === own,
    }));
}

function deleteRefreshToken(
  home: Home,
  own: StubSession,
  message: Message
): unknown {
  const session = home.sessions.get(String(message.refresh_token_id));
  if (session?.user !== own.user) {
    throw new Refusal("invalid_token_id", "Received invalid token");
  }
  endSession(home, session);
  return session === own ? silence : {};
}

function publicUser(home: Home, user: StubUser): unknown {
  const credentials = home.credentials.filter(
    (credential) => credential.user === user
  );
  const local = credentials.find(({ type }) => type === "homeassistant");
  return {
    id: user.id,
    username: local?.username ?? null,
    name: user.name,
    is_owner: user.is_owner,
    is_active: user.is_active,
    local_only: user.local_only,
    system_generated: user.system_generated,
    group_ids: user.group_ids,
    credentials: credentials.map(({ type }) => ({ type })),
  };
}

function listUsers(home: Home): unknown {
  return home.users.map((user) => publicUser(home, user));
}

function findUser(home: Home, message: Message): StubUser {
  const user = home.users.find(({ id }) => id === message.user_id);
  if (!user) throw new Refusal("not_found", "User not found");
  return user;
}

function updateUser(home: Home, _own: StubSession, message: Message): unknown {
  const user = findUser(home, message);
  const { name, is_active, group_ids, local_only } = message;
  if ([name, is_active, group_ids, local_only].includes(null)) {
    throw new Refusal("invalid_format", "expected a value");
  }
  if (user.system_generated) {
    throw new Refusal(
      "cannot_modify_system_generated",
      "Unable to update system generated users."
    );
  }
  if (user.is_owner && is_active === false) {
    throw new Refusal("cannot_deactivate_owner", "Unable to deactivate owner.");
  }
  const known = ["system-admin", "system-users", "system-read-only"];
  if (Array.isArray(group_ids)) {
    if (!group_ids.every((id) => known.includes(String(id)))) return silence;
    user.group_ids = group_ids.map(String);
  }
  if (typeof name === "string") user.name = name;
  if (typeof local_only === "boolean") user.local_only = local_only;
  if (is_active === true) user.is_active = true;
  if (is_active === false) deactivateUser(home, user);
  return { user: publicUser(home, user) };
}

function removeUser(home: Home, own: StubSession, message: Message): unknown {
  if (message.user_id === own.user.id) {
    throw new Refusal("no_delete_self", "Unable to delete your own account");
  }
  const user = findUser(home, message);
  if (user.is_owner && home.release.keepsOwner) {
    throw new Refusal("cannot_delete_owner", "Unable to delete owner.");
  }
  deleteUser(home, user);
  return null;
}

function listPersons(home: Home): unknown {
  return { storage: home.persons, config: [] };
}

function createPerson(
  home: Home,
  _own: StubSession,
  message: Message
): unknown {
  const { name, user_id: userId } = message;
  if (home.persons.some((person) => person.user_id === userId)) {
    throw new Refusal("invalid_format", "User already taken");
  }
  if (!home.users.some(({ id }) => id === userId)) {
    throw new Refusal("invalid_format", "User does not exist");
  }
  const slug = String(name)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_");
  const person = {
    id: home.persons.some(({ id }) => id === slug) ? hexId() : slug,
    name: String(name),
    user_id: String(userId),
    device_trackers: [],
  };
  home.persons.push(person);
  return person;
}

function getUserData(
  home: Home,
  { user }: StubSession,
  message: Message
): unknown {
  const data = home.userData.get(user.id) ?? new Map<string, unknown>();
  if (message.key === undefined) return { value: Object.fromEntries(data) };
  return { value: data.get(String(message.key)) ?? null };
}

function setUserData(
  home: Home,
  { user }: StubSession,
  message: Message
): unknown {
  const data = home.userData.get(user.id) ?? new Map<string, unknown>();
  home.userData.set(user.id, data);
  data.set(String(message.key), structuredClone(message.value));
  return null;
}

function getConfig(home: Home): unknown {
  const { state, version } = home;
  return {
    state,
    version,
    location_name: "Willow House",
    time_zone: "Europe/Amsterdam",
  };
}

function httpConfig(home: Home): unknown {
  const stable = {
    server_port: 8123,
    ...(home.trusted && {
      use_x_forwarded_for: true,
      trusted_proxies: ["127.0.0.1/32"],
    }),
    cors_allowed_origins: ["https://cast.home-assistant.io"],
    login_attempts_threshold: -1,
    ip_ban_enabled: true,
    use_x_frame_options: true,
    error: null,
    error_message: null,
  };
  return {
    stable,
    pending: null,
    revert_at: null,
    active_config_type: "stable",
    default: { server_port: 8123 },
  };
}

function setupMfa(
  home: Home,
  { user }: StubSession,
  message: Message
): unknown {
  if (message.mfa_module_id === "totp") {
    const id = hexId();
    const secret = newTotpSecret();
    home.totpSetups.set(id, { user, secret });
    return {
      type: "form",
      flow_id: id,
      handler: "totp",
      step_id: "init",
      data_schema: [{ type: "string", name: "code", required: true }],
      errors: {},
      description_placeholders: { code: secret, url: "", qr_code: "" },
    };
  }
  const setup = home.totpSetups.get(String(message.flow_id));
  const input = message.user_input as Message | undefined;
  if (setup?.user !== user || input?.code !== totp(setup.secret, home.now())) {
    throw new Refusal("invalid_format", "Invalid code");
  }
  user.totp = setup.secret;
  home.totpSetups.delete(String(message.flow_id));
  return {
    type: "create_entry",
    flow_id: message.flow_id,
    handler: "totp",
    description: null,
    description_placeholders: null,
  };
}

const commands: Record<string, Handle> = {
  "auth/current_user": currentUser,
  "auth/refresh_tokens": refreshTokens,
  "auth/delete_refresh_token": deleteRefreshToken,
  "auth/setup_mfa": setupMfa,
  "config/auth/list": listUsers,
  "config/auth/update": updateUser,
  "config/auth/delete": removeUser,
  "person/list": listPersons,
  "person/create": createPerson,
  "frontend/get_user_data": getUserData,
  "frontend/set_user_data": setUserData,
  get_config: getConfig,
  "http/config": httpConfig,
};

const forAdministrators = new Set<Handle>([
  listUsers,
  updateUser,
  removeUser,
  createPerson,
  httpConfig,
]);
