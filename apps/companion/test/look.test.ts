import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { look, UntrustedError, type HomeHttp } from "../src/look.ts";

const origin = "https://home.example.org";

function answering(status: number, body: unknown): HomeHttp {
  return {
    get: async (url) => {
      assert.equal(url, `${origin}/auth/providers`);
      return { status, body };
    },
    post: () => Promise.reject(new Error("nothing is posted")),
  };
}

const external = { type: "external", id: "example", name: "Example ID" };

const password = { type: "homeassistant", id: null, name: "Home Assistant" };

describe("look", () => {
  it("finds the ways in that this app can take", async () => {
    const http = answering(200, { providers: [password, external] });
    assert.deepEqual(await look(http, origin), {
      is: "home",
      providers: [{ id: "example", name: "Example ID" }],
    });
  });

  it("tells Home Assistant without external login apart", async () => {
    const http = answering(200, { providers: [password] });
    assert.deepEqual(await look(http, origin), { is: "no_external" });
  });

  it("finds nothing in what is no Home Assistant", async () => {
    for (const [status, body] of [
      [200, "<!doctype html>"],
      [200, null],
      [200, {}],
      [200, { providers: "x" }],
      [302, { providers: [external] }],
      [404, { providers: [external] }],
    ] as const) {
      assert.deepEqual(await look(answering(status, body), origin), {
        is: "nothing",
      });
    }
  });

  // Attack: a home lists what the app would put into a request or an address.
  it("lists no way in whose id is not one", async () => {
    for (const id of ["", "a b", "a/../b", "A", "a".repeat(41), 1, null]) {
      const http = answering(200, { providers: [{ ...external, id }] });
      assert.deepEqual(await look(http, origin), { is: "no_external" });
    }
  });

  it("says when the certificate is why, where the phone knows", async () => {
    const failing = (error: Error): HomeHttp => ({
      ...answering(200, {}),
      get: () => Promise.reject(error),
    });
    assert.deepEqual(await look(failing(new UntrustedError()), origin), {
      is: "untrusted",
    });
    assert.deepEqual(await look(failing(new Error("no route")), origin), {
      is: "nothing",
    });
  });
});
