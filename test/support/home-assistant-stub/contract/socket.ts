import assert from "node:assert/strict";

import type { Connection } from "@ha-external-login/home-assistant";
import {
  AuthInvalidError,
  CommandError,
  connect,
  createPerson,
  currentUser,
  deleteRefreshToken,
  deleteUser,
  getConfig,
  getUserData,
  httpConfig,
  listPersons,
  listRefreshTokens,
  listUsers,
  refreshTokens,
  setUserData,
  updateUser,
} from "@ha-external-login/home-assistant";

import type { Case, Subject } from "./subject.ts";
import {
  administer,
  apiStatus,
  connectionOf,
  isSince,
  newKey,
  page,
  tokensOf,
} from "./subject.ts";

const { client_id } = page;

/** An assertion that a command is refused with a code. */
function refusedAs(...reasons: string[]) {
  return (error: unknown) => {
    assert.ok(error instanceof CommandError, String(error));
    assert.ok(reasons.includes(error.reason), error.message);
    return true;
  };
}

/** Makes a user, and closes the connection that did. */
async function newUserId(subject: Subject, key = newKey()): Promise<string> {
  const connection = await connectionOf(subject, key);
  const { id } = await currentUser(connection);
  connection.close();
  return id;
}

async function withService(
  subject: Subject,
  act: (service: Connection) => Promise<void>
): Promise<void> {
  const service = await administer(subject);
  try {
    await act(service);
  } finally {
    service.close();
    await service.closed;
  }
}

