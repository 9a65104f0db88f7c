import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  ask,
  discover,
  exchange,
  OidcError,
  readAnswer,
  type OidcReason,
} from "../src/index.ts";
import {
  assertDiscreet,
  believes,
  drawn,
  login,
  redirectUri,
  startWorld,
} from "./support.ts";

const world = await startWorld();
const { liar } = world;

/** What `readAnswer` says to a query; nobody was asked anything meanwhile. */
async function reading(
  parameters: [string, string][],
  provider = world.provider()
): Promise<OidcError | undefined> {
  await discover(provider);
  const asked = liar.requests.length;
  try {
    readAnswer(provider, new URLSearchParams(parameters), drawn.state);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof OidcError);
    assertDiscreet(world, error);
    return error;
  } finally {
    assert.equal(liar.requests.length, asked);
  }
}

async function refusesQuery(
  reason: OidcReason,
  parameters: [string, string][]
): Promise<void> {
  assert.equal((await reading(parameters))?.reason, reason);
}

const code: [string, string] = ["code", "c0de"];
const state: [string, string] = ["state", drawn.state];
const iss: [string, string] = ["iss", liar.issuer];

// If this is lost, an answer that belongs to another login, another provider
// or another kind of flow reaches the token endpoint.
describe("readAnswer", () => {
  it("lets an honest answer through, with what else providers add", async () => {
    const more: [string, string] = ["session_state", "x"];
    assert.equal(await reading([code, state, iss, more]), undefined);
  });

  // A link with the attacker's own code, sent to somebody who is logging in.
  it("N31: refuses a state that is wrong, missing or sent twice", async () => {
    await refusesQuery("state", [code, ["state", "other"], iss]);
    await refusesQuery("state", [code, iss]);
    await refusesQuery("state", [code, state, state, iss]);
    await refusesQuery("state", [code, state, ["state", "other"], iss]);
  });

  // An answer of another provider, played to this one's address.
  it("N34: refuses an issuer that is wrong, missing though announced, or sent twice", async () => {
    await refusesQuery("iss", [code, state, ["iss", "https://o.example.org"]]);
    await refusesQuery("iss", [code, state, ["iss", ""]]);
    await refusesQuery("iss", [code, state]);
    await refusesQuery("iss", [code, state, iss, iss]);
  });

  it("N34: wants no issuer of a provider that does not announce it, but a right one", async () => {
    liar.lie({
      metadata: {
        json: { authorization_response_iss_parameter_supported: undefined },
      },
    });
    const provider = world.provider();
    assert.equal(await reading([code, state], provider), undefined);
    const wrong: [string, string] = ["iss", ""];
    const error = await reading([code, state, wrong], provider);
    assert.equal(error?.reason, "iss");
  });

  it("N36: refuses a callback without exactly one code", async () => {
    await refusesQuery("callback.form", [state, iss]);
    await refusesQuery("callback.form", [["code", ""], state, iss]);
    await refusesQuery("callback.form", [code, code, state, iss]);
    await refusesQuery("callback.form", [code, ["error", "x"], state, iss]);
    const twice: [string, string] = ["error", "access_denied"];
    await refusesQuery("callback.form", [twice, twice, state, iss]);
  });

  it("N36: refuses an answer of another kind of flow", async () => {
    for (const name of ["id_token", "response", "token"]) {
      await refusesQuery("callback.form", [code, state, iss, [name, "x"]]);
    }
  });

  it("N37: refuses a token in the address", async () => {
    const token: [string, string] = ["access_token", "x"];
    await refusesQuery("callback.form", [code, state, iss, token]);
  });

  it("N71: refuses a callback without parameters", async () => {
    await refusesQuery("callback.form", []);
  });

  it("says what is wrong first: form, then state, then issuer, then error", async () => {
    const wrongState: [string, string] = ["state", "other"];
    const wrongIss: [string, string] = ["iss", "https://o.example.org"];
    const denied: [string, string] = ["error", "access_denied"];
    await refusesQuery("callback.form", [wrongState, wrongIss]);
    await refusesQuery("state", [denied, wrongState, wrongIss]);
    await refusesQuery("iss", [denied, state, wrongIss]);
    await refusesQuery("error.access_denied", [denied, state, iss]);
  });

  it("N38: keys the refusal by the error's code, known or not", async () => {
    await refusesQuery("error.login_required", [
      ["error", "login_required"],
      state,
      iss,
    ]);
    await refusesQuery("error.other", [["error", "<b>x"], state, iss]);
    await refusesQuery("error.other", [["error", "toString"], state, iss]);
  });

  // A page or a log line written by whoever can make a link.
  it("N38: keeps the provider's words for the log: escaped, 200 characters", async () => {
    const error = await reading([
      ["error", "access_denied"],
      ["error_description", "<img onerror=x>\r\n\u202e" + "x".repeat(100_000)],
      state,
      iss,
    ]);
    const detail = error?.detail ?? "";
    assert.equal(detail.length, 200);
    assert.match(detail, /^[ -~]*$/);
    assert.equal(/[<>]/.test(detail), false);
    assert.equal(error?.message.includes("img"), false);
  });

  it("N53: keeps our secret out of the words of a provider that echoes it", async () => {
    const basic = btoa("home%2Dassistant:correct%2Dhorse%5Fbattery%7Estaple");
    for (const secret of [liar.clientSecret, basic]) {
      const error = await reading([
        ["error", "server_error"],
        ["error_description", `you sent ${secret}`],
        state,
        iss,
      ]);
      assert.equal(error?.detail, "you sent [secret]");
    }
  });

  it("knows nothing of a provider that was never discovered", () => {
    assert.throws(
      () => readAnswer(world.provider(), new URLSearchParams(), "x"),
      { reason: "unreachable" }
    );
  });
});

