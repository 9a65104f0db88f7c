import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { StoreUnusableError } from "@ha-external-login/flow";
import fc from "fast-check";
import { openApp, postStep, press } from "../support/app-login.ts";
import { openTestHome, type TestHome } from "../support/home.ts";
import {
  assertNobodyIn,
  meetAndShow,
  otherCode,
  showAtDevice,
  watch,
} from "../support/match-login.ts";
import { createMemoryStore } from "../support/memory-store.ts";

const letters = fc.string({
  unit: fc.constantFrom(..."BCDFGHJKLMNPQRSTVWXZ"),
  minLength: 8,
  maxLength: 8,
});

const alphabet = "BCDFGHJKLMNPQRSTVWXZ";

// Lost: that eight letters are enough, because nobody may try many of them.
describe("guessing the code of a match", () => {
  let home: TestHome;

  beforeEach(async () => {
    home = await openTestHome();
  });

  afterEach(() => home.stop());

  it("A18: looks for an unbound code sixty times an hour, from all networks together", async () => {
    // E has many networks, apps and logins, and there are ten codes to hit.
    const store = watch(createMemoryStore(), () => new StoreUnusableError());
    await home.restarted({ store });
    const live: string[] = [];
    for (let at = 0; at < 10; at += 1) {
      const sub = `person-${at}`;
      home.provider.person = { ...home.provider.person, sub };
      live.push((await showAtDevice(home)).code.replace("-", ""));
    }
    const looked = () =>
      store.calls.filter(
        ({ method, args }) => method === "peek" && args[0] === "device_code"
      ).length;
    const before = looked();
    const seen: Record<string, number> = {};
    await Promise.all(
      Array.from({ length: 100 }, async (_, at) => {
        const app = await openApp(home.browser(`192.0.2.${at}`), "oldIos");
        for (let tries = 0; tries < 10; tries += 1) {
          const guess = guessOf(at * 10 + tries, live);
          const { reason, step_id } = await postStep(app, { code: guess });
          const answer = reason ?? step_id ?? "unknown";
          seen[answer] = (seen[answer] ?? 0) + 1;
        }
      })
    );
    assert.deepEqual(seen, { match: 400, stopped: 100, unknown: 500 });
    assert.equal(looked() - before, 60);
    assert.equal(home.log.filter((l) => /match\.paused/.test(l)).length, 1);
    await assertNobodyIn(home);
  });

  it("A18: pauses unbound codes for fifteen minutes, and nothing else", async () => {
    for (let at = 0; at < 12; at += 1) {
      const app = await openApp(home.browser(`192.0.2.${at}`), "oldIos");
      for (let tries = 0; tries < 5; tries += 1) {
        await postStep(app, { code: "BCDF-GHJK" });
      }
    }
    const device = await showAtDevice(home);
    const app = await openApp(home.browser(), "oldIos");
    const paused = await postStep(app, { code: device.code });
    assert.equal(paused.description_placeholders?.["error"], "wrong_code");
    // A code that belongs to its page is no guess of anybody's.
    const bound = await meetAndShow(home);
    const step = await postStep(bound.app, { code: bound.code });
    assert.equal(step.step_id, "confirm");
    home.wait(15 * 60);
    const later = await showAtDevice(home);
    const fresh = await openApp(home.browser(), "oldIos");
    const taken = await postStep(fresh, { code: later.code });
    assert.equal(taken.step_id, "confirm");
  });

  it("A18: takes twenty wrong codes an hour from a network, right ones not counted", async () => {
    const at = (end: number) => home.browser(`2001:db8:1:2::${end}`);
    for (let login = 0; login < 4; login += 1) {
      const met = await meetAndShow(home, { starter: at(1), system: at(2) });
      for (let tries = 0; tries < 4; tries += 1) {
        await postStep(met.app, { code: otherCode(met.code) });
      }
      const { step_id } = await postStep(met.app, { code: met.code });
      assert.equal(step_id, "confirm");
    }
    const app = await openApp(at(9));
    for (let tries = 0; tries < 3; tries += 1) {
      const { step_id } = await postStep(app, { code: "BCDF-GHJK" });
      assert.equal(step_id, "match");
    }
    const last = await postStep(app, { code: "BCDF-GHJK" });
    assert.equal(last.reason, "stopped");
    const again = await openApp(at(10));
    assert.equal((await postStep(again, { code: "B" })).reason, "stopped");
    // A115: the neighbours go on, and so does this network in an hour.
    const neighbour = await meetAndShow(home);
    const next = await postStep(neighbour.app, { code: neighbour.code });
    assert.equal(next.step_id, "confirm");
    home.wait(3600);
    const met = await meetAndShow(home, { starter: at(1), system: at(2) });
    const { step_id } = await postStep(met.app, { code: met.code });
    assert.equal(step_id, "confirm");
  });

  it("A18: pays nothing for what is tried at logins that are over", async () => {
    // E keeps a cookie that is stopped and pumps the count of all with it.
    const { app, code } = await meetAndShow(home);
    const copy = new Map(app.browser.cookies);
    for (let tries = 0; tries < 100; tries += 1) {
      for (const [name, one] of copy) app.browser.cookies.set(name, one);
      await postStep(app, { code: otherCode(code) });
    }
    const device = await showAtDevice(home);
    const other = await openApp(home.browser("192.0.2.1"), "oldIos");
    const step = await postStep(other, { code: device.code });
    assert.equal(step.step_id, "confirm");
  });

  it("Z15: lets in nobody by what was not shown, nor by a sixth try", async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(letters, fc.string({ maxLength: 70 })), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.boolean(),
        async (typed, isBound) => {
          // Networks are counted by the hour, and this is not about them.
          home.wait(3600);
          const address = `192.0.2.${seen.size % 250}`;
          const starter = home.browser(address);
          const person = `person-${seen.size}`;
          home.provider.person = { ...home.provider.person, sub: person };
          const met = await meetAndShow(home, {
            starter,
            system: home.browser(address),
          });
          const device = await showAtDevice(home);
          const live = [met.code, device.code].map((one) =>
            one.replace("-", "")
          );
          for (const code of live) seen.add(code);
          const app = isBound
            ? met.app
            : await openApp(home.browser(address), "oldIos");
          let wrong = 0;
          for (const code of typed.filter((one) => !live.includes(one))) {
            const step = await postStep(app, { code });
            assert.notEqual(step.step_id, "confirm");
            const { error } = step.description_placeholders ?? {};
            if (error === "wrong_code") wrong += 1;
          }
          assert.ok(wrong <= 4);
        }
      ),
      { seed: 15, numRuns: 25 }
    );
    await assertNobodyIn(home);
  });

  it("Z15: gives nothing to a page of another way, and tells it nothing", async () => {
    const { code } = await meetAndShow(home);
    const device = await showAtDevice(home);
    const { browser, clientId, step } = await openApp(
      home.browser(),
      "desktop"
    );
    assert.equal(step.step_id, "external");
    for (const one of [code, device.code]) {
      const answer = await browser.post(`/auth/login_flow/${step.flow_id}`, {
        client_id: clientId,
        code: one,
      });
      assert.equal(answer.status, 400);
    }
    await assertNobodyIn(home);
    const page = await press(device.device, device.login, "show");
    assert.equal(page.code, device.code);
  });
});

/** A code that is none of these, another one for every number. */
function guessOf(number: number, live: readonly string[]): string {
  let rest = number + 20 ** 7;
  let guess = "";
  for (let place = 0; place < 8; place += 1) {
    guess += alphabet[rest % 20];
    rest = Math.floor(rest / 20);
  }
  return live.includes(guess) ? guessOf(number + 1_000_000, live) : guess;
}
