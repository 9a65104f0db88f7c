import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createTries } from "../../src/match/tries.ts";

const now = 1_800_000_000;

// Lost: the bound on guessing, while hundreds are trying at one time.
describe("createTries", () => {
  it("gives a login five, also to whoever asks for all at once", () => {
    const tries = createTries();
    const begun = Array.from({ length: 9 }, () => tries.begin("a", "n", now));
    assert.equal(begun.filter((one) => one !== undefined).length, 5);
    assert.equal(tries.isStopped("a", "n", now), true);
    assert.equal(tries.isStopped("b", "n", now), false);
    assert.notEqual(tries.begin("a", "n", now + 15 * 60), undefined);
  });

  it("gives a network twenty an hour, over all its logins", () => {
    const tries = createTries();
    for (let at = 0; at < 20; at += 1) {
      assert.notEqual(tries.begin(`a${at}`, "n", now), undefined);
    }
    assert.equal(tries.begin("another", "n", now), undefined);
    assert.notEqual(tries.begin("another", "m", now), undefined);
    assert.notEqual(tries.begin("another", "n", now + 3600), undefined);
  });

  it("pauses codes of any page after sixty in all, and says so once", () => {
    const tries = createTries();
    const begun = Array.from({ length: 100 }, (_, at) =>
      tries.begin(`a${at}`, `n${at}`, now)
    );
    assert.equal(begun.filter((one) => one?.forAny).length, 60);
    assert.equal(begun.filter((one) => one?.pauses).length, 1);
    assert.equal(tries.begin("b", "m", now + 899)?.forAny, false);
    const after = tries.begin("c", "o", now + 900);
    assert.equal(after?.forAny, true);
    // Still within the hour: one more is one pause more.
    assert.equal(after?.pauses, true);
  });

  it("takes back what was right, and the pause with it", () => {
    const tries = createTries();
    for (let at = 0; at < 59; at += 1) tries.begin(`a${at}`, `n${at}`, now);
    const last = tries.begin("mine", "m", now);
    assert.equal(last?.pauses, true);
    last?.forgive();
    assert.equal(tries.begin("other", "o", now)?.forAny, true);
    for (let at = 0; at < 40; at += 1) {
      tries.begin(`right${at}`, "m", now)?.forgive();
    }
    assert.notEqual(tries.begin("mine", "m", now), undefined);
  });

  it("A18: leaves of a million tries an hour sixty that could hit an unbound code", () => {
    // Ten codes are live; E has 20,000 networks and begins as it likes.
    const tries = createTries();
    let couldHit = 0;
    const perLogin = new Map<string, number>();
    for (let at = 0; at < 1_000_000; at += 1) {
      const login = `login ${Math.floor(at / 8)}`;
      const network = `network ${at % 20_000}`;
      const second = now + Math.floor(at / 1200);
      const tried = tries.begin(login, network, second);
      if (tried === undefined) continue;
      perLogin.set(login, (perLogin.get(login) ?? 0) + 1);
      if (tried.forAny) couldHit += 1;
    }
    assert.ok(couldHit >= 60 && couldHit <= 60 + 3600 / 900, `${couldHit}`);
    assert.ok(Math.max(...perLogin.values()) <= 5);
  });
});
