import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { closeAll, closeTabs } from "../browsers.ts";

// Lost: one tab that never says that it has closed, and every test after it.
describe("closing", () => {
  it("waits for no tab without end", { timeout: 5000 }, async (test) => {
    // A browser that is open keeps the process alive.
    const alive = setInterval(() => {}, 1000);
    test.after(() => clearInterval(alive));
    let asked = 0;
    const stuck = { close: () => new Promise<void>(() => (asked += 1)) };
    await closeAll([stuck, stuck], 1);
    assert.equal(asked, 2);
  });

  it("asks a tab that stays once", async () => {
    let asked = 0;
    const tab = { close: async () => void (asked += 1) } as unknown as Page;
    const browser = { contexts: () => [{ pages: () => [tab] }] };
    await closeTabs(browser as unknown as Browser);
    await closeTabs(browser as unknown as Browser);
    assert.equal(asked, 1);
  });
});
