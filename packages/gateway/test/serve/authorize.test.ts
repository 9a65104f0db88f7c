import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openTestHome, type TestHome } from "../../../../test/support/home.ts";

const page = "<!doctype html><html><head><title>x</title></head></html>";
const empty = new Uint8Array();

// Lost: our script on Home Assistant's page, or the page itself.
describe("authorize", () => {
  let home: TestHome;
  before(async () => {
    home = await openTestHome({
      gateway: {
        assets: [
          { name: "login.abc12345.js", type: "text/javascript", body: empty },
          { name: "de.abc12345.json", type: "application/json", body: empty },
          { name: "later.abc12345.js", type: "text/javascript", body: empty },
          { name: "pages.abc12345.css", type: "text/css", body: empty },
        ],
      },
    });
  });
  after(() => home.stop());

  async function opened(headers: Record<string, string>, status = 200) {
    home.stub.intercept = ({ target }) =>
      target.startsWith("/auth/authorize")
        ? new Response(page, { status, headers })
        : undefined;
    const answer = await home.browser().ask("/auth/authorize?x=1");
    home.stub.intercept = undefined;
    return answer;
  }

  it("puts one tag first in the head, and what it may ask for on it", async () => {
    const answer = await opened({ "content-type": "text/html; charset=utf-8" });
    const assets = "/auth/external-login/assets/";
    assert.equal(
      await answer.text(),
      page.replace(
        "<head>",
        `<head><script src="${assets}login.abc12345.js" data-de="${assets}de.abc12345.json" data-later="${assets}later.abc12345.js"></script>`
      )
    );
  });

  it("A16: lets nobody keep the page, or ask for the one without our script", async () => {
    const answer = await opened({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "max-age=86400",
      "content-length": String(page.length),
      etag: '"x"',
      "last-modified": "Thu, 26 Nov 2026 00:00:00 GMT",
      "accept-ranges": "bytes",
      "x-frame-options": "SAMEORIGIN",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      vary: "Accept-Encoding",
    });
    assert.deepEqual(Object.fromEntries(answer.headers), {
      "cache-control": "no-store",
      "content-type": "text/html; charset=utf-8",
      "referrer-policy": "no-referrer",
      vary: "Accept-Encoding",
      "x-content-type-options": "nosniff",
      "x-frame-options": "SAMEORIGIN",
    });
  });

  it("A120: changes nothing of an answer that is no page", async () => {
    for (const [type, status] of [
      ["text/html; charset=utf-8", 404],
      ["text/html; charset=utf-8", 500],
      ["application/json", 200],
      ["text/html; charset=iso-8859-15", 200],
      ["application/xhtml+xml", 200],
      ["", 200],
    ] as const) {
      const answer = await opened({ "content-type": type }, status);
      assert.equal(answer.status, status);
      assert.equal(await answer.text(), page, type);
    }
  });
});
