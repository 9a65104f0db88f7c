/**
 * A client that is not part of the home: a program of somebody's own, with a
 * page on another origin.
 */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  entry,
  openHome,
  patience,
  signIn,
  signInAtProvider,
} from "./person.ts";
import { onStage, type Stage } from "./stage.ts";

onStage(
  "a client of another origin",
  { browser: "chromium", open: () => openHome() },
  testForeign
);

function testForeign(stage: Stage): void {
  let client: Client;

  before(async () => {
    client = await openClient();
    await untilNamed(stage.home.url, "Willow House");
  });

  after(() => client?.close());

  beforeEach(() => {
    client.returned.length = 0;
  });

  /** The page that names it, after our entry was picked. */
  const openStep = async (verifier: string) => {
    const { page, home } = stage;
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    const query = new URLSearchParams({
      response_type: "code",
      client_id: client.id,
      redirect_uri: client.redirectUri,
      state: "their own state / & =",
      code_challenge: challenge,
      code_challenge_method: "S256",
    });
    await page.goto(`${home.url}/auth/authorize?${query}`);
    await page.locator("input[name=username]").waitFor();
    await entry(page).click();
    const step = page.locator("ha-auth-external");
    await step
      .getByRole("heading", {
        name: `Give ${client.host} access to Willow House?`,
      })
      .waitFor();
    return step;
  };

  const atProvider = () =>
    stage.home.provider.requests().filter(({ navigation }) => navigation)
      .length;

  it("A7: is named, gets nothing without a press, and then one code that is good", async () => {
    const { page, home } = stage;
    const verifier = randomBytes(32).toString("base64url");
    const step = await openStep(verifier);
    await step.getByText("is not part of your home.").waitFor();
    assert.equal(await step.getByText("Keep me logged in").count(), 0);
    assert.equal(atProvider(), 0);

    await step.getByRole("button", { name: "Continue with" }).click();
    await signInAtProvider(page, "robin");
    await page.getByText("You are back").waitFor();
    const [query, another] = client.returned;
    assert.equal(another, undefined);
    assert.equal(query?.get("state"), "their own state / & =");
    assert.deepEqual([...(query?.keys() ?? [])], ["code", "state"]);

    const redeem = () =>
      fetch(`${home.url}/auth/token`, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: "authorization_code",
          client_id: client.id,
          code: query?.get("code") ?? "",
          code_verifier: verifier,
        }),
      });
    const tokens = (await (await redeem()).json()) as { access_token: string };
    const response = await fetch(`${home.url}/api/`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    assert.equal(response.status, 200);
    assert.equal((await redeem()).status, 400);
  });

  it("A7: does not ride on who is signed in already, here and at the provider", async () => {
    const { page, home } = stage;
    await signIn(page, home.url, "robin");
    const before = atProvider();
    const step = await openStep(randomBytes(32).toString("base64url"));
    await page.waitForFunction(() => document.readyState === "complete");
    assert.equal(atProvider(), before);

    await step.getByRole("button", { name: "Cancel" }).click();
    await page.locator("input[name=username]").waitFor();
    assert.equal(atProvider(), before);
    assert.deepEqual(client.returned, []);
  });
}

/** The gateway calls the home by its host until Home Assistant told the name. */
async function untilNamed(home: string, name: string): Promise<void> {
  const page = `${home}/auth/external-login/match`;
  const until = Date.now() + patience;
  while (!(await (await fetch(page)).text()).includes(name)) {
    assert.ok(Date.now() < until, `the home is not called ${name}`);
    await sleep(100);
  }
}

/** Whose page it is, and what came back to it. */
interface Client {
  id: string;
  host: string;
  redirectUri: string;
  returned: URLSearchParams[];
  close(): Promise<void>;
}

async function openClient(): Promise<Client> {
  const returned: URLSearchParams[] = [];
  const server: Server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://x");
    if (pathname === "/back") returned.push(searchParams);
    response.writeHead(200, { "content-type": "text/html" });
    response.end("<!doctype html><title>Panel</title><p>You are back</p>");
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    id: `http://${host}/`,
    host,
    redirectUri: `http://${host}/back`,
    returned,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
