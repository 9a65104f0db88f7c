import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { after, before, describe, it } from "node:test";
import { choosePort } from "../src/ports.ts";

let server: Server;
let taken: number;

before(async () => {
  server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  taken = (server.address() as AddressInfo).port;
});

after(() => server.close());

// Lost: a clear word where a crash would be.
describe("choosePort", () => {
  it("takes another where the usual one is taken", async () => {
    const port = await choosePort(taken);
    assert.notEqual(port, taken);
    assert.ok(port > 0);
  });

  it("refuses a taken one that was asked for, and names it", async () => {
    await assert.rejects(choosePort(1, taken), {
      code: "port_taken",
      message: new RegExp(`${taken}.*--port`),
    });
  });

  it("takes the one that was asked for", async () => {
    const free = await choosePort(taken);
    assert.equal(await choosePort(taken, free), free);
  });
});
