import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isLink, readLink } from "../src/link.ts";
import { link, Phone, willow } from "./phone.ts";

const iss = encodeURIComponent(willow);
const right = `${link}?code=c-1&state=s.1&iss=${iss}`;

// Any app and any page can open our link. What is read out of it decides
// whether a verifier is sent, so that two ways to read it are one too many.
describe("readLink", () => {
  it("reads what a gateway writes", () => {
    const read = { code: "c-1", state: "s.1", iss: willow };
    assert.deepEqual(readLink(link, right), read);
  });

  it("reads a refusal", () => {
    assert.deepEqual(
      readLink(link, `${link}?error=access_denied&state=s&iss=${iss}`),
      { error: "access_denied", state: "s", iss: willow }
    );
  });

  it("reads an https link alike", () => {
    const claimed = `${willow}/auth/external-login/app/back`;
    const text = `${claimed}?state=s&iss=${iss}&code=c`;
    assert.equal(readLink(claimed, text)?.state, "s");
  });

  const query = right.slice(link.length + 1);
  const [scheme] = link.split(":");

  /** How parsers of one platform read what another's do not. */
  const strange: Record<string, string> = {
    "two slashes": `${scheme}://auth-callback?${query}`,
    "three slashes": `${scheme}:///auth-callback?${query}`,
    "no slash": `${scheme}:auth-callback?${query}`,
    "a backslash": `${scheme}:\\auth-callback?${query}`,
    "another path": `${link}/?${query}`,
    "a longer path": `${link}/more?${query}`,
    "dots in the path": `${scheme}:/x/../auth-callback?${query}`,
    "an escaped path": `${scheme}:/auth%2Dcallback?${query}`,
    "another scheme": right.replace(scheme!, "io.github.example.other"),
    "a scheme that begins alike": right.replace(scheme!, `${scheme}2`),
    "a loud scheme": right.replace(scheme!, scheme!.toUpperCase()),
    "space before": ` ${right}`,
    "space after": `${right} `,
    "a line break after": `${right}\n`,
    "a line break inside": right.replace("c-1", "c\r\n-1"),
    "a tab in the scheme": right.replace("io.", "io.\t"),
    "a NUL": `${right}\0`,
    "a fragment": `${right}#`,
    "a fragment with a code": `${right}#code=c-2`,
    "a fragment before the query": right.replace("?", "#?"),
    "no query": link,
    "an empty query": `${link}?`,
    "a second question mark": right.replace("?", "??"),
    "a doubled code": `${right}&code=c-2`,
    "the same code doubled": `${right}&code=c-1`,
    "a doubled state": `${right}&state=s.1`,
    "a doubled issuer": `${right}&iss=${iss}`,
    "a doubled code, escaped": `${right}&c%6Fde=c-2`,
    "an escaped key": right.replace("code=", "c%6Fde="),
    "a loud key": right.replace("code=", "Code="),
    "a key of a list": right.replace("code=", "code[]="),
    "a key of any object": `${right}&__proto__=x&constructor=y`,
    "code and error": `${right}&error=access_denied`,
    "an unknown key": `${right}&utm_source=mail`,
    "an error's description": `${right}&error_description=x`,
    "a key alone": `${right}&code`,
    "an empty part": `${right}&`,
    "an empty part inside": right.replace("&", "&&"),
    semicolons: right.replaceAll("&", ";"),
    "escaped separators": right.replaceAll("&", "%26"),
    "no code": `${link}?state=s&iss=${iss}`,
    "no state": `${link}?code=c&iss=${iss}`,
    "no issuer": `${link}?code=c&state=s`,
    "an empty code": right.replace("c-1", ""),
    "an empty state": right.replace("s.1", ""),
    "a plus": right.replace("c-1", "c+1"),
    "an escaped space": right.replace("c-1", "c%201"),
    "an escaped NUL": right.replace("c-1", "c%00"),
    "an escape that is none": right.replace("c-1", "c%"),
    "an escape of half a character": right.replace("c-1", "%C3"),
    "a wide full stop": right.replace("s.1", "s．1"),
    "a long code": right.replace("c-1", "c".repeat(513)),
    "a long state": right.replace("s.1", "s".repeat(513)),
    "100 kB": right.replace("c-1", "c".repeat(100_000)),
    "an issuer with a path": `${right}%2Fauth`,
    "an issuer with a person": right.replace("willow", "a%40willow"),
    "an issuer of another kind": right.replace("https", "javascript"),
  };

  for (const [name, text] of Object.entries(strange)) {
    it(`Z16: refuses a link with ${name}`, () => {
      assert.notEqual(text, right);
      assert.equal(readLink(link, text), undefined);
    });
  }

  const almost = fc
    .tuple(fc.nat(right.length), fc.nat(3), fc.string({ maxLength: 3 }))
    .map(
      ([at, gone, put]) => right.slice(0, at) + put + right.slice(at + gone)
    );

  const text = fc.oneof(
    almost,
    fc.string({ unit: "binary", maxLength: 80 }),
    fc.string({ maxLength: 80 }).map((rest) => `${link}?${rest}`),
    fc
      .array(
        fc.tuple(
          fc.constantFrom("code", "state", "iss", "error", "x", ""),
          fc.oneof(
            fc.string({ unit: "binary", maxLength: 20 }).map(escape),
            fc.constantFrom("c-1", "s.1", iss, willow, "access_denied")
          )
        ),
        { maxLength: 5 }
      )
      .map(
        (parts) => `${link}?${parts.map((part) => part.join("=")).join("&")}`
      )
  );

  it("Z16: reads nothing that a gateway would not have written", () => {
    let read = 0;
    fc.assert(
      fc.property(text, (anything) => {
        const found = readLink(link, anything);
        if (!found) return;
        read += 1;
        assert.ok(isLink(link, anything));
        assert.equal(anything.includes("#"), false);
        const written = Object.entries(found).map(
          ([key, value]) => `${key}=${encodeURIComponent(value)}`
        );
        const parts = anything.slice(link.length + 1).split("&");
        assert.deepEqual(
          parts.map(decodeURIComponent).sort(),
          written.map(decodeURIComponent).sort()
        );
        for (const value of Object.values(found)) {
          assert.match(value, /^[\w.~:/[\]-]+$/);
          assert.notEqual(value.split(":")[0], "javascript");
        }
      }),
      { numRuns: 20_000 }
    );
    assert.ok(read > 0, "nothing was read at all");
  });

  it("Z16: exchanges nothing without this sign-in's state and issuer", async () => {
    await fc.assert(
      fc.asyncProperty(text, async (anything) => {
        const phone = new Phone();
        await phone.start();
        await phone.goAway();
        const { opened } = phone;
        await phone.open(anything);
        assert.equal(phone.posts("finish").length, 0);
        assert.equal(phone.opened, opened);
        assert.deepEqual(phone.pages, []);
      }),
      { numRuns: 300 }
    );
  });
});

/** Half of the time, as a lenient writer does. */
function escape(value: string): string {
  const text = value.replaceAll(/\p{Surrogate}/gu, "");
  return text.length % 2 ? encodeURIComponent(text) : text;
}
