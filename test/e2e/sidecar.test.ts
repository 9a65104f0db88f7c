/**
 * The whole line behind nginx as a sidecar: https, and cookies that no
 * sibling can set.
 */
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { needsPrograms } from "../support/needs.ts";
import { freePort } from "../support/port.ts";
import { startNginx, type RunningNginx } from "./nginx.ts";
import {
  assertIsIn,
  entry,
  leaveFor,
  openHome,
  openLoginPage,
  signInAtProvider,
  signOut,
} from "./person.ts";
import { onStage, type Stage } from "./stage.ts";

const port = await freePort();

const url = `https://localhost:${port}`;

/** So long that two logins fill what there is for cookies. */
const long = `${url}/?auth_callback=1&view=${"x".repeat(1_000)}`;

const skip = needsPrograms({ nginx: "nginx-light", openssl: "openssl" });

for (const browser of ["chromium", "firefox"] as const) {
  onStage(
    `a login through nginx as a sidecar in ${browser}`,
    {
      browser,
      skip,
      context: { ignoreHTTPSErrors: true },
      open: async () =>
        openHome({
          port: await freePort(),
          configuration: {
            origins: [url],
            position: "sidecar",
            trustedProxies: ["127.0.0.1/32", "::1/128"],
          },
        }),
    },
    testSidecar
  );
}

function testSidecar(stage: Stage): void {
  let nginx: RunningNginx;

  before(async () => {
    nginx = await startNginx({
      homeAssistant: stage.home.homeAssistant.url,
      gateway: stage.home.server.url,
      port,
      plainPort: await freePort(),
    });
  });

  after(() => nginx?.stop());

  const cookies = async () => {
    const all = await stage.context.cookies(url);
    return all.filter(({ name }) => name.includes("external-login"));
  };

  it("A15: binds it by cookies of this host alone, and clears them", async () => {
    const { page } = stage;
    await openLoginPage(page, url);
    await entry(page).click();
    await page.locator("input[name=login]").waitFor();
    const [cookie, another] = await cookies();
    assert.match(cookie?.name ?? "", /^__Host-external-login-[\w-]{22}$/);
    assert.equal(another, undefined);
    assert.deepEqual(
      [cookie?.secure, cookie?.httpOnly, cookie?.sameSite, cookie?.path],
      [true, true, "Lax", "/"]
    );
    await signInAtProvider(page, "robin");
    const { user, stored } = await assertIsIn(page, url);
    assert.deepEqual([user.name, stored], ["Robin Vale", true]);
    assert.deepEqual(await cookies(), []);
    await signOut(page, url);
    await entry(page).click();
    assert.equal((await assertIsIn(page, url)).user.id, user.id);
  });

  it("A46: lets two of fifty logins end, and none of them break a page", async () => {
    const { page, home } = stage;
    const { issuer } = home.provider;
    await openLoginPage(page, url);
    const first = await leaveFor(page, issuer);
    await openLoginPage(page, url);
    const statuses = await startMany(stage, 47);
    assert.deepEqual([...new Set(statuses)], [200]);

    // As many and as large as they ever get: stock nginx takes them all.
    const bound = await cookies();
    const size = bound.map(({ name, value }) => `${name}=${value}; `).join("");
    assert.ok(bound.length <= 5 && size.length <= 4_096, `${size.length}`);
    assert.ok(size.length > 3_000, `${size.length}`);
    const response = await page.request.get(`${url}/auth/providers`);
    assert.equal(response.status(), 200);

    await openLoginPage(page, url);
    const earlier = await leaveFor(page, issuer);
    await openLoginPage(page, url);
    await entry(page).click();
    await signInAtProvider(page, "robin");
    const { user } = await assertIsIn(page, url);
    await signOut(page, url);
    await page.goto(earlier);
    assert.equal((await assertIsIn(page, url)).user.id, user.id);
    await page.goto(first);
    await page
      .getByText("This sign-in was started in another browser.")
      .waitFor();
  });
}

/** Logins that the page begins and nobody goes on with. */
function startMany({ page }: Stage, count: number): Promise<number[]> {
  return page.evaluate(
    async ([redirectUri, wanted]) => {
      const statuses: number[] = [];
      while (statuses.length < wanted) {
        const { status } = await fetch("/auth/login_flow", {
          method: "POST",
          credentials: "same-origin",
          body: JSON.stringify({
            client_id: `${location.origin}/`,
            handler: ["external", "example-id"],
            redirect_uri: redirectUri,
          }),
        });
        statuses.push(status);
      }
      return statuses;
    },
    [long, count] as const
  );
}
