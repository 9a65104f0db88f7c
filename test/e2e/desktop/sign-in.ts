import assert from "node:assert/strict";
import { it } from "node:test";
import { owner } from "../../support/home-assistant/seed.ts";
import { countHops, inWords } from "../../support/hops.ts";
import {
  assertIsIn,
  entry,
  openLoginPage,
  signIn,
  signInAtProvider,
  signInWithPassword,
  signOut,
} from "../person.ts";
import { takeShot } from "../shots.ts";
import type { Stage } from "../stage.ts";
import { passwordHops, type Run } from "./run.ts";
import { localPerson } from "./seed.ts";
import { usersNamed } from "./users.ts";

/** The line that everything hangs on. */
export function testSignIn(stage: Stage, run: Run): void {
  it("lands on the main page, once as one user, and again as the same", async () => {
    const { page, home } = stage;
    await openLoginPage(page, home.url);
    await takeShot(page, "sign-in", `${run.browser}-${run.version}-before`);
    const { user } = await signIn(page, home.url, "robin");
    await page.locator("#ha-launch-screen").waitFor({ state: "detached" });
    await takeShot(page, "sign-in", `${run.browser}-${run.version}-after`);
    const mine = await usersNamed(home, "Robin Vale");
    assert.deepEqual(
      mine.map(({ id, group_ids }) => [id, group_ids]),
      [[user.id, ["system-users"]]]
    );
    await signOut(page, home.url);
    await entry(page).click();
    assert.equal((await assertIsIn(page, home.url)).user.id, user.id);
  });

  it("makes an administrator of whoever is in that group", async () => {
    const { page, home } = stage;
    const { user } = await signIn(page, home.url, "avery");
    assert.deepEqual([user.name, user.is_admin], ["Avery Stone", true]);
  });

  it("knows the person again when the gateway lost its data", async () => {
    const { page, home } = stage;
    const before = await signIn(page, home.url, "robin");
    await home.restartGateway({ forget: true });
    await signOut(page, home.url);
    await entry(page).click();
    const { user } = await assertIsIn(page, home.url);
    assert.equal(user.id, before.user.id);
    assert.equal((await usersNamed(home, "Robin Vale")).length, 1);
  });

  it("leaves the local password as it was, as cheap as it was", async () => {
    const { page, home } = stage;
    const hops = countHops(page, home.provider);
    await openLoginPage(page, home.url);
    hops.click();
    await signInWithPassword(page, {
      username: localPerson.username,
      password: owner.password,
    });
    await assertIsIn(page, home.url);
    say("a password", run, inWords(hops.read()));
    assert.deepEqual(hops.read(), passwordHops);
  });

  it("takes as many navigations, redirects, pages, clicks and calls as promised", async () => {
    const { page, home } = stage;
    await signIn(page, home.url, "robin");
    await signOut(page, home.url);
    const hops = countHops(page, home.provider);
    await openLoginPage(page, home.url);
    hops.click();
    await entry(page).click();
    await assertIsIn(page, home.url);
    say("Example ID", run, inWords(hops.read()));
    assert.deepEqual(hops.read(), run.hops);
  });

  it("carries the tick to stay logged in, or its absence", async () => {
    const { page, home } = stage;
    await openLoginPage(page, home.url);
    await page.locator("ha-checkbox").click();
    await entry(page).click();
    await signInAtProvider(page, "robin");
    assert.equal((await assertIsIn(page, home.url)).stored, false);
    await openLoginPage(page, home.url);
    await entry(page).click();
    assert.equal((await assertIsIn(page, home.url)).stored, true);
  });
}

function say(how: string, { version, browser }: Run, cost: string): void {
  console.log(`Log in with ${how} on ${version} in ${browser}: ${cost}`);
}
