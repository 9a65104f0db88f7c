import assert from "node:assert/strict";
import { describe, it } from "node:test";

import type { Command, Connection } from "../src/index.ts";
import {
  CommandError,
  createPerson,
  currentUser,
  deleteRefreshToken,
  deleteUser,
  getUserData,
  httpConfig,
  listUsers,
  setUserData,
  updateUser,
} from "../src/index.ts";

/** A connection that gives one result, and remembers what it was asked. */
function giving(result: unknown): Connection & { commands: Command[] } {
  const commands: Command[] = [];
  return {
    commands,
    haVersion: "2026.11.0",
    closed: new Promise(() => {}),
    close() {},
    async call(command) {
      commands.push(command);
      if (result instanceof Error) throw result;
      return result;
    },
  };
}

const user = {
  id: "a".repeat(32),
  username: null,
  name: "Paula",
  is_owner: false,
  is_active: true,
  local_only: false,
  system_generated: false,
  group_ids: ["system-users"],
  credentials: [{ type: "command_line" }],
};

// Home Assistant never answers a group that it lacks, and an unknown group
// is how somebody becomes administrator elsewhere. It must not get that far.
describe("updateUser", () => {
  it("A61: sends no group that Home Assistant lacks", async () => {
    for (const group of ["admins", "", "System-Admin", "__proto__"]) {
      const connection = giving({ user });
      await assert.rejects(
        updateUser(connection, {
          user_id: user.id,
          group_ids: ["system-users", group],
        }),
        { code: "unknown_group" }
      );
      assert.deepEqual(connection.commands, []);
    }
  });

  it("sends what is to change, and nothing else", async () => {
    const connection = giving({ user });
    const change = { user_id: user.id, group_ids: ["system-users"] };
    assert.deepEqual(await updateUser(connection, change), user);
    assert.deepEqual(connection.commands, [
      { type: "config/auth/update", ...change },
    ]);
  });
});

// A role is applied, or a person deleted, by what these say.
describe("commands", () => {
  it("believe no answer of another shape", async () => {
    const wrong: [unknown, (connection: Connection) => Promise<unknown>][] = [
      [{ ...user, group_ids: "system-admin" }, listUsers],
      [[{ ...user, is_owner: "false" }], listUsers],
      [[{ ...user, id: undefined }], listUsers],
      [{ id: user.id, name: "Paula" }, currentUser],
      [null, currentUser],
      [user, (on) => updateUser(on, { user_id: user.id })],
      ["ok", (on) => deleteUser(on, user.id)],
      [null, (on) => createPerson(on, { name: "P", user_id: user.id })],
      [null, (on) => getUserData(on, "key")],
      [{}, (on) => setUserData(on, "key", 1)],
    ];
    for (const [result, ask] of wrong) {
      await assert.rejects(ask(giving(result)), { code: "malformed_answer" });
    }
  });

  it("say what Home Assistant is asked", async () => {
    const asked: [Command, unknown, (on: Connection) => Promise<unknown>][] = [
      [{ type: "config/auth/list" }, [user], listUsers],
      [
        { type: "config/auth/delete", user_id: user.id },
        null,
        (on) => deleteUser(on, user.id),
      ],
      [
        {
          type: "person/create",
          name: "Paula",
          user_id: user.id,
          device_trackers: [],
        },
        { id: "paula", name: "Paula", user_id: user.id },
        (on) => createPerson(on, { name: "Paula", user_id: user.id }),
      ],
      [
        { type: "frontend/get_user_data", key: "key" },
        { value: null },
        (on) => getUserData(on, "key"),
      ],
      [
        { type: "frontend/set_user_data", key: "key", value: { a: 1 } },
        null,
        (on) => setUserData(on, "key", { a: 1 }),
      ],
      [
        { type: "auth/delete_refresh_token", refresh_token_id: "id" },
        {},
        (on) => deleteRefreshToken(on, "id"),
      ],
    ];
    for (const [command, result, ask] of asked) {
      const connection = giving(result);
      await ask(connection);
      assert.deepEqual(connection.commands, [command]);
    }
  });
});

describe("httpConfig", () => {
  it("is not there before 2026.8, and any other refusal is one", async () => {
    const unknown = new CommandError("http/config", "unknown_command", "?");
    assert.equal(await httpConfig(giving(unknown)), undefined);
    const refused = new CommandError("http/config", "unauthorized", "?");
    await assert.rejects(httpConfig(giving(refused)), {
      reason: "unauthorized",
    });
  });
});
