/**
 * Who somebody is at Home Assistant, with the role they have now. A person
 * who was never here is made first, by the gateway itself, so that nobody
 * gets in before role and name are what they have to be.
 *
 * @module
 */
import type { AbortReason, Person } from "@ha-external-login/flow";
import {
  CommandError,
  createPerson,
  currentUser,
  listPersons,
  listUsers,
  updateUser,
  type HomeAssistant,
  type User,
} from "@ha-external-login/home-assistant";
import { actAs } from "./act.ts";
import { sendCanary } from "./canary.ts";
import { isLocalOnly } from "./claims.ts";
import { identityOf, keyOf } from "./identity.ts";
import type { GatewayOptions, Group, ProviderOptions } from "../options.ts";
import { readCached, readEntry, writeEntry, type Entry } from "./people-map.ts";
import type { ServiceUser } from "./service-user.ts";
import { ticketName } from "./ticket.ts";

/** A person whose role is in force, or the reason why they don't get in. */
type Settled =
  { settled: true; username: string } | { settled: false; why: AbortReason };

/** Everybody who comes through external login. */
export interface People {
  /** Makes sure that this person is a user with this role, right now. */
  settle(
    person: Person,
    role: Group,
    provider: ProviderOptions
  ): Promise<Settled>;
}

/** How long the making of one person may hold up another first login. */
const lockLife = 60;

export function createPeople(
  options: GatewayOptions,
  ha: HomeAssistant,
  service: ServiceUser
): People {
  const { store, runtime, log } = options;
  const alone = createQueue();
  let canaryCameBack = false;

  async function settle(
    person: Person,
    role: Group,
    provider: ProviderOptions
  ): Promise<Settled> {
    const identity = await identityOf(person.issuer, person.subject);
    const wanted: Wanted = {
      identity,
      group: role,
      localOnly: isLocalOnly(person, provider.people),
      name: ticketName(person.name) || ticketName(person.account ?? ""),
      provider,
    };
    const cached = await readCached(store, identity);
    if (cached?.user_id !== undefined) {
      const settled = await settleKnown(cached, cached.user_id, wanted);
      if (settled !== undefined) return settled;
    }
    return alone(identity, () => locked(identity, () => settleFirst(wanted)));
  }

  /** @returns `undefined` if Home Assistant has no such user. */
  async function settleKnown(
    entry: Entry,
    userId: string,
    wanted: Wanted,
    isNew = false
  ): Promise<Settled | undefined> {
    const users = await service.use(listUsers);
    const user = users.find(({ id }) => id === userId);
    if (user === undefined) return undefined;
    if (!user.is_active) return { settled: false, why: "inactive" };
    if (isNew || wanted.provider.people.sync === "every-login") {
      await applyRole(user, users, entry, wanted);
    }
    return { settled: true, username: entry.key };
  }

  async function settleFirst(wanted: Wanted): Promise<Settled> {
    const entry = await readEntry(store, service, wanted.identity);
    if (entry?.user_id === undefined) return makeUser(entry, wanted);
    const settled = await settleKnown(entry, entry.user_id, wanted);
    // Whom an administrator deleted is not made again behind their back.
    return settled ?? { settled: false, why: "deleted" };
  }

  async function makeUser(
    begun: Entry | undefined,
    wanted: Wanted
  ): Promise<Settled> {
    if (!canaryCameBack) {
      await sendCanary(options, ha, service);
      canaryCameBack = true;
    }
    const entry: Entry = begun ?? {
      key: keyOf(runtime.randomBytes(20)),
      group: wanted.group,
      local_only: wanted.localOnly,
      provider: wanted.provider.id,
      name: wanted.name,
    };
    // The key is kept before anybody uses it: a user under a key that was
    // lost could never be logged in again.
    await writeEntry(store, service, wanted.identity, entry);
    const lines = {
      name: wanted.name,
      group: wanted.group,
      localOnly: wanted.localOnly,
    };
    const { id } = await actAs(
      options,
      ha,
      { username: entry.key, lines },
      currentUser
    );
    const settled = await settleKnown(entry, id, wanted, true);
    if (settled?.settled) {
      await addPerson(id, wanted.name || entry.key);
      const { group, localOnly } = wanted;
      const known = { ...entry, user_id: id, group, local_only: localOnly };
      await writeEntry(store, service, wanted.identity, known);
      log.info("person.created", { provider: wanted.provider.id, group });
    }
    return settled ?? { settled: false, why: "failed" };
  }

  /**
   * Puts the user in the group and believes it only when Home Assistant says
   * so. The owner and the last administrator are left as they are.
   */
  async function applyRole(
    user: User,
    users: User[],
    entry: Entry,
    wanted: Wanted
  ): Promise<void> {
    const { group, localOnly } = wanted;
    if (hasRole(user, group, localOnly)) return;
    if (user.is_owner || (demotes(user, group) && isLast(user, users))) {
      log.warn("role.kept", { provider: wanted.provider.id, group });
      return;
    }
    const change = {
      user_id: user.id,
      group_ids: [group],
      local_only: localOnly,
    };
    const changed = await service
      .use((connection) => updateUser(connection, change))
      .catch(unconfirmed);
    if (!hasRole(changed, group, localOnly)) throw new RoleError();
    if (entry.user_id !== undefined) {
      const applied = { ...entry, group, local_only: localOnly };
      await writeEntry(store, service, wanted.identity, applied);
    }
    log.info("role.applied", { provider: wanted.provider.id, group });
  }

  async function addPerson(userId: string, name: string): Promise<void> {
    await service.use(async (connection) => {
      const { storage, config } = await listPersons(connection);
      const has = [...storage, ...config].some((p) => p.user_id === userId);
      if (!has) await createPerson(connection, { name, user_id: userId });
    });
  }

  async function locked<T>(name: string, work: () => Promise<T>): Promise<T> {
    for (let tries = 0; tries < 10 * lockLife; tries += 1) {
      const now = runtime.now();
      const release = await store.lock(name, now, now + lockLife);
      if (release !== undefined) return work().finally(release);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new RoleError();
  }

  return { settle };
}

/** Home Assistant would not confirm what the person may do. */
export class RoleError extends Error {
  readonly name = "RoleError";

  readonly code = "role.unconfirmed";
}

/** A refusal is no confirmation; whoever is away may be asked again. */
function unconfirmed(error: unknown): never {
  throw error instanceof CommandError ? new RoleError() : error;
}

interface Wanted {
  identity: string;
  group: Group;
  localOnly: boolean;
  name: string;
  provider: ProviderOptions;
}

function hasRole(user: User, group: Group, localOnly: boolean): boolean {
  return user.group_ids.join() === group && user.local_only === localOnly;
}

function demotes(user: User, group: Group): boolean {
  return user.group_ids.includes("system-admin") && group !== "system-admin";
}

/** Whether nobody else could administer the home. */
function isLast(user: User, users: User[]): boolean {
  return !users.some(
    ({ id, is_active, local_only, system_generated, group_ids }) =>
      id !== user.id &&
      is_active &&
      !local_only &&
      !system_generated &&
      group_ids.includes("system-admin")
  );
}

/** One at a time by name, within this process. */
function createQueue() {
  const tails = new Map<string, Promise<unknown>>();
  return function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = tails.get(name) ?? Promise.resolve();
    const mine = before.then(work, work);
    const tail = mine
      .catch(() => undefined)
      .finally(() => {
        if (tails.get(name) === tail) tails.delete(name);
      });
    tails.set(name, tail);
    return mine;
  };
}
