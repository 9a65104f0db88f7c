import assert from "node:assert/strict";
import { after, describe, it, type TestContext } from "node:test";
import {
  ask,
  createProvider,
  discover,
  exchange,
  readAnswer,
} from "@ha-external-login/oidc";
import {
  contract,
  type ProviderUnderTest,
} from "../support/provider/contract.ts";
import { startLyingProvider } from "../support/provider/provider.ts";
import { startRealProvider } from "../support/provider/real-provider.ts";

// If this is lost, hundreds of tests against a provider that lies prove
// nothing about providers that exist.
const liar = await startLyingProvider();
const real = await startRealProvider();
after(async () => {
  await liar.stop();
  await real.stop();
});

const passed = { liar: 0, real: 0 };

function runContract(name: keyof typeof passed, provider: ProviderUnderTest) {
  describe(`contract of a provider: ${name}`, () => {
    for (const { name: rule, run } of contract) {
      it(rule, async () => {
        await run(provider);
        passed[name] += 1;
      });
    }

    it("is believed by us", async () => {
      assert.equal(await believedSubject(provider), "person-1");
      passed[name] += 1;
    });
  });
}

runContract("liar", {
  ...liar,
  redirectUri: "https://home.example.org/callback/example-id",
});
runContract("real", real);

describe("contract of a provider", () => {
  it("holds for the double as for the real one", (t: TestContext) => {
    t.diagnostic(
      `provider contract: ${passed.liar} on the double, ${passed.real} on ` +
        "oidc-provider"
    );
    assert.deepEqual(passed, {
      liar: contract.length + 1,
      real: contract.length + 1,
    });
  });
});

async function believedSubject(under: ProviderUnderTest): Promise<string> {
  const provider = createProvider(
    { now: () => Math.floor(Date.now() / 1000), fetch },
    {
      name: "Example ID",
      issuer: under.issuer,
      clientId: under.clientId,
      clientSecret: under.clientSecret,
      clientAuthentication: "client_secret_basic",
      scopes: ["openid", "profile", "groups"],
      neededClaims: ["groups"],
    }
  );
  const question = {
    redirectUri: under.redirectUri,
    state: "state-0123456789abcdef",
    nonce: "nonce-0123456789abcdef",
    codeVerifier: "verifier-0123456789abcdef-0123456789abcdef-0123",
  };
  await discover(provider);
  const callback = await under.authorize(await ask(provider, question));
  const answer = readAnswer(provider, callback.searchParams, question.state);
  const claims = await exchange(provider, answer, question);
  assert.deepEqual(claims.groups, ["family"]);
  return claims.sub;
}
