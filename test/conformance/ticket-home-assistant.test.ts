/**
 * Tickets at a real Home Assistant, by its own port, where the gateway cannot
 * help. Lost, the other tests speak of a Home Assistant that does not exist.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  readBridgeKeys,
  writeBridge,
} from "../../apps/server/src/bridge/write.ts";
import { groups } from "../../packages/gateway/src/options.ts";
import { mintTicket } from "../../packages/gateway/src/people/ticket.ts";
import {
  type RunningHomeAssistant,
  startHomeAssistant,
} from "../support/home-assistant/start.ts";
import { needsHomeAssistant } from "../support/needs.ts";
import { type Keys, newKeys, ticketOf } from "./ticket-shell.ts";

/** What Home Assistant says to a username and a ticket. */
interface Answer {
  type: string;
  flow_id?: string;
  result?: string;
  errors?: Record<string, string>;
}

interface User {
  name: string | null;
  group_ids: string[];
  local_only: boolean;
}

const now = () => Math.floor(Date.now() / 1000);

const newUsername = () => `x-${randomBytes(16).toString("hex")}`;

describe(
  "tickets at Home Assistant",
  {
    skip: await needsHomeAssistant(),
  },
  () => {
    let home: RunningHomeAssistant;
    let data: string;
    let keys: Keys;

    before(async () => {
      home = await startHomeAssistant();
      data = mkdtempSync(join(tmpdir(), "ticket-"));
      await writeBridge({
        homeAssistantConfig: home.configDir,
        data,
        randomBytes,
      });
      keys = (await readBridgeKeys(data)) ?? newKeys();
      await home.waitRunning();
      const socket = await home.administer();
      await socket.call("call_service", {
        domain: "logger",
        service: "set_default_level",
        service_data: { level: "debug" },
      });
      socket.close();
    });

    after(async () => {
      await home?.stop();
      rmSync(data, { recursive: true, force: true });
    });

    const ask = async (path: string, body: object): Promise<Answer> => {
      const response = await fetch(`${home.url}/auth/login_flow${path}`, {
        method: "POST",
        body: JSON.stringify(body),
      });
      return (await response.json()) as Answer;
    };

    const client = () => ({ client_id: `${home.url}/` });

    const newFlow = async () => {
      const { flow_id } = await ask("", {
        ...client(),
        handler: ["command_line", "external"],
        redirect_uri: `${home.url}/?auth_callback=1`,
      });
      return `/${flow_id}`;
    };

    const present = async (username: string, password: string) =>
      ask(await newFlow(), { ...client(), username, password });

    /** Refused in Home Assistant's words, and its log knows the cause. */
    const assertRefused = async (
      username: string,
      ticket: string,
      code: number,
      what: string
    ) => {
      const logged = (await home.log()).length;
      const answer = await present(username, ticket);
      assert.equal(answer.type, "form", what);
      assert.deepEqual(answer.errors, { base: "invalid_auth" }, what);
      const cause = `command exited with code ${code}\n`;
      await logHas(logged, cause, what);
    };

    /** It writes its log a little later than it answers. */
    const logHas = async (from: number, text: string, what: string) => {
      for (let tries = 0; tries < 100; tries++) {
        if ((await home.log()).slice(from).includes(text)) return;
        await sleep(100);
      }
      assert.fail(`${what}: not in the log: ${text}`);
    };

    const marks = () =>
      readdirSync(join(home.configDir, "external_login/used"));

    const ticketFor = (username: string, parts = {}) =>
      ticketOf(keys, { username, expiry: now() + 30, ...parts });

    it("S13: makes users with the ticket's name, group and local_only", async () => {
      for (const group of groups) {
        for (const localOnly of [true, false]) {
          const username = newUsername();
          const name = `Zoë 日本 of ${group} ${localOnly} = #\ngroup = system-admin`;
          const ticket = await mintTicket(keys, {
            username,
            lines: { name, group, localOnly },
            now: now(),
            nonce: randomBytes(16),
          });
          const answer = await present(username, ticket);
          assert.equal(answer.type, "create_entry");
          const token = await fetch(`${home.url}/auth/token`, {
            method: "POST",
            body: new URLSearchParams({
              ...client(),
              grant_type: "authorization_code",
              code: answer.result ?? "",
            }),
          });
          assert.equal(token.status, 200);
          const socket = await home.administer();
          const users = await socket.call<User[]>("config/auth/list");
          socket.close();
          const user = users.at(-1);
          assert.equal(user?.name, name.replace("\n", ""));
          assert.deepEqual(user?.group_ids, [group]);
          assert.equal(user?.local_only, localOnly);
        }
      }
    });

    it("A5: one of 50 logins at once with one ticket gets a code", async () => {
      const username = newUsername();
      const flows = await Promise.all(Array.from({ length: 50 }, newFlow));
      const password = ticketFor(username);
      const answers = await Promise.all(
        flows.map((flow) => ask(flow, { ...client(), username, password }))
      );
      const taken = answers.filter((answer) => answer.type === "create_entry");
      assert.equal(taken.length, 1);
    });

    it("A49: refuses forged tickets, and charges who sent them", async () => {
      const username = newUsername();
      const own = ticketFor(username, { expiry: now() + 50 });
      const forged = ticketOf(newKeys(), { username, expiry: now() + 30 });
      const before = marks();
      await assertRefused(username, forged, 13, "another home's keys");
      await assertRefused(username, own.slice(0, -1), 10, "cut");
      assert.deepEqual(marks(), before);
      assert.equal((await present(username, own)).type, "create_entry");
    });

    it("A50: refuses a ticket for another user", async () => {
      const username = newUsername();
      const own = ticketFor(username, { expiry: now() + 50 });
      const before = marks();
      await assertRefused("owner", own, 13, "the owner");
      await assertRefused(username.toUpperCase(), own, 13, "another case");
      await assertRefused(`${username}\nv1`, own, 10, "a line break");
      await assertRefused("", own, 10, "nobody");
      assert.deepEqual(marks(), before);
      assert.equal((await present(username, own)).type, "create_entry");
    });

    it("A51: refuses late, early and used tickets", async () => {
      const username = newUsername();
      const late = ticketFor(username, { expiry: now() - 1 });
      await assertRefused(username, late, 11, "late");
      const early = ticketFor(username, { expiry: now() + 120 });
      await assertRefused(username, early, 12, "early");
      const own = ticketFor(username, { expiry: now() + 60 });
      assert.equal((await present(username, own)).type, "create_entry");
      await assertRefused(username, own, 14, "used");
    });

    it("A53: refuses whoever asks at its own port without a ticket", async () => {
      const before = marks();
      for (const password of ["", "password", "v1....", "a".repeat(50_000)]) {
        await assertRefused("owner", password, 10, password.slice(0, 9));
      }
      assert.deepEqual(marks(), before);
    });

    it("A55: refuses altered tickets", async () => {
      const username = newUsername();
      const own = ticketFor(username, { expiry: now() + 50 });
      const [, expiry = "", nonce = "", lines = "", mac = ""] = own.split(".");
      const admin = Buffer.from(
        Buffer.from(lines, "base64").toString().replace("users", "admin")
      ).toString("base64");
      const before = marks();
      const altered: [ticket: string, code: number][] = [
        [`v1.${expiry}.${nonce}.${admin}.${mac}`, 13],
        [`v1.${Number(expiry) + 1}.${nonce}.${lines}.${mac}`, 13],
        [`v1.${expiry}.${"0".repeat(32)}.${lines}.${mac}`, 13],
        [`v2.${expiry}.${nonce}.${lines}.${mac}`, 10],
        [`v1.${expiry}.${nonce}.${lines}.${mac}.`, 10],
        [`v1.${expiry}.${nonce}..${mac}`, 10],
      ];
      for (const [ticket, code] of altered) {
        await assertRefused(username, ticket, code, ticket);
      }
      assert.deepEqual(marks(), before);
      assert.equal((await present(username, own)).type, "create_entry");
    });

    it("F12: refuses while the script is missing", async () => {
      const path = join(home.configDir, "external_login/ticket.sh");
      const text = readFileSync(path);
      rmSync(path);
      const username = newUsername();
      const answer = await present(username, ticketFor(username));
      assert.deepEqual(answer.errors, { base: "invalid_auth" });
      await writeBridge({
        homeAssistantConfig: home.configDir,
        data,
        randomBytes,
      });
      assert.deepEqual(readFileSync(path), text);
      const again = await present(username, ticketFor(username));
      assert.equal(again.type, "create_entry");
    });

    it("A125: takes tickets of both keys while they are changed", async () => {
      const username = newUsername();
      const older = ticketFor(username);
      await writeBridge({
        homeAssistantConfig: home.configDir,
        data,
        randomBytes,
        newKeys: true,
      });
      keys = (await readBridgeKeys(data)) ?? keys;
      for (const ticket of [older, ticketFor(username)]) {
        assert.equal((await present(username, ticket)).type, "create_entry");
      }
    });

    // The ticket is the password of a moment, the keys are those of the home.
    it("A52: no ticket and no key is in the log, even at debug", async () => {
      const username = newUsername();
      const good = ticketFor(username);
      const bad = ticketOf(newKeys(), { username, expiry: now() + 30 });
      assert.equal((await present(username, good)).type, "create_entry");
      await assertRefused(username, bad, 13, "forged");
      const file = join(home.configDir, "home-assistant.log");
      const log =
        (await home.log()) +
        (existsSync(file) ? readFileSync(file, "utf8") : "");
      assert.ok(log.includes(username));
      for (const secret of [good, bad, keys.inner, keys.outer]) {
        assert.ok(!log.includes(secret));
        assert.ok(!log.includes(secret.slice(-64)));
      }
    });

    it("A51: a used ticket stays used when Home Assistant is restarted", async () => {
      const username = newUsername();
      const own = ticketFor(username, { expiry: now() + 60 });
      assert.equal((await present(username, own)).type, "create_entry");
      await home.restart();
      const answer = await present(username, own);
      assert.deepEqual(answer.errors, { base: "invalid_auth" });
    });
  }
);
