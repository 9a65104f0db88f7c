/**
 * The guards that hold the rules, each with the edit that takes it away.
 *
 * A line here says: without this guard the rule does not hold, and one of
 * these tests knows it. `find` stands in the file exactly once; when the guard
 * moves, its line moves with it.
 *
 * @module
 */

/** One guard, taken away. */
export interface Mutation {
  /** `S10` */
  rule: string;
  /** What is no longer so. */
  why: string;
  file: string;
  /** Text that stands in the file once, and what stands there instead. */
  find: string;
  replace: string;
  /** Test files, one of which goes red. */
  tests: string[];
  /** Only the tests whose name holds this: a row's number, mostly. */
  only?: string;
}

/** A guard that is not where its line says. */
export class GuardMovedError extends Error {
  readonly name = "GuardMovedError";

  readonly code = "guard_moved";
}

/**
 * The source of a file without the guard.
 *
 * @throws {GuardMovedError} unless the guard stands there exactly once.
 */
export function takeAway(source: string, mutation: Mutation): string {
  const [before, after, ...more] = source.split(mutation.find);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new GuardMovedError(
      `a guard of ${mutation.rule} is not once in "${mutation.file}"`,
      { cause: { expected: 1, received: more.length } }
    );
  }
  return before + mutation.replace + after;
}

/** By rule, in the catalogue's order. */
export const mutations: Mutation[] = [
  {
    rule: "S4",
    why: "a login that never left may be answered",
    file: "packages/flow/src/login.ts",
    find: `    case "external": {
      const { id, request, leaving } = login;`,
    replace: `    case "started":
    case "external": {
      const { id, request, leaving } = login as External;`,
    tests: ["packages/flow/test/login.test.ts"],
  },
  {
    rule: "S4",
    why: "a code without an answer",
    file: "packages/flow/src/login.ts",
    find: `    case "answered": {
      const { id, request, leaving } = login;`,
    replace: `    case "external":
    case "answered": {
      const { id, request, leaving } = login;`,
    tests: ["packages/flow/test/login.test.ts"],
  },
  {
    rule: "S5",
    why: "a login that the provider answered may still be changed by the page",
    file: "packages/flow/src/login.ts",
    find: `    case "started":
    case "external": {
      const { id, startedAt, request } = login;`,
    replace: `    case "started":
    case "answered":
    case "external": {
      const { id, startedAt, request } = login as External;`,
    tests: ["packages/flow/test/login.test.ts"],
  },
  {
    rule: "S5",
    why: "the key version is not under the seal",
    file: "packages/flow/src/seal.ts",
    find: `  data.set(head);
  data.set(name, head.length);`,
    replace: "  data.set(name, head.length);",
    tests: ["packages/flow/test/seal.test.ts"],
    only: "A37",
  },
  {
    rule: "S5",
    why: "a second spelling of a sealed value",
    file: "packages/flow/src/codec.ts",
    find: 'if (toBase64url(bytes) !== text) throw new CodecError("not canonical");',
    replace: "",
    tests: ["packages/flow/test/codec.test.ts"],
    only: "A37",
  },
  {
    rule: "S5",
    why: "the border between two fields moves with what a page sends",
    file: "packages/flow/src/codec.ts",
    find: "absent ? absentLength : bytes.length",
    replace: "absent ? 0 : bytes.length",
    tests: ["packages/flow/test/codec.test.ts"],
    only: "A45",
  },
  {
    rule: "S10",
    why: "a sealed value opens in another slot",
    file: "packages/flow/src/seal.ts",
    find: 'encodeFields(["ha-external-login", slot])',
    replace: 'encodeFields(["ha-external-login"])',
    tests: ["packages/flow/test/slots.test.ts"],
    only: "A38",
  },
  {
    rule: "S10",
    why: "nonce and verifier are one value",
    file: "packages/flow/src/derive.ts",
    find: 'encodeFields(["ha-external-login", what, id])',
    replace: 'encodeFields(["ha-external-login", id])',
    tests: ["packages/flow/test/derive.test.ts"],
    only: "A38",
  },
  {
    rule: "S11",
    why: "client_id, redirect_uri and state have no bound",
    file: "packages/flow/src/login.ts",
    find: "sizeOf(clientId, redirectUri, leaving?.state) > requestSize",
    replace: "sizeOf(clientId) > requestSize",
    tests: ["packages/flow/test/login.test.ts"],
    only: "A43",
  },
  {
    rule: "S11",
    why: "the create body's other keys have no bound",
    file: "packages/flow/src/login.ts",
    find: "sizeOf(...Object.values(passed), leaving?.language) > passedSize",
    replace: "passedSize === 0",
    tests: ["packages/flow/test/login.test.ts"],
    only: "A43",
  },
  {
    rule: "S11",
    why: "a login lives for as long as somebody keeps it",
    file: "packages/flow/src/slots.ts",
    find: "if (now > time + loginLife) throw new ExpiredError();",
    replace: "",
    tests: ["packages/flow/test/slots.test.ts"],
    only: "A41",
  },
  {
    rule: "S15",
    why: "every client is the home's own",
    file: "packages/flow/src/login.ts",
    find: "return request.clientId !== `${request.origin}/`;",
    replace: "return !request.clientId.startsWith(request.origin);",
    tests: ["packages/flow/test/login.test.ts"],
    only: "A7",
  },
  {
    rule: "S18",
    why: "a nonce of 64 bits",
    file: "packages/flow/src/derive.ts",
    find: `    key.derive,
    256`,
    replace: `    key.derive,
    64`,
    tests: ["packages/flow/test/derive.test.ts"],
  },
  {
    rule: "S18",
    why: "a sealing secret of any length",
    file: "packages/flow/src/key-ring.ts",
    find: "if (secret.bytes.length !== 32) {",
    replace: "if (secret.bytes.length === 0) {",
    tests: ["packages/flow/test/key-ring.test.ts"],
  },
  {
    rule: "S20",
    why: "who asks learns how far a forgery got",
    file: "packages/flow/src/seal.ts",
    find: "    error instanceof CodecError ||\n",
    replace: "",
    tests: ["packages/flow/test/slots.test.ts"],
    only: "A37",
  },
  {
    rule: "S22",
    why: "the record of a used id ends before its seal does",
    file: "packages/flow/src/limits.ts",
    find: "loginLife + 2 * clockSkew + 60",
    replace: "loginLife",
    tests: ["packages/flow/test/limits.test.ts"],
    only: "A42",
  },
];
