import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { parse } from "yaml";
import { owner, type Seed, seedHome } from "../home-assistant/seed.ts";

const usual: Seed = {
  port: 8123,
  inside: "/config",
  people: [],
  onboarded: true,
  trustsProxy: true,
  ticketProvider: true,
  configuration: "",
};

let parent: string;
let directory: string;

before(async () => {
  parent = await mkdtemp(join(tmpdir(), "seed-"));
});

beforeEach(async () => {
  directory = await mkdtemp(join(parent, "home-"));
});

after(() => rm(parent, { recursive: true }));

const stored = async (name: string) =>
  JSON.parse(await readFile(join(directory, ".storage", name), "utf8")).data;
const configuration = async () =>
  parse(await readFile(join(directory, "configuration.yaml"), "utf8"));

// Lost: a Home Assistant that starts in another state than the test thinks.
describe("seedHome", () => {
  it("says the same of http to older and newer releases", async () => {
    await seedHome(directory, usual);
    const { stable } = await stored("http");
    const { http } = await configuration();
    assert.equal(stable.server_port, http.server_port);
    assert.equal(stable.use_x_forwarded_for, http.use_x_forwarded_for);
    assert.deepEqual(stable.trusted_proxies, http.trusted_proxies);
    assert.deepEqual(stable.server_host, [http.server_host]);
  });

  it("trusts nobody where a test asks for that", async () => {
    await seedHome(directory, { ...usual, trustsProxy: false });
    const { stable } = await stored("http");
    assert.equal(stable.use_x_forwarded_for, false);
    assert.deepEqual(stable.trusted_proxies, []);
    const { http } = await configuration();
    assert.equal(http.trusted_proxies, undefined);
    assert.equal(http.use_x_forwarded_for, undefined);
  });

  it("names the ticket script by Home Assistant's own path", async () => {
    await seedHome(directory, usual);
    const [local, ticket] = (await configuration()).homeassistant
      .auth_providers;
    assert.deepEqual(local, { type: "homeassistant" });
    assert.deepEqual(ticket.args, ["/config/external_login/ticket.sh"]);
    assert.equal(ticket.id, "external");
    assert.equal(ticket.meta, true);
  });

  it("gives people their keys, passwords and second factors", async () => {
    const robin = {
      name: "Robin",
      group: "system-users" as const,
      username: "robin",
      keys: ["x-one", "x-two"],
      totp: "JBSWY3DPEHPK3PXP",
    };
    await seedHome(directory, { ...usual, people: [robin] });
    const { users, credentials } = await stored("auth");
    const { id } = users.find(
      (user: { name: string }) => user.name === "Robin"
    );
    const own = credentials
      .filter((credential: { user_id: string }) => credential.user_id === id)
      .map((c: { auth_provider_type: string; data: { username: string } }) => [
        c.auth_provider_type,
        c.data.username,
      ]);
    assert.deepEqual(own, [
      ["homeassistant", "robin"],
      ["command_line", "x-one"],
      ["command_line", "x-two"],
    ]);
    const factors = await stored("auth_module.totp");
    assert.deepEqual(factors.users, { [id]: robin.totp });
    const local = await stored("auth_provider.homeassistant");
    assert.deepEqual(
      local.users.map(({ username }: { username: string }) => username),
      [owner.username, "robin"]
    );
  });

  it("has one owner, and nobody before onboarding", async () => {
    await seedHome(directory, usual);
    const owners = (await stored("auth")).users.filter(
      (user: { is_owner: boolean }) => user.is_owner
    );
    assert.deepEqual(
      owners.map(({ id }: { id: string }) => id),
      [owner.userId]
    );
    await seedHome(directory, { ...usual, onboarded: false });
    assert.deepEqual((await stored("onboarding")).done, []);
    assert.deepEqual((await stored("auth_provider.homeassistant")).users, []);
  });
});
