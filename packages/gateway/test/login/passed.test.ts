import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BodyError } from "../../src/serve/body.ts";
import { readPassed } from "../../src/login/passed.ts";

const challenge = "a".repeat(43);
const read = (body: object) => readPassed(new Map(Object.entries(body)));

// Lost: that a page which sent a challenge gets a code that needs it.
describe("readPassed", () => {
  it("A109: passes all of it on as it is, or none of it", () => {
    const bodies = [
      {},
      { response_type: "code" },
      { type: "authorize" },
      { code_challenge: challenge, code_challenge_method: "S256" },
    ];
    for (const body of bodies) assert.deepEqual(read(body), body);
    assert.deepEqual(read({ client_id: "x", state: "y" }), {});
  });

  it("A109: refuses a challenge that Home Assistant would not hold to", () => {
    for (const body of [
      { code_challenge: challenge },
      { code_challenge_method: "S256" },
      { code_challenge: challenge, code_challenge_method: "plain" },
      { code_challenge: challenge, code_challenge_method: "s256" },
      { code_challenge: challenge, code_challenge_method: 256 },
      { code_challenge: [challenge], code_challenge_method: "S256" },
      { code_challenge: [challenge], code_challenge_method: ["S256"] },
      { code_challenge: null, code_challenge_method: null },
      { code_challenge: null, code_challenge_method: "S256" },
      { code_challenge: "", code_challenge_method: "S256" },
      { code_challenge: challenge.slice(1), code_challenge_method: "S256" },
      { code_challenge: `${challenge}a`, code_challenge_method: "S256" },
      { code_challenge: `${challenge}\n`, code_challenge_method: "S256" },
      { code_challenge: "+".repeat(43), code_challenge_method: "S256" },
    ]) {
      assert.throws(() => read(body), BodyError, JSON.stringify(body));
    }
  });

  it("A111: refuses another response type than a code", () => {
    for (const response_type of ["token", "code token", "", "Code", null, 1]) {
      assert.throws(() => read({ response_type }), BodyError);
    }
  });
});
