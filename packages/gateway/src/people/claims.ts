/**
 * What a provider says of a person, read as the configuration tells: nothing
 * here decides who somebody is.
 *
 * @module
 */
import type { Person } from "@ha-external-login/flow";
import type { Claims } from "@ha-external-login/oidc";
import { groups, type Group, type PeopleRules } from "../options.ts";

/** Groups beyond these are not read. */
const groupsCount = 1000;

/** Characters of a name that are kept. */
const nameSize = 128;

/** The person that these claims speak of. */
export function readPerson(claims: Claims, rules: PeopleRules): Person {
  const account = textAt(claims, ["preferred_username", "email"]);
  return {
    issuer: claims.iss,
    subject: claims.sub,
    name: textAt(claims, rules.claims.name) ?? account ?? claims.sub,
    account,
    groups: groupsAt(claims, rules.claims.groups),
  };
}

/**
 * The highest group that one of the person's groups leads to, by an exact
 * match and nothing else.
 */
export function roleOf(person: Person, rules: PeopleRules): Group | "deny" {
  for (const group of groups) {
    const leadsThere = rules.roles[group] ?? [];
    if (leadsThere.some((name) => person.groups.includes(name))) return group;
  }
  return rules.defaultRole;
}

/** Whether the person may log in from the local network only. */
export function isLocalOnly(person: Person, rules: PeopleRules): boolean {
  return rules.localOnly.some((name) => person.groups.includes(name));
}

function textAt(claims: Claims, paths: string[]): string | undefined {
  for (const path of paths) {
    const value = valueAt(claims, path);
    if (typeof value === "string" && value.trim() !== "") {
      return [...value.trim()].slice(0, nameSize).join("");
    }
  }
  return undefined;
}

function groupsAt(claims: Claims, paths: string[]): string[] {
  for (const path of paths) {
    const value = valueAt(claims, path);
    if (typeof value === "string") return [value];
    if (Array.isArray(value)) {
      return value
        .slice(0, groupsCount)
        .filter((entry) => typeof entry === "string");
    }
  }
  return [];
}

/** A claim by its whole name, else by the path that the name spells. */
function valueAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const name of path.split(".")) {
    if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
