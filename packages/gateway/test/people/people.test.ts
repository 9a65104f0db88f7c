import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { Person } from "@ha-external-login/flow";
import { createHomeAssistant } from "@ha-external-login/home-assistant";
import {
  openTestHome,
  type TestHome,
  type TestHomeOptions,
} from "../../../../test/support/home.ts";
import type { StubUser } from "../../../../test/support/home-assistant-stub/home.ts";
import type { Group, PeopleRules } from "../../src/options.ts";
import {
  createPeople,
  RoleError,
  type People,
} from "../../src/people/people.ts";
import { createServiceUser } from "../../src/people/service-user.ts";

const alex: Person = {
  issuer: "https://id.example.org",
  subject: "person-1",
  name: "Alex Example",
  account: "alex",
  groups: [],
};

// Lost: that nobody gets in before they are what they may be, and that the
// home keeps somebody who can set things right.
describe("createPeople", () => {
  let home: TestHome;
  let people: People;

  beforeEach(() => open());
  afterEach(() => home.stop());

  async function open(options: TestHomeOptions = {}): Promise<void> {
    home = await openTestHome(options);
    people = replica();
  }

  /** Another process with the same store. */
  function replica(): People {
    const { options } = home;
    const ha = createHomeAssistant(options.runtime, options.homeAssistant);
    return createPeople(options, ha, createServiceUser(options, ha));
  }

  function settle(
    role: Group,
    rules: Partial<PeopleRules> = {},
    person = alex,
    by = people
  ) {
    const [provider] = home.options.providers;
    assert.ok(provider);
    const changed = { ...provider, people: { ...provider.people, ...rules } };
    return by.settle(person, role, changed);
  }

  function userNamed(name: string): StubUser {
    const user = home.stub.home.users.find((one) => one.name === name);
    assert.ok(user, name);
    return user;
  }

  const changes = () =>
    home.stub.messages.filter(({ type }) => type === "config/auth/update");

  it("makes a person with role, name and entry, and knows them again", async () => {
    const first = await settle("system-users");
    assert.ok(first.settled);
    assert.match(first.username, /^x-[a-z2-7]{32}$/);
    const user = userNamed("Alex Example");
    assert.deepEqual(user.group_ids, ["system-users"]);
    assert.deepEqual(
      home.stub.home.persons.map(({ name, user_id }) => [name, user_id]),
      [["Alex Example", user.id]]
    );
    assert.deepEqual(await settle("system-users"), first);
    assert.equal(changes().length, 0, "nothing had to change");
  });

  it("A116: tells people of two providers, and of two spellings, apart", async () => {
    const keys = new Set<string>();
    for (const change of [
      {},
      { issuer: "https://id.example.org/" },
      { subject: "Person-1" },
      { subject: "person-1 " },
    ]) {
      const settled = await settle("system-users", {}, { ...alex, ...change });
      assert.ok(settled.settled);
      keys.add(settled.username);
    }
    assert.equal(keys.size, 4);
  });

  it("A71: leaves the owner as they are, and lets them in", async () => {
    await settle("system-admin");
    const user = userNamed("Alex Example");
    user.is_owner = true;
    const settled = await settle("system-read-only");
    assert.equal(settled.settled, true);
    assert.deepEqual(user.group_ids, ["system-admin"]);
    assert.ok(home.log.some((line) => line.includes("role.kept")));
  });

  it("A71: never takes the last administrator from the home", async () => {
    await settle("system-admin");
    const user = userNamed("Alex Example");
    const owner = home.stub.home.users.find(({ is_owner }) => is_owner);
    assert.ok(owner);
    // Whoever else there is cannot administer: away, inactive, or us.
    for (const change of [
      { is_active: false },
      { local_only: true },
      { system_generated: true },
      { group_ids: ["system-users"] },
    ]) {
      const before = { ...owner };
      Object.assign(owner, change);
      assert.equal((await settle("system-users")).settled, true);
      assert.deepEqual(user.group_ids, ["system-admin"]);
      Object.assign(owner, before);
    }
    await settle("system-users");
    assert.deepEqual(user.group_ids, ["system-users"]);
  });

  it("S13: applies a role before it says that somebody is settled", async () => {
    await settle("system-users");
    const user = userNamed("Alex Example");
    user.group_ids = ["system-admin", "system-users"];
    await settle("system-users");
    assert.deepEqual(user.group_ids, ["system-users"]);
    user.local_only = true;
    await settle("system-users");
    assert.equal(user.local_only, false);
  });

  it("S13: refuses whom Home Assistant does not confirm", async () => {
    await settle("system-users");
    const user = userNamed("Alex Example");
    // It answers, and nothing changed.
    Object.defineProperty(user, "group_ids", {
      get: () => ["system-admin"],
      set: () => undefined,
    });
    await assert.rejects(settle("system-users"), RoleError);
  });

  it("S13: refuses whose role the service user may not set any more", async () => {
    await settle("system-users");
    const user = userNamed("Alex Example");
    const service = userNamed("External login");
    user.group_ids = ["system-admin"];
    const { options } = home;
    const ha = createHomeAssistant(options.runtime, options.homeAssistant);
    const inner = createServiceUser(options, ha);
    const demoting = createPeople(options, ha, {
      ...inner,
      use: (work) =>
        inner.use(async (connection) =>
          work({
            ...connection,
            async call(command, deadline) {
              if (command.type === "config/auth/update") {
                service.group_ids = ["system-users"];
              }
              return connection.call(command, deadline);
            },
          })
        ),
    });
    await assert.rejects(settle("system-users", {}, alex, demoting), RoleError);
    assert.deepEqual(user.group_ids, ["system-admin"]);
  });

  it("leaves a role alone after the first login where that was chosen", async () => {
    const sync = { sync: "first-login" } as const;
    await settle("system-users", sync);
    const user = userNamed("Alex Example");
    user.group_ids = ["system-admin"];
    await settle("system-users", sync);
    assert.deepEqual(user.group_ids, ["system-admin"]);
  });

  it("F18: applies today's role to a user who was made before a crash", async () => {
    // Made as administrator; the process died before the entry was whole.
    const sync = { sync: "first-login" } as const;
    await settle("system-admin", sync);
    const user = userNamed("Alex Example");
    const service = userNamed("External login");
    const entries = home.stub.home.userData.get(service.id);
    assert.ok(entries);
    for (const [key, value] of entries) {
      const { user_id: _lost, ...begun } = value as Record<string, unknown>;
      entries.set(key, begun);
      const identity = key.replace("external_login:", "");
      await home.options.store.delete("person", identity);
    }
    const settled = await settle("system-users", sync);
    assert.equal(settled.settled, true);
    assert.deepEqual(user.group_ids, ["system-users"]);
  });

  it("F19: makes one user of first logins on two replicas at once", async () => {
    const all = await Promise.all([
      settle("system-users"),
      settle("system-users", {}, alex, replica()),
      settle("system-users"),
    ]);
    const names = all.map((one) => (one.settled ? one.username : one.why));
    assert.equal(new Set(names).size, 1);
    const users = home.stub.home.users.filter(
      ({ name }) => name === "Alex Example"
    );
    assert.equal(users.length, 1);
  });

  it("F19: lets nobody wait for a first login that failed", async () => {
    home.stub.intercept = ({ target }) =>
      target === "/auth/revoke"
        ? new Response("x", { status: 500 })
        : undefined;
    await assert.rejects(settle("system-users"));
    home.stub.intercept = undefined;
    const again = await settle("system-users", {}, alex, replica());
    assert.equal(again.settled, true);
  });

  it("gives somebody whom nobody can name the key for a name", async () => {
    const nameless = { ...alex, name: "\u202e", account: undefined };
    const settled = await settle("system-users", {}, nameless);
    assert.ok(settled.settled);
    const [person] = home.stub.home.persons;
    assert.equal(person?.name, settled.username);
  });
});
