/**
 * The guards of *match*: that nothing which a phisher holds, guesses or waits
 * for lets them in.
 *
 * @module
 */
import type { Mutation } from "./mutations.ts";

const source = (name: string) => `packages/gateway/src/${name}.ts`;
const conformance = (name: string) => [
  `test/conformance/match-${name}.test.ts`,
];

/** By rule, in the catalogue's order. */
export const matchMutations: Mutation[] = [
  {
    rule: "S1",
    why: "whoever knows a flow id types a code for its login, in any browser",
    file: source("login/login-flow"),
    find: `    if (sealed === undefined) return undefined;
    const held = await openEither(keys, sealed, now);`,
    replace: `    const held = await openEither(keys, sealed ?? [...cookies.values()][0] ?? "", now);
    if (held.type === "login") held.login.id = id;`,
    tests: conformance("phisher"),
    only: "A2",
  },
  {
    rule: "S1",
    why: "any eight letters are the code",
    file: source("match/typed-code"),
    find: "  if (!(await isSame(shown.code, code))) return undefined;\n",
    replace: "",
    tests: conformance("codes"),
    only: "M41",
  },
  {
    rule: "S1",
    why: "a code is one before anybody pressed for it",
    file: source("match/typed-code"),
    find: "  if (shown === undefined) return undefined;\n",
    replace: `  if (shown === undefined) return record.login;
`,
    tests: conformance("phisher"),
    only: "M19",
  },
  {
    rule: "S1",
    why: "the buttons of a page are anybody's who knows its login",
    file: source("match/match"),
    find: `  if (!(await holdsPage(context, request, asked, id))) {
    return notYours(context, request, asked);
  }
`,
    replace: "",
    tests: conformance("phisher"),
    only: "M44",
  },
  {
    rule: "S1",
    why: "the cookie of one page is that of every other",
    file: source("login/vouched"),
    find: 'return (await openId(keys, "page", sealed, runtime.now())) === id;',
    replace:
      'return (await openId(keys, "page", sealed, runtime.now())) !== "";',
    tests: conformance("phisher"),
    only: "M44",
  },
  {
    rule: "S1",
    why: "whoever is sent to the middle of the address signs in there",
    file: source("login/callback"),
    find: 'if (way === "match" || way === "link") return undefined;',
    replace: 'if (way !== "redirect") return undefined;',
    tests: conformance("phisher"),
    only: "M56",
  },
  {
    rule: "S1",
    why: "Home Assistant is asked before anybody said who they are",
    file: source("match/typed-code"),
    find: "  const { person } = (await waitingConfirm(context, login)) ?? found;\n",
    replace: `  const { person } = (await waitingConfirm(context, login)) ?? found;
  if (person.name !== "") {
    const { confirmPerson } = await import("./confirm.ts");
    return confirmPerson(context, asked, login, true);
  }
`,
    tests: conformance("phisher"),
    only: "M40",
  },
  {
    rule: "S1",
    why: "a code outlives *This is not me*",
    file: source("login/records"),
    find: '(await store.peek("declined", id, now)) !== undefined',
    replace: 'id === ""',
    tests: conformance("phisher"),
    only: "M39",
  },
  {
    rule: "S1",
    why: "a yes outlives *This is not me*",
    file: source("match/confirm"),
    find: "  if (await isBurnt(context, vouched)) {",
    replace: '  if (vouched === "") {',
    tests: conformance("phisher"),
    only: "A137",
  },
  {
    rule: "S4",
    why: "a callback is taken twice",
    file: source("login/callback"),
    find: '? await store.put("spent", id, "", until)',
    replace: '? (await store.put("spent", id, "", until)) !== undefined',
    tests: conformance("phisher"),
    only: "A2",
  },
  {
    rule: "S5",
    why: "a yes counts under the policy of when the login began",
    file: source("match/start-match"),
    find: "  if (!mayMatch(request, login.request, known)) {",
    replace: '  if (provider === "") {',
    tests: conformance("policy"),
    only: "A48",
  },
  {
    rule: "S11",
    why: "a refusal that no provider gave is remembered",
    file: source("login/callback"),
    find: "if (read instanceof OidcError && isForCode(back)) {",
    replace: 'if (read instanceof OidcError && back.way === "redirect") {',
    tests: conformance("policy"),
    only: "S11",
  },
  {
    rule: "S11",
    why: "a try is remembered before a provider vouched for anybody",
    file: source("match/typed-code"),
    find: 'const isKnown = (await store.peek("vouched", id, now)) !== undefined;',
    replace: 'const isKnown = id !== "";',
    tests: conformance("codes"),
    only: "M43",
  },
  {
    rule: "S11",
    why: "what is counted grows with whoever is counted",
    file: source("match/tally"),
    find: "if (!counts.has(key) && counts.size >= size) forgetOldest();",
    replace: "if (size < 0) forgetOldest();",
    tests: ["packages/gateway/test/match/tally.test.ts"],
    only: "S11",
  },
  {
    rule: "S15",
    why: "a foreign client is served a code in an app",
    file: source("link/apps"),
    find: "  if (clientIds[os] !== clientId) return undefined;\n",
    replace: "",
    tests: conformance("policy"),
    only: "A7",
  },
  {
    rule: "S15",
    why: "a foreign client asks for another device",
    file: source("match/start-match"),
    find: 'if (use !== "devices" || !isOwn) {',
    replace: 'if (use !== "devices") {',
    tests: conformance("policy"),
    only: "A7",
  },
  {
    rule: "S15",
    why: "another device takes part where only the apps may",
    file: source("match/start-match"),
    find: 'if (use !== "devices" || !isOwn) {',
    replace: "if (!isOwn) {",
    tests: conformance("policy"),
    only: "M48",
  },
  {
    rule: "S15",
    why: "an official client is an app, in whatever browser",
    file: source("match/start-match"),
    find: "if (officialApp(userAgent, clientId) !== undefined) {",
    replace: "if (isOfficial(clientId)) {",
    tests: conformance("phisher"),
    only: "M53",
  },
  {
    rule: "S18",
    why: "a login takes any number of codes in one process",
    file: source("match/tries"),
    find: "byLogin.get(login, now) >= codeTries ||",
    replace: "byLogin.get(login, now) < 0 ||",
    tests: ["packages/gateway/test/match/tries.test.ts"],
    only: "five",
  },
  {
    rule: "S18",
    why: "each replica counts for itself",
    file: source("match/typed-code"),
    find: "const count = isKnown ? await store.count(`tries ${id}`, until(now)) : 0;",
    replace: "const count = isKnown ? 1 : 0;",
    tests: conformance("codes"),
    only: "M43",
  },
  {
    rule: "S18",
    why: "a network takes any number of codes",
    file: source("match/tries"),
    find: "byNetwork.get(network, now) >= networkTries;",
    replace: "byNetwork.get(network, now) < 0;",
    tests: conformance("guess"),
    only: "A18: takes twenty",
  },
  {
    rule: "S18",
    why: "unbound codes are looked for without end",
    file: source("match/tries"),
    find: "if (pauses) pausedUntil = now + pause;",
    replace: "if (pauses) pausedUntil = now;",
    tests: conformance("guess"),
    only: "A18: looks",
  },
  {
    rule: "S18",
    why: "a code is one for as long as its page is",
    file: source("match/typed-code"),
    find: 'return context.options.runtime.now() < shown.until ? record.login : "late";',
    replace: "return record.login;",
    tests: conformance("codes"),
    only: "M46",
  },
  {
    rule: "S19",
    why: "what a person is called is Markdown on the home's own dashboard",
    file: source("people/notify"),
    find: "person: plain(person),",
    replace: "person,",
    tests: ["packages/gateway/test/people/notify.test.ts"],
    only: "M39",
  },
  {
    rule: "S20",
    why: "E learns that V said no",
    file: source("match/match"),
    find: 'await store.put("declined", id, "", now + consumedLife);',
    replace: 'await store.put("stopped", id, "", now + consumedLife);',
    tests: conformance("phisher"),
    only: "M19",
  },
  {
    rule: "S20",
    why: "E learns that a code is another one's",
    file: source("match/typed-code"),
    find: '  if (record?.login.back.way !== "match") return undefined;\n',
    replace: `  if (record?.login.back.way !== "match") return "late";
`,
    tests: conformance("phisher"),
    only: "M52",
  },
  {
    rule: "S22",
    why: "one code lets in everybody who types it at once",
    file: source("match/typed-code"),
    find: 'if (await store.put("typed", vouched.id, login.id, until)) {',
    replace:
      'if ((await store.put("typed", vouched.id, login.id, until)) !== undefined) {',
    tests: conformance("codes"),
    only: "M57",
  },
  {
    rule: "S22",
    why: "every code of a person stays one, however many they ask for",
    file: source("match/typed-code"),
    find: "    if (!(await isLatest(context, login))) continue;\n",
    replace: "",
    tests: conformance("codes"),
    only: "M57",
  },
];
