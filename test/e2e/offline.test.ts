/**
 * Nothing leaves the home but to the provider that its operator configured:
 * seen once with the network cut, and once by writing down who is asked.
 */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { BrowserContext } from "playwright-core";
import { createRuntime } from "ha-external-login";
import {
  needsBrowsers,
  needsHomeAssistant,
  needsPrograms,
} from "../support/needs.ts";
import { run } from "../support/program.ts";
import { openHome, signIn, signOut } from "./person.ts";
import { onStage } from "./stage.ts";

const child = fileURLToPath(new URL("offline-login.ts", import.meta.url));

/** Runs a program where there is no network but loopback. */
const withoutNetwork = (argv: string[]) => [
  ...["unshare", "--net", "sh", "-c"],
  'ip link set lo up && exec "$@"',
  "sh",
  ...argv,
];

async function needsNamespaces(): Promise<false | string> {
  const missing = needsPrograms({ unshare: "util-linux", ip: "iproute2" });
  if (missing) return missing;
  if (process.getuid?.() !== 0) return "only root may cut off a network";
  return run(withoutNetwork(["true"])).then(
    () => false as const,
    () => "this machine lets nobody make a network of their own"
  );
}

const skip =
  (await needsHomeAssistant()) ||
  needsBrowsers("chromium") ||
  (await needsNamespaces());

describe("a home without any network", { skip }, () => {
  it("lets somebody in who is known at a provider within", async () => {
    const printed = await run(withoutNetwork([process.execPath, child]));
    assert.deepEqual(JSON.parse(printed), {
      interfaces: ["lo"],
      user: "Robin Vale",
    });
  });
});

const asked = new Set<string>();

const network = createRuntime();

onStage(
  "whom a login asks",
  {
    browser: "chromium",
    open: () =>
      openHome({
        runtime: {
          fetch: (url, init) => {
            asked.add(`gateway ${new URL(url).host}`);
            return network.fetch(url, init);
          },
          openSocket: (url) => {
            asked.add(`gateway ${new URL(url).host}`);
            return network.openSocket(url);
          },
        },
      }),
  },
  (stage) => {
    after(() => network.close());

    it("is the home and the provider, and nobody else", async () => {
      const { page, home, context } = stage;
      writeDown(context);
      await signIn(page, home.url, "robin");
      await signOut(page, home.url);
      const gatewayHosts = [home.homeAssistant.url, home.provider.issuer];
      const browserHosts = [home.url, home.provider.issuer];
      assert.deepEqual(
        [...asked].sort(),
        [
          ...gatewayHosts.map((url) => `gateway ${new URL(url).host}`),
          ...browserHosts.map((url) => `browser ${new URL(url).host}`),
        ].sort()
      );
    });
  }
);

/** Every host that the browser asks, by http or by a socket. */
function writeDown(context: BrowserContext): void {
  const write = (address: string) => {
    const { protocol, host } = new URL(address);
    if (/^(http|ws)s?:$/.test(protocol)) asked.add(`browser ${host}`);
  };
  context.on("request", (request) => write(request.url()));
  context.on("page", (page) => {
    page.on("websocket", (socket) => write(socket.url()));
  });
  for (const page of context.pages()) {
    page.on("websocket", (socket) => write(socket.url()));
  }
}
