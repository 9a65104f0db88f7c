import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  createHomeAssistant,
  currentUser,
  DeadlineError,
  UnreachableError,
} from "@ha-external-login/home-assistant";
import { openTestHome, type TestHome } from "../../../../test/support/home.ts";
import {
  createServiceUser,
  type ServiceUser,
} from "../../src/people/service-user.ts";

// Lost: the gateway's own rights at Home Assistant; or, by asking too often
// and wrongly, that it is let in there at all.
describe("createServiceUser", () => {
  let home: TestHome;
  let service: ServiceUser;

  beforeEach(async () => {
    home = await openTestHome();
    service = open();
  });
  afterEach(async () => {
    service.close();
    await home.stop();
  });

  /** Another process with the same store. */
  function open(): ServiceUser {
    const ha = createHomeAssistant(
      home.options.runtime,
      home.options.homeAssistant
    );
    return createServiceUser(home.options, ha);
  }

  function count(what: (target: string, body: string) => boolean): number {
    return home.stub.requests.filter(({ target, body }) => what(target, body))
      .length;
  }

  const tickets = () => count((target) => target === "/auth/login_flow");
  const sockets = () => count((target) => target === "/api/websocket");

  it("is an administrator from the local network only, made by a ticket", async () => {
    const user = await service.use(currentUser);
    const found = home.stub.home.users.find(({ id }) => id === user.id);
    assert.deepEqual(
      [found?.name, found?.group_ids, found?.local_only],
      ["External login", ["system-admin"], true]
    );
  });

  it("S12: calls nothing beyond its list, whoever asks it to", async () => {
    // A fault, or somebody's patch, has it make a token that lasts for years.
    await service.use(currentUser);
    const before = home.stub.messages.length;
    for (const command of [
      {
        type: "auth/long_lived_access_token",
        client_name: "x",
        lifespan: 3650,
      },
      { type: "call_service", domain: "lock", service: "unlock" },
      {
        type: "call_service",
        domain: "persistent_notification",
        service: "dismiss_all",
      },
      { type: "call_service", domain: "shell_command", service: "create" },
    ]) {
      await assert.rejects(
        service.use(async (connection) => connection.call(command)),
        TypeError
      );
    }
    assert.equal(home.stub.messages.length, before);
  });

  it("keeps its token sealed, and logs in once for all processes", async () => {
    await service.use(currentUser);
    const before = tickets();
    await open().use(currentUser);
    assert.equal(tickets(), before);
    const kept = await home.options.store.get("secret", "service-user");
    const tokens = [...home.stub.home.sessions.values()].map((s) => s.token);
    assert.ok(kept !== undefined && tokens.length > 0);
    for (const token of tokens) assert.ok(!kept.includes(token));
  });

  it("opens one connection for all who ask together", async () => {
    const before = sockets();
    await Promise.all([
      service.use(currentUser),
      service.use(currentUser),
      service.use(currentUser),
    ]);
    await service.use(currentUser);
    assert.equal(sockets(), before + 1);
  });

  it("finds a way back by a ticket when its token was revoked", async () => {
    await service.use(currentUser);
    service.close();
    home.stub.home.sessions.clear();
    const before = tickets();
    await open().use(currentUser);
    assert.equal(tickets(), before + 1);
  });

  it("takes a token that it cannot open for none", async () => {
    await home.options.store.set("secret", "service-user", "AQABnoise");
    await service.use(currentUser);
    assert.equal((await service.use(currentUser)).is_admin, true);
  });

  it("F16: does it again on a fresh connection when the kept one died", async () => {
    await service.use(currentUser);
    const before = sockets();
    home.stub.restart();
    const user = await service.use(currentUser);
    assert.equal(user.is_admin, true);
    assert.equal(sockets(), before + 1);
  });

  it("F16: does nothing twice because of an error of its own", async () => {
    await service.use(currentUser);
    let calls = 0;
    const fail = service.use(async () => {
      calls += 1;
      throw new TypeError("x");
    });
    await assert.rejects(fail, TypeError);
    assert.equal(calls, 1);
  });

  it("F16: asks anew after a call that nobody answered", async () => {
    // The other end is gone without a word: no close ever comes.
    await service.use(currentUser);
    const before = sockets();
    const late = service.use(() => Promise.reject(new DeadlineError("x")));
    await assert.rejects(late, DeadlineError);
    await service.use(currentUser);
    assert.equal(sockets(), before + 1);
  });

  it("says at once that nobody is there, and asks again each time", async () => {
    home.stub.down();
    await assert.rejects(service.use(currentUser), UnreachableError);
    await assert.rejects(service.use(currentUser), UnreachableError);
    home.stub.up();
    await service.use(currentUser);
  });

  it("A31: rests after a refusal, longer each time", async () => {
    await home.stop();
    home = await openTestHome({
      stub: { checkTicket: () => ({ ok: false, lines: [] }) },
    });
    service = open();
    const before = tickets();
    const refused = async () => {
      await assert.rejects(service.use(currentUser), { code: "ticket" });
      return tickets() - before;
    };
    assert.equal(await refused(), 1);
    home.wait(59);
    assert.equal(await refused(), 1);
    home.wait(1);
    assert.equal(await refused(), 2);
    home.wait(119);
    assert.equal(await refused(), 2);
    home.wait(1);
    assert.equal(await refused(), 3);
  });

  it("A31: rests for an hour after a ban", async () => {
    const ban = () =>
      new Response("403: Forbidden", {
        status: 403,
        headers: { server: "aiohttp" },
      });
    home.stub.intercept = ban;
    const before = home.stub.requests.length;
    await assert.rejects(service.use(currentUser), { kind: "banned" });
    home.wait(3599);
    await assert.rejects(service.use(currentUser), { kind: "banned" });
    assert.equal(home.stub.requests.length, before + 1);
    home.stub.intercept = undefined;
    home.wait(1);
    await service.use(currentUser);
  });

  it("A59: begins nothing before onboarding, and goes on right after it", async () => {
    home.stub.intercept = () =>
      Response.json(
        { message: "x", code: "onboarding_required" },
        { status: 400, headers: { "x-content-type-options": "nosniff" } }
      );
    const before = tickets();
    const early = service.use(currentUser);
    await assert.rejects(early, { reason: "onboarding_required" });
    assert.equal(tickets(), before);
    home.stub.intercept = undefined;
    await service.use(currentUser);
  });

  it("S12: never says for whom somebody asks", async () => {
    await service.use(currentUser);
    const own = home.stub.requests.filter(
      ({ target }) => target === "/api/websocket" || target === "/auth/token"
    );
    assert.ok(own.length > 0);
    for (const { headers, client } of own) {
      assert.equal(client, "127.0.0.1");
      const names = headers.map(([name]) => name.toLowerCase());
      assert.ok(!names.some((name) => name.startsWith("x-forwarded")));
    }
  });
});
