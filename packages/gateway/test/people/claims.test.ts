import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isLocalOnly, readPerson, roleOf } from "../../src/people/claims.ts";
import type { PeopleRules } from "../../src/options.ts";

const rules: PeopleRules = {
  claims: { name: ["name"], groups: ["groups", "realm_access.roles"] },
  roles: {
    "system-admin": ["ha-admins"],
    "system-users": ["family", "friends"],
    "system-read-only": ["guests"],
  },
  defaultRole: "deny",
  localOnly: ["kids"],
  sync: "every-login",
};

const who = { iss: "https://id.example.org", sub: "42" };

function roleFor(claims: Record<string, unknown>, change = {}): string {
  const all = { ...rules, ...change };
  return roleOf(readPerson({ ...who, ...claims }, all), all);
}

// Lost: that a person is issuer and subject, and everything else is for show.
describe("readPerson", () => {
  it("takes issuer and subject as they are", () => {
    const { issuer, subject } = readPerson({ ...who, sub: " Alex " }, rules);
    assert.deepEqual([issuer, subject], [who.iss, " Alex "]);
  });

  it("names a person by the first claim that says something", () => {
    const names: [Record<string, unknown>, string][] = [
      [{ name: " Alex Example " }, "Alex Example"],
      [{ name: "", preferred_username: "alex" }, "alex"],
      [{ name: 7, email: "alex@example.org" }, "alex@example.org"],
      [{ name: ["Alex"] }, "42"],
      [{}, "42"],
    ];
    for (const [claims, name] of names) {
      assert.equal(readPerson({ ...who, ...claims }, rules).name, name);
    }
  });

  it("cuts a name after 128 characters, never within one", () => {
    const { name } = readPerson({ ...who, name: "🏠".repeat(500) }, rules);
    assert.equal(name, "🏠".repeat(128));
  });

  it("reads a claim by its whole name, else by the path that it spells", () => {
    const groups = (claims: Record<string, unknown>, path: string) =>
      readPerson(
        { ...who, ...claims },
        { ...rules, claims: { name: [], groups: [path] } }
      ).groups;
    const url = "https://example.org/claims/groups";
    assert.deepEqual(groups({ [url]: ["a"] }, url), ["a"]);
    assert.deepEqual(
      groups({ realm_access: { roles: ["b"] } }, "realm_access.roles"),
      ["b"]
    );
    assert.deepEqual(
      groups({ realm_access: [{ roles: ["b"] }] }, "realm_access.roles"),
      []
    );
    assert.deepEqual(groups({ "a.b": ["whole"], a: { b: ["path"] } }, "a.b"), [
      "whole",
    ]);
  });

  it("N30: takes no claim from a prototype", () => {
    for (const path of ["constructor", "__proto__", "toString.name"]) {
      const change = { claims: { name: [path], groups: [path] } };
      const person = readPerson(who, { ...rules, ...change });
      assert.deepEqual(person.groups, []);
      assert.equal(person.name, "42");
    }
  });

  it("N63: splits no text, and reads a thousand groups at most", () => {
    const read = (groups: unknown) =>
      readPerson({ ...who, groups }, rules).groups;
    assert.deepEqual(read("family,ha-admins"), ["family,ha-admins"]);
    assert.deepEqual(read(["family", 7, null, ["ha-admins"], {}]), ["family"]);
    const many = [...Array(1000).fill("x"), "ha-admins"];
    assert.ok(!read(many).includes("ha-admins"));
  });
});

// Lost: that nobody becomes an administrator by something like the right word.
describe("roleOf", () => {
  it("A70: promotes by an exact match and nothing else", () => {
    for (const groups of [
      "ha-admins,x",
      ["Ha-admins"],
      ["HA-ADMINS"],
      ["ha-admins "],
      [" ha-admins"],
      ["ha-admins\u0000"],
      ["ｈａ-admins"],
      ["ha\u2010admins"],
      ["x,ha-admins"],
      ["/ha-admins"],
      [["ha-admins"]],
      { "ha-admins": true },
      { 0: "ha-admins", length: 1 },
      null,
      undefined,
      true,
      [],
    ]) {
      assert.equal(roleFor({ groups }), "deny", JSON.stringify(groups));
    }
    assert.equal(roleFor({ groups: ["ha-admins"] }), "system-admin");
    assert.equal(roleFor({ groups: "ha-admins" }), "system-admin");
  });

  it("gives the highest of several roles, in whatever order they come", () => {
    const groups = ["guests", "family", "ha-admins"];
    assert.equal(roleFor({ groups }), "system-admin");
    assert.equal(roleFor({ groups: [...groups].reverse() }), "system-admin");
    assert.equal(roleFor({ groups: groups.slice(0, 2) }), "system-users");
  });

  it("gives the default to whoever is in none of the groups", () => {
    const change = { defaultRole: "system-read-only" };
    assert.equal(roleFor({ groups: ["x"] }, change), "system-read-only");
    assert.equal(roleFor({}, change), "system-read-only");
    assert.equal(roleFor({ groups: ["x"] }), "deny");
  });

  it("A61: leads to no group that Home Assistant lacks", () => {
    const roles = { admins: ["family"], "": ["family"] };
    assert.equal(roleFor({ groups: ["family"] }, { roles }), "deny");
  });

  it("Z7: is one of four, and administrator by a configured word alone", () => {
    const words = fc.constantFrom("ha-admins", "family", "guests", "toString");
    const claim = fc.oneof(
      fc.array(fc.oneof(words, fc.jsonValue()), { maxLength: 6 }),
      fc.jsonValue()
    );
    const outcomes = [
      "deny",
      "system-admin",
      "system-users",
      "system-read-only",
    ];
    fc.assert(
      fc.property(claim, (groups) => {
        const role = roleFor({ groups });
        assert.ok(outcomes.includes(role));
        const all = [groups].flat(1);
        assert.equal(role === "system-admin", all.includes("ha-admins"));
        if (Array.isArray(groups)) {
          assert.equal(roleFor({ groups: [...groups].reverse() }), role);
        }
      }),
      { numRuns: 500, seed: 7 }
    );
  });
});

// Lost: that whoever may log in at home only can't from elsewhere.
describe("isLocalOnly", () => {
  it("is so for an exact match", () => {
    const local = (groups: unknown) =>
      isLocalOnly(readPerson({ ...who, groups }, rules), rules);
    assert.equal(local(["family", "kids"]), true);
    assert.equal(local(["Kids"]), false);
    assert.equal(local(undefined), false);
  });
});
