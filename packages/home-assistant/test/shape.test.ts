import assert from "node:assert/strict";
import { describe, it } from "node:test";

import {
  believe,
  hasShape,
  isArrayOf,
  isNumber,
  isString,
  nullable,
  optional,
  parseJson,
} from "../src/shape.ts";

interface Pet {
  name: string;
  age?: number | undefined;
  owner: string | null;
}

const isPet = hasShape<Pet>({
  name: isString,
  age: optional(isNumber),
  owner: nullable(isString),
});

// What is believed here ends up as a user id or a group. A value that only
// looks like one must stop at the border.
describe("hasShape", () => {
  it("takes what has its members, and more", () => {
    assert.ok(isPet({ name: "Rex", owner: null }));
    assert.ok(isPet({ name: "Rex", owner: "Ann", age: 3, tail: true }));
  });

  it("refuses a member of another type, and one that is missing", () => {
    const wrong: unknown[] = [
      { name: ["Rex"], owner: null },
      { name: { toString: "Rex" }, owner: null },
      { name: "Rex" },
      { name: "Rex", owner: null, age: "3" },
      null,
      [],
      "Rex",
    ];
    for (const value of wrong) assert.ok(!isPet(value), JSON.stringify(value));
  });

  it("A117: takes no member from a prototype, and changes none", () => {
    // Somebody between here and Home Assistant sends keys that are no data.
    const text = '{"__proto__":{"name":"Rex","owner":null},"constructor":1}';
    const value = parseJson(text);
    assert.ok(!isPet(value));
    const isMethod = hasShape<{ toString: unknown }>({
      toString: (member): member is unknown => member !== undefined,
    });
    assert.ok(!isMethod({}));
    assert.equal(Object.hasOwn(Object.prototype, "name"), false);
    assert.equal(({} as Record<string, unknown>).owner, undefined);
  });

  it("A117: refuses numbers without end, and does not break on depth", () => {
    assert.ok(!isPet(parseJson('{"name":"R","owner":null,"age":1e999}')));
    const deep = `${"[".repeat(10_000)}${"]".repeat(10_000)}`;
    assert.ok(!isArrayOf(isPet)(parseJson(deep)));
  });

  it("A117: lets the last of a doubled key count, as JSON does everywhere", () => {
    assert.ok(!isPet(parseJson('{"name":"Rex","owner":null,"name":1}')));
  });
});

describe("believe", () => {
  it("names the question in its error, and not the value", () => {
    assert.throws(
      () => believe({ access_token: "secret" }, isPet, "/auth/token"),
      (error: Error) =>
        error.message.includes("/auth/token") &&
        !JSON.stringify(error, ["message", "cause"]).includes("secret")
    );
  });
});
