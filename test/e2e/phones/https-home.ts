/**
 * A home and a provider as a companion needs them: both at https, on names of
 * their own, with a certificate that the phones of a test trust.
 *
 * @module
 */
import { redirectUri, type Runtime } from "@ha-external-login/gateway";
import { createRuntime } from "../../../apps/server/src/runtime.ts";
import {
  type RunningProvider,
  startProvider,
} from "../../../apps/sandbox/src/provider.ts";
import { currentVersion } from "../../support/home-assistant/provision.ts";
import {
  type Certificate,
  makeCertificate,
  startFront,
} from "../../support/phones/front.ts";
import { freePort } from "../../support/port.ts";
import { openRealHome } from "../../support/real-home.ts";
import { people, seed } from "../desktop/seed.ts";
import { knownAs, type OpenHome } from "../person.ts";

export interface HttpsHome extends OpenHome {
  certificate: Certificate;
  /** A second origin of the same gateway: another home, as far as apps know. */
  cabin: string;
}

/** Of whoever is at home, as the gateway is told by what stands before it. */
const address = "192.168.1.20";

export async function openHttpsHome(): Promise<HttpsHome> {
  const [port, homePort, cabinPort, issuerPort] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const origin = `https://home.localhost:${homePort}`;
  const cabin = `https://cabin.localhost:${cabinPort}`;
  const issuer = `https://id.localhost:${issuerPort}`;
  const certificate = await makeCertificate(
    "home.localhost",
    "cabin.localhost",
    "id.localhost"
  );
  const providerPort = await freePort();
  const provider = await startProvider({
    redirectUris: [origin, cabin].map((one) => redirectUri(one, "example-id")),
    port: providerPort,
    issuer,
    people,
  });
  const runtime = createRuntime();
  const home = await openRealHome(() => knownAs(provider), {
    port,
    homeAssistant: await seed(currentVersion, provider),
    configuration: {
      origins: [origin, cabin],
      trustedProxies: ["127.0.0.1"],
    },
    runtime: { fetch: passFront(runtime.fetch, provider, providerPort) },
  });
  const fronts = await Promise.all(
    (
      [
        [homePort, port],
        [cabinPort, port],
        [issuerPort, providerPort],
      ] as const
    ).map(([from, to]) => startFront({ port: from, to, certificate, address }))
  );
  const { stop } = home;
  return Object.assign(home, {
    provider,
    certificate,
    cabin,
    stop: async () => {
      await Promise.all(fronts.map((front) => front.stop()));
      await stop();
      await provider.stop();
      await runtime.close();
    },
  });
}

type Fetch = Runtime["fetch"];

/** The gateway is on the provider's side of what speaks https. */
function passFront(
  ask: Fetch,
  { issuer }: RunningProvider,
  port: number
): Fetch {
  const { host } = new URL(issuer);
  return (url, init) => {
    if (!url.startsWith(issuer)) return ask(url, init);
    const headers = new Headers(init.headers);
    headers.set("host", host);
    headers.set("x-forwarded-proto", "https");
    const inside = url.replace(issuer, `http://127.0.0.1:${port}`);
    return ask(inside, { ...init, headers });
  };
}
