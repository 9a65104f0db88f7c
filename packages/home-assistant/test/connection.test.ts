import assert from "node:assert/strict";
import { describe, it } from "node:test";

import type { Connection } from "../src/index.ts";
import { connect, createHomeAssistant } from "../src/index.ts";
import { FakeSocket, onSocket } from "./fakes.ts";

async function open(): Promise<[Connection, FakeSocket]> {
  const socket = new FakeSocket();
  const connecting = connect(onSocket(socket), "token");
  socket.say({ type: "auth_required", ha_version: "2026.11.0" });
  socket.say({ type: "auth_ok", ha_version: "2026.11.0" });
  return [await connecting, socket];
}

// Home Assistant leaves some commands without an answer and some sockets
// without a goodbye. Whoever waits must always be told.
describe("connect", () => {
  it("gives the token when it is asked for it, and only then", async () => {
    const socket = new FakeSocket();
    const ha = onSocket(socket);
    const connecting = connect(ha, "token");
    assert.deepEqual(ha.opened, ["wss://ha.test/api/websocket"]);
    assert.deepEqual(socket.sent, []);
    socket.say({ type: "auth_required", ha_version: "2026.11.0" });
    assert.deepEqual(socket.sent, [{ type: "auth", access_token: "token" }]);
    socket.say({ type: "auth_ok", ha_version: "2026.11.0" });
    assert.equal((await connecting).haVersion, "2026.11.0");
  });

  it("says in Home Assistant's words that the token is not taken", async () => {
    const socket = new FakeSocket();
    const connecting = connect(onSocket(socket), "token");
    socket.say({ type: "auth_required" });
    const message = "User cannot authenticate remotely";
    socket.say({ type: "auth_invalid", message });
    await assert.rejects(connecting, { code: "auth_invalid", answer: message });
    assert.equal(socket.readyState, 3);
  });

  it("gives up at the deadline, and closes", async () => {
    const socket = new FakeSocket();
    const deadline = new AbortController();
    const connecting = connect(onSocket(socket), "token", deadline.signal);
    socket.say({ type: "auth_required" });
    deadline.abort();
    await assert.rejects(connecting, { code: "unreachable" });
    assert.equal(socket.readyState, 3);
  });

  it("does not wait for a socket that closes or cannot be opened", async () => {
    const socket = new FakeSocket();
    const connecting = connect(onSocket(socket), "token");
    socket.close();
    await assert.rejects(connecting, { code: "unreachable" });
    const broken = createHomeAssistant(
      {
        fetch: () => assert.fail(),
        openSocket() {
          throw new SyntaxError("bad address");
        },
      },
      "http://ha.test"
    );
    await assert.rejects(connect(broken, "token"), { code: "unreachable" });
  });

  it("believes nothing that Home Assistant never says", async () => {
    const wrong = ["{", "[]", JSON.stringify({ type: "result", id: 1 })];
    for (const text of wrong) {
      const socket = new FakeSocket();
      const connecting = connect(onSocket(socket), "token");
      socket.say(text);
      await assert.rejects(connecting, { code: "malformed_answer" });
    }
  });

  it("tells of a close that came together with the welcome", async () => {
    const socket = new FakeSocket();
    const connecting = connect(onSocket(socket), "token");
    socket.say({ type: "auth_ok" });
    socket.close();
    const connection = await connecting;
    await connection.closed;
    await assert.rejects(connection.call({ type: "get_config" }), {
      code: "unreachable",
    });
  });
});

describe("Connection", () => {
  it("numbers its commands upwards, and gives each its own answer", async () => {
    const [connection, socket] = await open();
    const first = connection.call({ type: "a" });
    const second = connection.call({ type: "b", id: 77 });
    assert.deepEqual(socket.sent.slice(1), [
      { type: "a", id: 1 },
      { type: "b", id: 2 },
    ]);
    socket.say({ id: 2, type: "result", success: true, result: "B" });
    socket.say({ id: 1, type: "result", success: true, result: "A" });
    assert.deepEqual(await Promise.all([first, second]), ["A", "B"]);
  });

  it("takes answers in a list, and overlooks what is none", async () => {
    const [connection, socket] = await open();
    const call = connection.call({ type: "a" });
    socket.say([
      { id: 1, type: "event", event: {} },
      { id: 9, type: "result", success: true, result: "another's" },
      null,
      { id: 1, type: "result", success: true, result: null },
    ]);
    assert.equal(await call, null);
  });

  it("gives Home Assistant's code and words for a refused command", async () => {
    const [connection, socket] = await open();
    const call = connection.call({ type: "config/auth/list" });
    const error = { code: "unauthorized", message: "Unauthorized" };
    socket.say({ id: 1, type: "result", success: false, error });
    await assert.rejects(call, {
      code: "command_refused",
      command: "config/auth/list",
      reason: "unauthorized",
      answer: "Unauthorized",
    });
  });

  it("has a deadline for each command, and goes on after a missed one", async () => {
    const [connection, socket] = await open();
    const deadline = new AbortController();
    const silent = connection.call({ type: "silent" }, deadline.signal);
    const other = connection.call({ type: "other" });
    deadline.abort();
    await assert.rejects(silent, { code: "deadline", command: "silent" });
    socket.say({ id: 1, type: "result", success: true, result: "late" });
    socket.say({ id: 2, type: "result", success: true, result: "in time" });
    assert.equal(await other, "in time");
    const late = connection.call({ type: "c" }, AbortSignal.abort());
    await assert.rejects(late, { code: "deadline" });
    assert.equal(socket.sent.length, 3);
  });

  it("rejects everything that waits when the socket closes", async () => {
    const [connection, socket] = await open();
    const calls = [
      connection.call({ type: "a" }),
      connection.call({ type: "b" }),
    ];
    socket.close();
    for (const call of calls) {
      await assert.rejects(call, { code: "unreachable" });
    }
    await connection.closed;
    await assert.rejects(connection.call({ type: "c" }), {
      code: "unreachable",
    });
  });

  it("rejects everything that waits when it is closed here", async () => {
    const [connection, socket] = await open();
    const call = connection.call({ type: "a" });
    connection.close();
    await assert.rejects(call, { code: "unreachable" });
    assert.equal(socket.readyState, 3);
    await connection.closed;
  });

  it("closes on what is no message, and on one without end", async () => {
    for (const text of ["{", `"${"x".repeat(5_000_000)}"`]) {
      const [connection, socket] = await open();
      const call = connection.call({ type: "a" });
      socket.say(text);
      await assert.rejects(call, { code: "malformed_answer" });
      await connection.closed;
    }
  });
});
