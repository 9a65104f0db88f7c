/**
 * The service user: the gateway's own account at Home Assistant, made by its
 * own ticket, an administrator from the local network only. One websocket is
 * kept open; nothing of a client's ever travels on it.
 *
 * @module
 */
import { seal, unseal, UnsealError } from "@ha-external-login/flow";
import {
  AuthInvalidError,
  connect,
  DeadlineError,
  getProviders,
  refreshTokens,
  RefusedError,
  UnreachableError,
  type Command,
  type Connection,
  type HomeAssistant,
} from "@ha-external-login/home-assistant";
import { logInAs, ownClientId, TicketRefusedError } from "./act.ts";
import type { GatewayOptions } from "../options.ts";

/** Constant, so that the account is found again without the store. */
export const serviceUsername = "external-login-service";

/** The name that administrators see in their list of users. */
const lines = {
  name: "External login",
  group: "system-admin",
  localOnly: true,
} as const;

/** Where the sealed refresh token is kept. */
const secretName = "service-user";

/** All that an administrator's rights are used for here. */
const calls: readonly string[] = [
  "auth/current_user",
  "config/auth/delete",
  "config/auth/list",
  "config/auth/update",
  "frontend/get_user_data",
  "frontend/set_user_data",
  "get_config",
  "http/config",
  "person/create",
  "person/list",
];

/** Of all that Home Assistant can be made to do: to show a notification. */
function isNotice(command: Command): boolean {
  const { type, domain, service } = command;
  return (
    type === "call_service" &&
    domain === "persistent_notification" &&
    service === "create"
  );
}

/** How Home Assistant is asked with an administrator's rights. */
export interface ServiceUser {
  /** Does something on the open websocket, opening it if need be. */
  use<T>(work: (connection: Connection) => Promise<T>): Promise<T>;

  close(): void;
}

export function createServiceUser(
  options: GatewayOptions,
  ha: HomeAssistant
): ServiceUser {
  const { runtime } = options;
  let opening: Promise<Connection> | undefined;
  let rest: { error: unknown; seconds: number; until: number } | undefined;

  function open(): Promise<Connection> {
    if (opening !== undefined) return opening;
    if (rest !== undefined && runtime.now() < rest.until) {
      return Promise.reject(rest.error);
    }
    const mine = openConnection(options, ha);
    opening = mine;
    mine
      .then(
        (connection) => {
          rest = undefined;
          return connection.closed;
        },
        (error: unknown) => takeRest(error)
      )
      .catch(() => undefined)
      .finally(() => forget(mine));
    return mine;
  }

  /**
   * Home Assistant counts what it refused against our own address, and bans
   * that: after a refusal it is left alone, longer each time.
   */
  function takeRest(error: unknown): void {
    if (!isCounted(error)) return;
    const isBan = error instanceof RefusedError && error.kind === "banned";
    const seconds = isBan
      ? longestRest
      : Math.min(2 * (rest?.seconds ?? shortestRest / 2), longestRest);
    rest = { error, seconds, until: runtime.now() + seconds };
  }

  function close(): void {
    opening?.then((connection) => connection.close()).catch(() => undefined);
    opening = undefined;
  }

  function forget(gone: Promise<Connection> | undefined): void {
    if (opening === gone) opening = undefined;
  }

  return {
    async use(work) {
      const kept = opening;
      try {
        return await work(await open());
      } catch (error) {
        // The other end may be gone without a word: the next one asks anew.
        if (error instanceof DeadlineError) close();
        // A kept connection may have died unnoticed; a fresh one has not.
        const died = kept !== undefined && error instanceof UnreachableError;
        if (!died) throw error;
        forget(kept);
        return work(await open());
      }
    },
    close,
  };
}

/** Seconds of rest after a first refusal, and after many of them or a ban. */
const shortestRest = 60;
const longestRest = 3600;

/** Whether it may have been a wrong login in Home Assistant's eyes. */
function isCounted(error: unknown): boolean {
  if (error instanceof RefusedError) {
    return error.reason !== "onboarding_required";
  }
  return (
    error instanceof TicketRefusedError || error instanceof AuthInvalidError
  );
}

/**
 * Refuses before onboarding: the first user would become the owner.
 *
 * @throws {RefusedError} with the reason `onboarding_required`.
 */
async function openConnection(
  options: GatewayOptions,
  ha: HomeAssistant
): Promise<Connection> {
  await getProviders(ha);
  return limited((await reopen(options, ha)) ?? (await logIn(options, ha)));
}

/** The same connection for nothing but {@link calls}. */
function limited(connection: Connection): Connection {
  return {
    ...connection,
    call: (command, deadline) => {
      if (!calls.includes(command.type) && !isNotice(command)) {
        throw new TypeError(`the service user does not call "${command.type}"`);
      }
      return connection.call(command, deadline);
    },
  };
}

async function reopen(
  options: GatewayOptions,
  ha: HomeAssistant
): Promise<Connection | undefined> {
  const token = await readToken(options);
  if (token === undefined) return undefined;
  try {
    const body = { refresh_token: token, client_id: ownClientId };
    const { access_token } = await refreshTokens(ha, body);
    return await connect(ha, access_token);
  } catch (error) {
    // Revoked or forgotten by Home Assistant: a ticket is the way back.
    if (error instanceof AuthInvalidError) return undefined;
    if (error instanceof RefusedError && error.kind === "view") {
      return undefined;
    }
    throw error;
  }
}

async function logIn(
  options: GatewayOptions,
  ha: HomeAssistant
): Promise<Connection> {
  const tokens = await logInAs(options, ha, serviceUsername, lines);
  const iv = options.runtime.randomBytes(12);
  const sealed = await seal(options.keys, "secret", [tokens.refresh_token], iv);
  await options.store.set("secret", secretName, sealed);
  options.log.info("service_user.logged_in");
  return connect(ha, tokens.access_token);
}

async function readToken(options: GatewayOptions): Promise<string | undefined> {
  const sealed = await options.store.get("secret", secretName);
  if (sealed === undefined) return undefined;
  try {
    return (await unseal(options.keys, "secret", sealed)).fields[0];
  } catch (error) {
    if (error instanceof UnsealError) return undefined;
    throw error;
  }
}
