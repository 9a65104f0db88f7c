import { randomBytes } from "node:crypto";
import { createKeyRing, seal, unseal } from "@ha-external-login/flow";
import {
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  ClientSecretBasic,
  customFetch,
  processAuthorizationCodeResponse,
  validateApplicationLevelSignature,
  validateAuthResponse,
} from "oauth4webapi";
import { createNodeCipher } from "../../apps/server/src/cipher.ts";
import {
  leave,
  loginPage,
  openTestHome,
  providerId,
  readCheck,
} from "../support/home.ts";
import type { Figure } from "./main.ts";
import { cpuPerUnit, threeRounds } from "./measure.ts";
import { createQuietProvider, type QuietProvider } from "./provider.ts";

/** As the server has it: by Node's own crypto. */
function ring() {
  const secret = { version: 1, bytes: new Uint8Array(32).fill(1) };
  return createKeyRing([secret], createNodeCipher);
}

/** Units of one round. */
const count = 200;

/** What a login costs this machine, beside a bare exchange of the library. */
export async function login(): Promise<Figure[]> {
  const provider = await createQuietProvider();
  const ours = await measureLogins(provider);
  const bare = await measureBare(provider);
  const sealing = await measureSealing();
  const spread = (it: { low: number; high: number }) =>
    `${it.low.toFixed(2)}–${it.high.toFixed(2)}`;
  return [
    {
      name: "CPU per login, all our code and the stand-in's, signature checked",
      value: ours.median,
      unit: "ms",
      must: 1.5,
      yardstick: `bare oauth4webapi exchange ${bare.median.toFixed(2)} ms (${spread(bare)}), ours ${spread(ours)}`,
    },
    {
      name: "a login against a bare exchange",
      value: ours.median / bare.median,
      unit: "×",
      must: 4,
    },
    {
      name: "CPU per seal and unseal of a whole login",
      value: sealing.median,
      unit: "ms",
      must: 0.2,
    },
  ];
}

async function measureLogins(provider: QuietProvider) {
  const home = await openTestHome();
  try {
    const { options } = home;
    const [known] = options.providers;
    if (known === undefined) throw new Error("no provider");
    const haFetch = options.runtime.fetch.bind(options.runtime);
    await home.restarted({
      keys: await ring(),
      runtime: {
        ...options.runtime,
        fetch: (url, init) =>
          url.startsWith(provider.issuer)
            ? provider.fetch(url, init)
            : haFetch(url, init),
      },
      providers: [
        {
          ...known,
          settings: {
            ...known.settings,
            issuer: provider.issuer,
            clientId: provider.clientId,
            clientSecret: provider.clientSecret,
          },
        },
      ],
    });
    const browser = home.browser();
    const one = async () => {
      const { url } = await leave(browser, loginPage(options.origins[0]));
      const back = await provider.signIn(url);
      const check = await readCheck(
        await browser.ask(back.pathname + back.search)
      );
      const answer = await browser.post(check.action, {
        login: check.token,
        found: true,
      });
      const end = await answer.json();
      if (!String(end.url).includes("code=")) throw new Error("no code");
    };
    await one();
    return await threeRounds(() => cpuPerUnit(count, one));
  } finally {
    await home.stop();
  }
}

async function measureBare(provider: QuietProvider) {
  const as = await (
    await provider.fetch(`${provider.issuer}/.well-known/openid-configuration`)
  ).json();
  const client = { client_id: provider.clientId };
  const redirectUri = `https://home.example.org/auth/external-login/callback/${providerId}`;
  const keys = await provider.fetch(`${provider.issuer}/jwks`);
  const jwks = await keys.json();
  const options = {
    [customFetch]: async (url: string) =>
      url.endsWith("/jwks") ? Response.json(jwks) : new Response(),
    [allowInsecureRequests]: true,
  };
  const one = async () => {
    const nonce = randomBytes(32).toString("base64url");
    const asked = new URL(`${provider.issuer}/authorize`);
    asked.searchParams.set("nonce", nonce);
    asked.searchParams.set("redirect_uri", redirectUri);
    asked.searchParams.set("state", "s");
    const back = await provider.signIn(asked);
    const params = validateAuthResponse(as, client, back.searchParams, "s");
    const response = await authorizationCodeGrantRequest(
      as,
      client,
      ClientSecretBasic(provider.clientSecret),
      params,
      redirectUri,
      "v".repeat(43),
      {
        [customFetch]: (url: string, init: { body: unknown }) =>
          provider.fetch(url, { body: String(init.body) }),
      } as never
    );
    await processAuthorizationCodeResponse(as, client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    await validateApplicationLevelSignature(as, response, options as never);
  };
  return threeRounds(() => cpuPerUnit(count, one));
}

async function measureSealing() {
  const keys = await ring();
  const fields = Array.from({ length: 16 }, () => "x".repeat(100));
  return threeRounds(() =>
    cpuPerUnit(count, async () => {
      const iv = new Uint8Array(randomBytes(12));
      await unseal(keys, "cookie", await seal(keys, "cookie", fields, iv));
    })
  );
}
