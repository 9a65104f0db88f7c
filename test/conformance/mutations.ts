/**
 * The guards that hold the rules, each with the edit that takes it away.
 *
 * A line here says: without this guard the rule does not hold, and one of
 * these tests knows it. `find` stands in the file exactly once; when the guard
 * moves, its line moves with it.
 *
 * @module
 */

import { linkMutations } from "./link-mutations.ts";
import { matchMutations } from "./match-mutations.ts";
import { mobileMutations } from "./mobile-mutations.ts";

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
    file: "packages/gateway/src/login/way-back.ts",
    find: '    const id = await openId(keys, "check", token, now);\n',
    replace:
      '    return await openId(keys, "check", token, now);\n    const id = "";\n',
    tests: ["test/conformance/resume.test.ts"],
    only: "A129",
  },
  {
    rule: "S1",
    why: "a cookie that no rule of the browser holds binds a login",
    file: "packages/gateway/src/serve/cookies.ts",
    find: 'return text.replace(/^[ \\t]+|[ \\t]+$/g, "");',
    replace: "return text.trim();",
    tests: ["test/conformance/hostile.test.ts"],
    only: "A135",
  },
  {
    rule: "S1",
    why: "the cookie of any login of the browser binds this one",
    file: "packages/gateway/src/login/callback.ts",
    find: `    login.id !== state.id ||
`,
    replace: "",
    tests: ["test/conformance/order.test.ts"],
    only: "A38",
  },
  {
    rule: "S1",
    why: "whoever has seen a flow id cancels it",
    file: "packages/gateway/src/login/login-flow.ts",
    find: `    if (sealed === undefined) return undefined;
    const held = await openEither(keys, sealed, now);`,
    replace:
      '    const held = await openEither(keys, sealed ?? [...cookies.values()][0] ?? "", now).catch(() => ({ type: "login", login: { id, request: { origin: asked.origin } } }) as Held);',
    tests: ["test/conformance/bridge.test.ts"],
    only: "A64",
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
    rule: "S2",
    why: "Home Assistant decodes a body otherwise than it was judged",
    file: "packages/gateway/src/serve/pass-on.ts",
    find: `  if (body !== undefined) headers["content-type"] = "application/json";
`,
    replace: "",
    tests: ["test/conformance/bridge.test.ts"],
    only: "A134",
  },
  {
    rule: "S3",
    why: "two pairs of issuer and subject are one person",
    file: "packages/gateway/src/people/identity.ts",
    find: "encodeFields([issuer, subject])",
    replace: "encodeFields([issuer + subject])",
    tests: ["packages/gateway/test/people/identity.test.ts"],
    only: "A116",
  },
  {
    rule: "S3",
    why: "a person is known by their name",
    file: "packages/gateway/src/people/people.ts",
    find: "await identityOf(person.issuer, person.subject)",
    replace: "await identityOf(person.issuer, person.name)",
    tests: ["packages/gateway/test/people/people.test.ts"],
    only: "A116",
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
    file: "packages/gateway/src/login/callback.ts",
    find: "if (isFirst) return;",
    replace: "if (isFirst !== undefined) return;",
    tests: ["test/conformance/sealed-login.test.ts"],
    only: "A42",
  },
  {
    rule: "S4",
    why: "what was verified is there for a second taking",
    file: "packages/gateway/src/login/way-back.ts",
    find: `  const text = await store.take("answered", id, runtime.now());
`,
    replace: `  const text = await store.take("answered", id, runtime.now());
  if (text !== undefined) await store.put("answered", id, text, runtime.now() + 60);
`,
    tests: ["test/conformance/resume.test.ts"],
    only: "A129",
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
    file: "packages/gateway/src/login/callback.ts",
    find: "if (state.provider !== providerId) {",
    replace: 'if (state.provider === "") {',
    tests: ["test/conformance/sealed-login.test.ts"],
    only: "A39",
  },
  {
    rule: "S5",
    why: "a later request names another client",
    file: "packages/gateway/src/login/login-flow.ts",
    find: 'if (textOf(body, "client_id") !== login.request.clientId) {',
    replace: 'if (textOf(body, "client_id") === "") {',
    tests: ["test/conformance/sealed-login.test.ts"],
    only: "A104",
  },
  {
    rule: "S5",
    why: "the page names the client of a relayed flow",
    file: "packages/gateway/src/login/relay.ts",
    find: "{ ...input, client_id: held.clientId },",
    replace: "{ client_id: held.clientId, ...Object.fromEntries(body) },",
    tests: ["test/conformance/bridge.test.ts"],
    only: "A62",
  },
  {
    rule: "S5",
    why: "a foreign client's login becomes one of the home's own",
    file: "packages/gateway/src/login/way-back.ts",
    find: `  if (waiting.found) return json({ reason: "used" });
`,
    replace: "",
    tests: ["test/conformance/hostile.test.ts"],
    only: "A131",
  },
  {
    rule: "S5",
    why: "a resume drops the challenge of its page",
    file: "packages/gateway/src/login/passed.ts",
    find: `    const value = optionalText(body, key);
`,
    replace: `    const given = body.get(key);
    const value = typeof given === "string" ? given : undefined;
`,
    tests: ["packages/gateway/test/login/passed.test.ts"],
    only: "A109",
  },
  {
    rule: "S6",
    why: "the password form fails with a resume",
    file: "packages/gateway/src/login/login-flow.ts",
    find: `  log.warn("resume.passed_over", { reason: name });
`,
    replace: `  log.warn("resume.passed_over", { reason: name });
  throw error;
`,
    tests: ["test/conformance/resume.test.ts"],
    only: "A132",
  },
  {
    rule: "S6",
    why: "the password form waits for a list that we understand",
    file: "packages/gateway/src/serve/providers.ts",
    find: `  if (list === undefined) return answered(theirs, body);
`,
    replace: `  if (list === undefined) throw new TypeError("no list");
`,
    tests: ["test/conformance/hostile.test.ts"],
    only: "A120",
  },
  {
    rule: "S6",
    why: "one request that Home Assistant filters takes the home away",
    file: "packages/gateway/src/serve/trust.ts",
    find: `      check().catch(() => undefined);
`,
    replace: `      state = "untrusted";
`,
    tests: ["test/conformance/hostile.test.ts"],
    only: "A136",
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
    rule: "S7",
    why: "Home Assistant's code is in the log",
    file: "packages/gateway/src/login/way-back.ts",
    find: `      log.info("login.finished", { provider });
`,
    replace: `      log.info("login.finished", { provider, code });
`,
    tests: ["test/conformance/silence.test.ts"],
    only: "A22",
  },
  {
    rule: "S7",
    why: "a provider's refusal is on the page",
    file: "packages/gateway/src/serve/answers.ts",
    find: "      reason,\n      reference: ref,",
    replace: "      reason,\n      reference: refusal.detail ?? ref,",
    tests: ["test/conformance/silence.test.ts"],
    only: "A22",
  },
  {
    rule: "S8",
    why: "a browser keeps pages and answers",
    file: "packages/gateway/src/pages/headers.ts",
    find: '    "cache-control": "no-store",\n',
    replace: "",
    tests: ["packages/gateway/test/pages/pages.test.ts"],
    only: "A16",
  },
  {
    rule: "S8",
    why: "our pages stand in a foreign page's frame",
    file: "packages/gateway/src/pages/headers.ts",
    find: "    \"frame-ancestors 'none'\",\n",
    replace: "",
    tests: ["packages/gateway/test/pages/pages.test.ts"],
    only: "A14",
  },
  {
    rule: "S8",
    why: "a browser keeps the login page with our script in it",
    file: "packages/gateway/src/serve/authorize.ts",
    find: `  headers.set("cache-control", "no-store");
`,
    replace: "",
    tests: ["packages/gateway/test/serve/authorize.test.ts"],
    only: "A16",
  },
  {
    rule: "S9",
    why: "a code goes to a path of our own",
    file: "packages/gateway/src/serve/client.ts",
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
    tests: ["packages/gateway/test/pages/pages.test.ts"],
    only: "A13",
  },
  {
    rule: "S9",
    why: "the home's own page ends elsewhere",
    file: "packages/gateway/src/serve/client.ts",
    find: "if (clientId === `${origin}/` && redirect.origin !== origin) {",
    replace: 'if (clientId === "") {',
    tests: ["packages/gateway/test/serve/client.test.ts"],
    only: "A103",
  },
  {
    rule: "S9",
    why: "a redirect repeats a POST",
    file: "packages/gateway/src/serve/answers.ts",
    find: "new Response(null, { status: 303, headers })",
    replace: "new Response(null, { status: 307, headers })",
    tests: ["test/conformance/resume.test.ts"],
    only: "A128",
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
    file: "packages/gateway/src/login/resume.ts",
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
    file: "packages/gateway/src/serve/cookies.ts",
    find: "if (left < 0 || count > cookiesCount) gone.push(id);",
    replace: "if (count < 0) gone.push(id);",
    tests: ["test/conformance/sealed-login.test.ts"],
    only: "A46",
  },
  {
    rule: "S11",
    why: "an answer is as long as somebody makes it",
    file: "packages/gateway/src/serve/cookies.ts",
    find: "return gone.slice(-clearedCount);",
    replace: "return gone;",
    tests: ["test/conformance/hostile.test.ts"],
    only: "A46",
  },
  {
    rule: "S11",
    why: "a body is as deep as somebody makes it",
    file: "packages/gateway/src/serve/body.ts",
    find: `  if (isDeep(value, depth)) throw new BodyError("Invalid JSON.");
`,
    replace: "",
    tests: ["test/conformance/body.test.ts"],
    only: "A117",
  },
  {
    rule: "S11",
    why: "strangers have the ticket script run",
    file: "packages/gateway/src/login/login-flow.ts",
    find: 'if (type === "command_line" && id === context.options.ticketProvider) {',
    replace: 'if (type === "command_line" && id === "") {',
    tests: ["test/conformance/bridge.test.ts"],
    only: "A53",
  },
  {
    rule: "S12",
    why: "an administrator's rights are used for anything",
    file: "packages/gateway/src/people/service-user.ts",
    find: "if (!calls.includes(command.type) && !isNotice(command)) {",
    replace: "if (calls.length === 0) {",
    tests: ["packages/gateway/test/people/service-user.test.ts"],
    only: "S12",
  },
  {
    rule: "S12",
    why: "an administrator's rights do whatever Home Assistant can do",
    file: "packages/gateway/src/people/service-user.ts",
    find: "if (!calls.includes(command.type) && !isNotice(command)) {",
    replace: `if (![...calls, "call_service"].includes(command.type)) {`,
    tests: ["packages/gateway/test/people/service-user.test.ts"],
    only: "S12",
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
    rule: "S13",
    why: "something like the right word makes an administrator",
    file: "packages/gateway/src/people/claims.ts",
    find: "if (leadsThere.some((name) => person.groups.includes(name))) return group;",
    replace:
      "if (leadsThere.some((name) => person.groups.join().includes(name))) return group;",
    tests: ["packages/gateway/test/people/claims.test.ts"],
    only: "A70",
  },
  {
    rule: "S13",
    why: "whoever has no group gets in",
    file: "packages/gateway/src/login/stand.ts",
    find: 'if (role === "deny") {',
    replace: 'if (String(role) === "") {',
    tests: ["test/conformance/bridge.test.ts"],
    only: "S13",
  },
  {
    rule: "S13",
    why: "nobody looks what Home Assistant made of a ticket",
    file: "packages/gateway/src/people/canary.ts",
    find: `    received.group_ids.join() !== lines.group ||
`,
    replace: "",
    tests: ["packages/gateway/test/people/canary.test.ts"],
    only: "A57",
  },
  {
    rule: "S13",
    why: "a role counts that nobody confirmed",
    file: "packages/gateway/src/people/people.ts",
    find: "if (!hasRole(changed, group, localOnly)) throw new RoleError();",
    replace: "",
    tests: ["packages/gateway/test/people/people.test.ts"],
    only: "S13",
  },
  {
    rule: "S13",
    why: "the owner is demoted",
    file: "packages/gateway/src/people/people.ts",
    find: "if (user.is_owner || (demotes(user, group) && isLast(user, users))) {",
    replace: "if (demotes(user, group) && isLast(user, users)) {",
    tests: ["packages/gateway/test/people/people.test.ts"],
    only: "A71",
  },
  {
    rule: "S13",
    why: "nobody is left who administers the home",
    file: "packages/gateway/src/people/people.ts",
    find: "if (user.is_owner || (demotes(user, group) && isLast(user, users))) {",
    replace: "if (user.is_owner) {",
    tests: ["packages/gateway/test/people/people.test.ts"],
    only: "A71",
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
    file: "packages/gateway/src/login/callback.ts",
    find: 'if (login.step === "started") {',
    replace: 'if (login.id === "") {',
    tests: ["test/conformance/client.test.ts"],
    only: "A7",
  },
  {
    rule: "S15",
    why: "a foreign page begins a login",
    file: "packages/gateway/src/login/login-flow.ts",
    find: `  if (known === undefined) return unknownHandler();
  if (!isSameOrigin(request, asked)) return foreignPage();
`,
    replace: "  if (known === undefined) return unknownHandler();\n",
    tests: ["test/conformance/client.test.ts"],
    only: "A7",
  },
  {
    rule: "S15",
    why: "a foreign page has a resume answered",
    file: "packages/gateway/src/login/resume.ts",
    find: "if (own === undefined || !isSameOrigin(request, asked)) return undefined;",
    replace: "if (own === undefined) return undefined;",
    tests: ["test/conformance/resume.test.ts"],
    only: "A131",
  },
  {
    rule: "S15",
    why: "a foreign client has a resume answered",
    file: "packages/gateway/src/login/resume.ts",
    find: 'if (clientId !== `${origin}/` || typeof redirectUri !== "string") {',
    replace:
      'if (typeof clientId !== "string" || typeof redirectUri !== "string") {',
    tests: ["test/conformance/resume.test.ts"],
    only: "A131",
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
    file: "packages/gateway/src/login/callback.ts",
    find: "if (state.origin !== asked.origin) {",
    replace: 'if (state.origin === "") {',
    tests: ["test/conformance/sealed-login.test.ts"],
    only: "A39",
  },
  {
    rule: "S16",
    why: "a resume is good on every origin of the home",
    file: "packages/gateway/src/login/resume.ts",
    find: "encodeFields([origin, value])",
    replace: "encodeFields([value])",
    tests: ["test/conformance/resume.test.ts"],
    only: "A131",
  },
  {
    rule: "S16",
    why: "Home Assistant is not told for whom it answers",
    file: "packages/gateway/src/serve/pass-on.ts",
    find: `    ...forwardedHeaders(clientOf(asked)),
`,
    replace: "",
    tests: ["packages/gateway/test/serve/pass-on.test.ts"],
    only: "A8",
  },
  {
    rule: "S16",
    why: "our own address is banned by what strangers make us ask",
    file: "packages/gateway/src/people/service-user.ts",
    find: `    if (!isCounted(error)) return;
`,
    replace: `    if (isCounted(error)) return;
`,
    tests: ["packages/gateway/test/people/service-user.test.ts"],
    only: "A31",
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
    tests: ["packages/gateway/test/pages/pages.test.ts"],
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
    file: "packages/gateway/src/login/login-flow.ts",
    find: 'return json({ message: "Invalid flow specified" }, 404);\n}\n\nfunction foreignPage',
    replace:
      'return json({ message: "Invalid flow specified" }, 403);\n}\n\nfunction foreignPage',
    tests: ["test/conformance/sealed-login.test.ts"],
    only: "A37",
  },
  {
    rule: "S20",
    why: "a check that is used is told from one that never was",
    file: "packages/gateway/src/login/way-back.ts",
    find: `    if (error instanceof UnsealError || error instanceof ExpiredError) {
      return undefined;
    }
`,
    replace: "",
    tests: ["test/conformance/sealed-login.test.ts"],
    only: "A38",
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
  {
    rule: "S22",
    why: "a login goes on that the store could not mark as used",
    file: "packages/gateway/src/login/callback.ts",
    find: ": await store.consume(id, until);",
    replace: ": await store.consume(id, until).catch(() => true);",
    tests: ["test/conformance/faults.test.ts"],
    only: "F21",
  },
  ...linkMutations,
  ...matchMutations,
  ...mobileMutations,
];
