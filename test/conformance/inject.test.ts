import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import { injectScript } from "../../packages/gateway/src/serve/inject.ts";
import { filesOf } from "../pages/login-server.ts";
import { olderFrontends } from "../support/home-assistant/frontend.ts";
import { provisionHomeAssistant } from "../support/home-assistant/provision.ts";

const tag = '<script src="/auth/external-login/assets/login.js"></script>';
const tagBytes = new TextEncoder().encode(tag);

/** Bytes that decide where a head begins, or that only look like it. */
const telling = [
  "<head>",
  "<HEAD data-x='>'>",
  "<header>",
  "<!-- <head> -->",
  "<!--",
  "-->",
  "<html lang=de>",
  '"',
  "'",
  ">",
  "\u0000",
  "\ufeff",
  tag,
  tag.slice(0, 20),
].map((text) => new TextEncoder().encode(text));

/** A place in the page, what is cut there, and what is put there. */
const change = fc.record({
  at: fc.nat(),
  cut: fc.integer({ min: 0, max: 40 }),
  put: fc.oneof(fc.constantFrom(...telling), fc.uint8Array({ maxLength: 12 })),
});

/** A page as it may look after a release, a proxy, or an accident. */
function mutate(
  page: Uint8Array,
  changes: { at: number; cut: number; put: Uint8Array }[]
): Uint8Array<ArrayBuffer> {
  return changes.reduce((bytes, { at, cut, put }) => {
    // Near the start is where it counts: every other change is there.
    const near = at % 2 === 0 ? 80 : bytes.length;
    const place = Math.min(bytes.length, Math.floor(at / 2) % (near + 1));
    return Uint8Array.from([
      ...bytes.subarray(0, place),
      ...put,
      ...bytes.subarray(place + cut),
    ]);
  }, Uint8Array.from(page));
}

/** Where `part` is in `bytes`, every time. */
function places(bytes: Uint8Array, part: Uint8Array): number[] {
  const whole = Buffer.from(bytes);
  const found: number[] = [];
  for (
    let at = whole.indexOf(part);
    at !== -1;
    at = whole.indexOf(part, at + 1)
  ) {
    found.push(at);
  }
  return found;
}

/** What must hold for any page at all. */
function holds(page: Uint8Array<ArrayBuffer>): void {
  const injected = injectScript(page, tag);
  const had = places(page, tagBytes).length;
  const found = places(injected, tagBytes);
  if (Buffer.compare(injected, page) === 0) return;

  assert.equal(had, 0, "a page that has the tag is left alone");
  assert.equal(found.length, 1, "the tag is there once");
  const at = found[0] ?? 0;
  const rest = Buffer.concat([
    injected.subarray(0, at),
    injected.subarray(at + tagBytes.length),
  ]);
  assert.equal(Buffer.compare(rest, page), 0, "no other byte changed");
  const before = Buffer.from(injected.subarray(0, at)).toString("latin1");
  assert.match(before, /<head(?:[\s/][^]*)?>$/i, "it follows the head's tag");
  assert.equal(
    Buffer.compare(injectScript(injected, tag), injected),
    0,
    "a second time changes nothing"
  );
}

function holdsMutated(page: Uint8Array): void {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
      holds(mutate(page, changes));
    }),
    { numRuns: 300 }
  );
}

// Attack: none needed. A release, a proxy or an add-on changes the page, and
// we would break it for everybody, the password form included.
describe("the tag in Home Assistant's login page", () => {
  it("Z18: changes no other byte and is there once, in a page like it", async () => {
    const page = await readFile(
      new URL(
        "../../packages/gateway/test/fixtures/authorize.html.txt",
        import.meta.url
      )
    );
    assert.notEqual(
      injectScript(Uint8Array.from(page), tag).length,
      page.length
    );
    holdsMutated(page);
  });

  for (const version of ["2026.11.0", ...olderFrontends]) {
    it(`Z18: changes no other byte and is there once, in ${version}`, async (t) => {
      const core = await provisionHomeAssistant("2026.11.0");
      if ("reason" in core) {
        t.skip(core.reason);
        return;
      }
      const page = await readFile(
        join(await filesOf(version), "authorize.html")
      );
      const injected = injectScript(Uint8Array.from(page), tag);
      assert.equal(
        Buffer.from(injected).toString(),
        page.toString().replace("<head>", `<head>${tag}`)
      );
      holdsMutated(page);
    });
  }
});