/** `/api/websocket` */
export const socketCases: Case[] = [
  {
    name: "tells its version on a websocket",
    async run(subject) {
      await withService(subject, async ({ haVersion }) => {
        assert.equal(haVersion, subject.version);
      });
    },
  },
  {
    name: "refuses a websocket with a wrong access token",
    async run({ ha }) {
      await assert.rejects(
        connect(ha, "nonsense"),
        (error) =>
          error instanceof AuthInvalidError &&
          error.answer === "Invalid access token or password"
      );
    },
  },
  {
    name: "says who the current user is",
    async run(subject) {
      const connection = await connectionOf(subject, newKey());
      const user = await currentUser(connection);
      assert.match(user.id, /^[0-9a-f]{32}$/);
      assert.deepEqual(user, {
        id: user.id,
        name: "Paula",
        is_owner: false,
        is_admin: false,
        credentials: [
          { auth_provider_type: "command_line", auth_provider_id: "external" },
        ],
        mfa_modules: [
          { id: "totp", name: "Time-based One Time Password", enabled: false },
        ],
      });
      connection.close();
    },
  },
  {
    name: "refuses a command that it does not know",
    async run(subject) {
      await withService(subject, async (service) => {
        await assert.rejects(
          service.call({ type: "nothing/at_all" }),
          refusedAs("unknown_command")
        );
      });
    },
  },
  {
    name: "wants ascending ids",
    async run(subject) {
      const { access_token } = await tokensOf(subject, newKey());
      const url = `${subject.ha.url.replace(/^http/, "ws")}/api/websocket`;
      const socket = subject.ha.runtime.openSocket(url);
      const messages: Record<string, unknown>[] = [];
      await new Promise<void>((resolve) => {
        socket.addEventListener("message", ({ data }) => {
          messages.push(JSON.parse(String(data)) as Record<string, unknown>);
          if (messages.length === 2) {
            socket.send(JSON.stringify({ id: 5, type: "get_config" }));
          }
          if (messages.length === 3) {
            socket.send(JSON.stringify({ id: 5, type: "get_config" }));
          }
          if (messages.length === 4) resolve();
        });
        socket.addEventListener("open", () =>
          socket.send(JSON.stringify({ type: "auth", access_token }))
        );
      });
      socket.close();
      const [required, accepted, first, second] = messages;
      assert.deepEqual(required, {
        type: "auth_required",
        ha_version: subject.version,
      });
      assert.deepEqual(accepted, {
        type: "auth_ok",
        ha_version: subject.version,
      });
      assert.equal(first?.success, true);
      assert.deepEqual(second, {
        id: 5,
        type: "result",
        success: false,
        error: {
          code: "id_reuse",
          message: "Identifier values have to increase.",
        },
      });
    },
  },
  {
    name: "lists its users for administrators only",
    async run(subject) {
      await withService(subject, async (service) => {
        const users = await listUsers(service);
        const owner = users.find(({ is_owner }) => is_owner);
        assert.ok(owner);
        assert.deepEqual(
          { ...owner },
          {
            id: subject.owner.userId,
            username: subject.owner.username,
            name: "Olive Owner",
            is_owner: true,
            is_active: true,
            local_only: false,
            system_generated: false,
            group_ids: ["system-admin"],
            credentials: [{ type: "homeassistant" }],
          }
        );
      });
      const connection = await connectionOf(subject, newKey());
      await assert.rejects(listUsers(connection), refusedAs("unauthorized"));
      await assert.rejects(
        updateUser(connection, {
          user_id: subject.owner.userId,
          group_ids: ["system-users"],
        }),
        refusedAs("unauthorized")
      );
      connection.close();
    },
  },
  {
    name: "changes name, groups and locality of a user, at once",
    async run(subject) {
      const connection = await connectionOf(subject, newKey());
      const { id: user_id } = await currentUser(connection);
      await withService(subject, async (service) => {
        const user = await updateUser(service, {
          user_id,
          name: "Renamed",
          group_ids: ["system-admin"],
          local_only: true,
        });
        assert.equal(user.name, "Renamed");
        assert.deepEqual(user.group_ids, ["system-admin"]);
        assert.equal(user.local_only, true);
        assert.equal((await currentUser(connection)).is_admin, true);
        await updateUser(service, { user_id, group_ids: [] });
        assert.equal((await currentUser(connection)).is_admin, false);
      });
      connection.close();
    },
  },
  {
    name: "refuses changes of nobody, of null, and of the owner's being active",
    async run(subject) {
      await withService(subject, async (service) => {
        const update = (change: object) =>
          service.call({ type: "config/auth/update", ...change });
        await assert.rejects(
          update({ user_id: "0".repeat(32), name: "X" }),
          refusedAs("not_found")
        );
        const user_id = await newUserId(subject);
        for (const key of ["is_active", "group_ids", "local_only"]) {
          await assert.rejects(
            update({ user_id, [key]: null }),
            refusedAs("invalid_format")
          );
        }
        await assert.rejects(
          update({ user_id: subject.owner.userId, is_active: false }),
          refusedAs("cannot_deactivate_owner")
        );
      });
    },
  },
  {
    name: "never answers a change to a group that it lacks",
    async run(subject) {
      const user_id = await newUserId(subject);
      await withService(subject, async (service) => {
        const deadline = new AbortController();
        const lost = service.call(
          { type: "config/auth/update", user_id, group_ids: ["admins"] },
          deadline.signal
        );
        // Commands of one connection are begun in order; ten later answers
        // leave no doubt that this one is not merely late.
        for (let round = 0; round < 10; round += 1) await listUsers(service);
        deadline.abort();
        await assert.rejects(lost, { code: "deadline" });
      });
    },
  },
  {
    name: "ends every session of who is deactivated, for good",
    async run(subject) {
      const key = newKey();
      const tokens = await tokensOf(subject, key);
      const { access_token, refresh_token } = tokens;
      const connection = await connect(subject.ha, access_token);
      const { id: user_id } = await currentUser(connection);
      await withService(subject, async (service) => {
        await updateUser(service, { user_id, is_active: false });
        await connection.closed;
        assert.equal(await apiStatus(subject, access_token), 401);
        await updateUser(service, { user_id, is_active: true });
      });
      assert.equal(await apiStatus(subject, access_token), 401);
      await assert.rejects(
        refreshTokens(subject.ha, { client_id, refresh_token }),
        { code: "refused", reason: "invalid_grant" }
      );
      await tokensOf(subject, key);
    },
  },
  {
    name: "deletes a user, whose key then makes another",
    async run(subject) {
      const key = newKey();
      const { access_token } = await tokensOf(subject, key);
      const connection = await connect(subject.ha, access_token);
      const { id } = await currentUser(connection);
      await withService(subject, async (service) => {
        await deleteUser(service, id);
        // Before 2026.11 the socket stays open, of a user who is gone.
        if (isSince(subject, 11)) await connection.closed;
        else assert.equal((await currentUser(connection)).id, id);
        connection.close();
        assert.equal(await apiStatus(subject, access_token), 401);
        const users = await listUsers(service);
        assert.ok(!users.some((user) => user.id === id));
        await assert.rejects(deleteUser(service, id), refusedAs("not_found"));
      });
      assert.notEqual(await newUserId(subject, key), id);
    },
  },
  {
    name: "does not delete who asks",
    async run(subject) {
      await withService(subject, async (service) => {
        const { id } = await currentUser(service);
        await assert.rejects(
          deleteUser(service, id),
          refusedAs("no_delete_self")
        );
      });
    },
  },
  {
    name: "makes one person of a user",
    async run(subject) {
      const user_id = await newUserId(subject);
      const name = `Person ${user_id}`;
      await withService(subject, async (service) => {
        const person = await createPerson(service, { name, user_id });
        assert.equal(person.name, name);
        assert.equal(person.user_id, user_id);
        const { storage, config } = await listPersons(service);
        assert.ok(storage.some((each) => each.user_id === user_id));
        assert.deepEqual(config, []);
        await assert.rejects(
          createPerson(service, { name: "Again", user_id }),
          refusedAs("invalid_format")
        );
      });
    },
  },
  {
    name: "keeps data of each user",
    async run(subject) {
      const own = await connectionOf(subject, newKey());
      const key = "contract/some-key";
      const value = { a: [1, null, { b: "ü" }], c: "x".repeat(10_000) };
      assert.equal(await getUserData(own, key), null);
      await setUserData(own, key, value);
      assert.deepEqual(await getUserData(own, key), value);
      await setUserData(own, key, null);
      assert.equal(await getUserData(own, key), null);
      own.close();
      const other = await connectionOf(subject, newKey());
      assert.equal(await getUserData(other, key), null);
      other.close();
    },
  },
  {
    name: "says how far it has started, and what it is",
    async run(subject) {
      const connection = await connectionOf(subject, newKey());
      const config = await getConfig(connection);
      assert.equal(config.version, subject.version);
      assert.match(config.state, /^[A-Z_]+$/);
      connection.close();
    },
  },
  {
    name: "tells the settings of its server since 2026.8, to administrators",
    async run(subject) {
      await withService(subject, async (service) => {
        const config = await httpConfig(service);
        assert.equal(config !== undefined, isSince(subject, 8));
        assert.equal(config?.active_config_type, "stable");
        assert.equal(config?.pending, null);
        assert.equal(config?.revert_at, null);
        assert.equal(config?.stable?.use_x_forwarded_for, true);
        assert.ok(config?.stable?.trusted_proxies?.includes("127.0.0.1/32"));
      });
      const connection = await connectionOf(subject, newKey());
      await assert.rejects(httpConfig(connection), refusedAs("unauthorized"));
      connection.close();
    },
  },
  {
    name: "lists one's own sessions, and ends them one by one",
    async run(subject) {
      const key = newKey();
      const other = await tokensOf(subject, key);
      const connection = await connectionOf(subject, key);
      const sessions = await listRefreshTokens(connection);
      assert.equal(sessions.length, 2);
      const [session] = sessions.filter(({ is_current }) => !is_current);
      assert.ok(session);
      assert.deepEqual(Object.keys(session).sort(), [
        "auth_provider_type",
        "client_icon",
        "client_id",
        "client_name",
        "created_at",
        "expire_at",
        "id",
        "is_current",
        "last_used_at",
        "last_used_ip",
        "type",
      ]);
      assert.equal(session.type, "normal");
      assert.equal(session.auth_provider_type, "command_line");
      assert.equal(session.client_id, client_id);
      await deleteRefreshToken(connection, session.id);
      assert.equal(await apiStatus(subject, other.access_token), 401);
      await assert.rejects(
        deleteRefreshToken(connection, session.id),
        refusedAs("invalid_token_id")
      );
      connection.close();
    },
  },
  {
    name: "closes without answer when one's own session is ended",
    async run(subject) {
      const connection = await connectionOf(subject, newKey());
      const [own] = await listRefreshTokens(connection);
      assert.ok(own?.is_current);
      await assert.rejects(deleteRefreshToken(connection, own.id), {
        code: "unreachable",
      });
      await connection.closed;
    },
  },
];