describe("exchange", () => {
  it("believes an honest provider, in one call once it is known", async () => {
    const provider = world.provider();
    await login(world, provider);
    const url = await ask(provider, { redirectUri, ...drawn });
    const callback = await liar.authorize(url);
    const answer = readAnswer(provider, callback.searchParams, drawn.state);
    const before = liar.requests.length;
    const claims = await exchange(provider, answer, { redirectUri, ...drawn });
    assert.deepEqual(
      liar.requests.slice(before).map(({ path }) => path),
      ["/token"]
    );
    assert.equal(claims.iss, liar.issuer);
    assert.equal(claims.sub, liar.person.sub);
    assert.deepEqual(claims.groups, ["family"]);
  });

  it("believes an honest provider in every way of proving who we are", async () => {
    for (const clientAuthentication of [
      "client_secret_basic",
      "client_secret_post",
    ] as const) {
      await login(world, world.provider({ clientAuthentication }));
    }
  });

  // A callback that is opened twice, or by two of our replicas.
  it("N33: exchanges an answer once", async () => {
    const provider = world.provider();
    const question = { redirectUri, ...drawn };
    const callback = await liar.authorize(await ask(provider, question));
    const answer = readAnswer(provider, callback.searchParams, drawn.state);
    await exchange(provider, answer, question);
    const before = liar.count("/token");
    await assert.rejects(exchange(provider, answer, question), TypeError);
    assert.equal(liar.count("/token"), before);
  });

  // One of several providers gives its own answer to another's exchange.
  it("exchanges an answer with the provider that it is from, and no other", async () => {
    const [one, two] = [world.provider(), world.provider()];
    const question = { redirectUri, ...drawn };
    const callback = await liar.authorize(await ask(one, question));
    const answer = readAnswer(one, callback.searchParams, drawn.state);
    await discover(two);
    const before = liar.count("/token");
    await assert.rejects(exchange(two, answer, question), TypeError);
    assert.equal(liar.count("/token"), before);
  });

  it("takes nothing for an answer that was not read", async () => {
    const forged = {} as ReturnType<typeof readAnswer>;
    await assert.rejects(
      exchange(world.provider(), forged, { redirectUri, ...drawn }),
      TypeError
    );
  });

  it("N30: hands on claims that are named like an object's own parts", async () => {
    const claims = JSON.parse(
      '{"__proto__": {"admin": true}, "constructor": 1, "toString": "x", ' +
        '"groups": ["__proto__", "constructor"]}'
    );
    const believed = await believes(world, { idToken: { claims } });
    assert.equal(({} as Record<string, unknown>).admin, undefined);
    assert.equal(believed.admin, undefined);
    assert.equal(Object.getPrototypeOf(believed), Object.prototype);
    assert.deepEqual(believed.groups, ["__proto__", "constructor"]);
  });

  it("tells the time by the runtime's clock and no other", async () => {
    const decade = 10 * 365 * 24 * 60 * 60;
    for (const now of [world.now + decade, world.now - 2 * decade]) {
      world.now = now;
      await login(world);
    }
  });
});
