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
    rule: "S1",
    why: "whoever holds the check of a login ends it, in any browser",
    file: "packages/gateway/src/way-back.ts",
    find: "    const id = await openCheck(keys, token, now);\n",
    replace:
      '    return await openCheck(keys, token, now);\n    const id = "";\n',
    tests: ["test/conformance/resume.test.ts"],
    only: "A129",
  },
  {
    rule: "S2",
    why: "whoever can reach the token endpoint's answer says who somebody is",
    file: "packages/oidc/src/checks/index.ts",
    find: "  checkSHash,\n  checkSignature,\n",
    replace: "  checkSHash,\n",
    tests: ["packages/oidc/test/checks/index.test.ts"],
    only: "N19",
  },
  {
    rule: "S2",
    why: "an ID token of another login says who somebody is",
    file: "packages/oidc/src/checks/nonce.ts",
    find: "if (claims.nonce === nonce) return;",
    replace: "return;",
    tests: ["packages/oidc/test/checks/index.test.ts"],
    only: "N12",
  },
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
    rule: "S4",
    why: "a callback is believed every time it comes",
    file: "packages/gateway/src/callback.ts",
    find: "if (!first) {",
    replace: "if (first === undefined) {",
    tests: ["test/conformance/sealed-login.test.ts"],
    only: "A42",
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
    find: 'if (!isCanonical) throw new CodecError("not canonical");',
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
    rule: "S5",
    why: "a login goes on at another provider",
    file: "packages/gateway/src/callback.ts",
    find: "if (state.provider !== providerId) {",
    replace: 'if (state.provider === "") {',
    tests: ["test/conformance/sealed-login.test.ts"],
    only: "A39",
  },
  {
    rule: "S5",
    why: "a later request names another client",
    file: "packages/gateway/src/login-flow.ts",
    find: 'if (textOf(body, "client_id") !== login.request.clientId) {',
    replace: 'if (textOf(body, "client_id") === "") {',
    tests: ["test/conformance/sealed-login.test.ts"],
    only: "A104",
  },
  {
    rule: "S7",
    why: "a traced shell writes keys and ticket down",
    file: "apps/server/src/bridge/ticket.sh",
    find: "set +axve -fu\n",
    replace: "set -fu\n",
    tests: ["test/conformance/ticket-tools.test.ts"],
    only: "A52",
  },
  {
    rule: "S7",
    why: "the tools see the ticket in their environment",
    file: "apps/server/src/bridge/ticket.sh",
    find: "unset password username\n",
    replace: "",
    tests: ["test/conformance/ticket-tools.test.ts"],
    only: "A52",
  },
  {
    rule: "S8",
    why: "a browser keeps pages and answers",
    file: "packages/gateway/src/pages/headers.ts",
    find: '    "cache-control": "no-store",\n',
    replace: "",
    tests: ["packages/gateway/test/pages.test.ts"],
    only: "A16",
  },
  {
    rule: "S8",
    why: "our pages stand in a foreign page's frame",
    file: "packages/gateway/src/pages/headers.ts",
    find: "    \"frame-ancestors 'none'\",\n",
    replace: "",
    tests: ["packages/gateway/test/pages.test.ts"],
    only: "A14",
  },
  {
    rule: "S9",
    why: "a code goes to a path of our own",
    file: "packages/gateway/src/client.ts",
    find: "if (origins.includes(redirect.origin) && isReserved(redirect.pathname)) {",
    replace: 'if (isReserved("/")) {',
    tests: ["test/conformance/client.test.ts"],
    only: "A103",
  },
  {
    rule: "S9",
    why: "a link leads wherever somebody says",
    file: "packages/gateway/src/pages/html.ts",
    find: "if (/^\\/(?![/\\\\])[!-~]*$/.test(address)) return address;",
    replace: 'if (address !== "") return address;',
    tests: ["packages/gateway/test/pages.test.ts"],
    only: "A13",
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
    rule: "S10",
    why: "a resume of one origin is one at every other",
    file: "packages/gateway/src/resume.ts",
    find: "encodeFields([origin, value])",
    replace: "encodeFields([value.slice(0, origin.length + 64)])",
    tests: ["test/conformance/resume.test.ts"],
    only: "A131",
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
    rule: "S11",
    why: "a browser may have any number of logins under way",
    file: "packages/gateway/src/cookies.ts",
    find: "if (left < 0 || count > cookiesCount) gone.push(id);",
    replace: "if (count < 0) gone.push(id);",
    tests: ["test/conformance/sealed-login.test.ts"],
    only: "A46",
  },
  {
    rule: "S13",
    why: "the script prints whatever group it is given",
    file: "apps/server/src/bridge/ticket.sh",
    find: '  "group = system-read-only${nl}local_only = "*) ;;',
    replace: "  *) ;;",
    tests: ["test/conformance/ticket.test.ts"],
    only: "A56",
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
    rule: "S15",
    why: "a foreign client goes on without a click",
    file: "packages/gateway/src/callback.ts",
    find: 'if (login.step === "started") {',
    replace: 'if (login.id === "") {',
    tests: ["test/conformance/client.test.ts"],
    only: "A7",
  },
  {
    rule: "S16",
    why: "every peer says who asks",
    file: "apps/server/src/asked.ts",
    find: "const said = standing.trustedProxies.includes(peer)",
    replace: "const said = peer",
    tests: ["apps/server/test/forward.test.ts"],
    only: "A8",
  },
  {
    rule: "S16",
    why: "any host is the home",
    file: "apps/server/src/asked.ts",
    find: "|| !standing.origins.includes(origin)",
    replace: "",
    tests: ["apps/server/test/forward.test.ts"],
    only: "A108",
  },
  {
    rule: "S16",
    why: "a login ends on another origin than it began on",
    file: "packages/gateway/src/callback.ts",
    find: "if (state.origin !== asked.origin) {",
    replace: 'if (state.origin === "") {',
    tests: ["test/conformance/sealed-login.test.ts"],
    only: "A39",
  },
  {
    rule: "S17",
    why: "the script believes a ticket without its MAC",
    file: "apps/server/src/bridge/ticket.sh",
    find: '[ "$mac" != "$expected" ] || break',
    replace: "break",
    tests: ["test/conformance/ticket.test.ts"],
    only: "A49",
  },
  {
    rule: "S17",
    why: "a ticket is good twice",
    file: "apps/server/src/bridge/ticket.sh",
    find: 'mkdir "$mark" || case',
    replace: 'mkdir -p "$mark" || case',
    tests: ["test/conformance/ticket.test.ts"],
    only: "A51",
  },
  {
    rule: "S17",
    why: "a ticket lives for as long as somebody keeps it",
    file: "apps/server/src/bridge/ticket.sh",
    find: '[ "$now" -le "$expiry" ] || exit 11',
    replace: ":",
    tests: ["test/conformance/ticket.test.ts"],
    only: "A51",
  },
  {
    rule: "S18",
    why: "a nonce of 64 bits",
    file: "packages/flow/src/derive.ts",
    find: "await key.derive(info)",
    replace: "(await key.derive(info)).slice(0, 8)",
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
    rule: "S19",
    why: "what a provider says becomes markup",
    file: "packages/gateway/src/pages/html.ts",
    find: '  "<": "&lt;",\n',
    replace: "",
    tests: ["packages/gateway/test/pages.test.ts"],
    only: "Z17",
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
    rule: "S20",
    why: "a forged flow id is told from one that nobody knows",
    file: "packages/gateway/src/login-flow.ts",
    find: 'return json({ message: "Invalid flow specified" }, 404);\n}\n\nfunction foreignPage',
    replace:
      'return json({ message: "Invalid flow specified" }, 403);\n}\n\nfunction foreignPage',
    tests: ["test/conformance/sealed-login.test.ts"],
    only: "A37",
  },
  {
    rule: "S21",
    why: "logins cross the network in plain text, and nobody said so",
    file: "apps/server/src/configuration.ts",
    find: "if (plain !== undefined && !file.insecure_http) {",
    replace: 'if (plain === "") {',
    tests: ["apps/server/test/configuration.test.ts"],
    only: "plain http",
  },
  {
    rule: "S21",
    why: "a provider is asked in plain text, and nobody said so",
    file: "packages/oidc/src/provider.ts",
    find: "settings.insecureHttp === true || isLoopback(url)",
    replace: "settings.insecureHttp !== false || isLoopback(url)",
    tests: ["packages/oidc/test/provider.test.ts"],
    only: "N48",
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
