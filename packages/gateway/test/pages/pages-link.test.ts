import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  leavePage,
  linkLatePage,
  linkPage,
  linkRefusedPage,
  openPage,
  type LinkAsked,
  type LinkRefused,
} from "../../src/pages/link.ts";
import { openHash, openScript } from "../../src/pages/open-script.ts";
import type { Place } from "../../src/pages/page.ts";
import {
  anyText,
  assertWhole,
  attributes,
  place,
  tags,
  text,
  tongues,
} from "../documents.ts";

const scheme = "io.github.example.app";
const link = `${scheme}:/auth-callback?code=c0de&state=st&iss=https%3A%2F%2Fid`;

const asked: LinkAsked = {
  app: "Willow Companion",
  person: "Robin Vale",
  provider: "Example ID",
  href: link,
  login: "sealed",
};

const refused: LinkRefused = {
  reason: "no_access",
  reference: "7K3F-92QD",
  at: Date.parse("2026-11-22T18:42:31Z") / 1000,
  provider: "Example ID",
  href: `${scheme}:/auth-callback?error=access_denied&state=st`,
};

/** Every page, for a person, an app and a home that are called as given. */
function pages(place: Place, said?: string): Record<string, string> {
  const named = said === undefined ? asked : { ...asked, person: said };
  return {
    ask: linkPage(place, { ...named, app: said ?? asked.app }),
    refused: linkRefusedPage(place, {
      ...refused,
      provider: said ?? "Example ID",
    }),
    late: linkLatePage(place),
    leave: leavePage(place, { href: `${scheme}:/continue` }),
    open: openPage(place, { url: "/?storeToken=true" }),
  };
}

/** Where a page's links lead, styles apart. */
function links(document: string): string[] {
  return attributes(document, "href").slice(1);
}

describe("the pages of link", () => {
  for (const language of tongues) {
    it(`are whole in ${language}`, () => {
      for (const [name, document] of Object.entries(
        pages({ ...place, language })
      )) {
        assertWhole(document, name);
      }
    });
  }

  // Attack: a name at the provider, of the app or of the home is markup.
  it("M27, Z17: show every name as text", () => {
    const honest = Object.entries(pages({ ...place, home: "h", host: "h" }));
    fc.assert(
      fc.property(anyText, fc.constantFrom(...tongues), (said, language) => {
        const odd = pages({ ...place, language, home: said, host: said }, said);
        for (const [name, document] of honest) {
          assert.deepEqual(tags(odd[name] ?? ""), tags(document), name);
        }
      })
    );
  });

  // Attack: a link that was never configured reaches the page after all.
  it("M27, M33: lead to the given link, and to none that runs anything", () => {
    fc.assert(
      fc.property(anyText, (said) => {
        for (const document of [
          linkPage(place, { ...asked, href: said }),
          linkRefusedPage(place, { ...refused, href: said }),
          leavePage(place, { href: said }),
          openPage(place, { url: said }),
        ]) {
          for (const to of links(document)) {
            assert.match(to, /^(\/(?![/\\])|https:|[a-z]+(\.[a-z0-9+-]+)+:\/)/);
          }
        }
      })
    );
  });
});

describe("linkPage", () => {
  it("M32: names app, home and person, and leads to the app by a tap only", () => {
    const document = linkPage(place, asked);
    const said = text(document);
    assert.match(
      said,
      /Sign in to Willow House as Robin Vale in the app on this phone\?/
    );
    assert.match(said, /Willow Companion/);
    assert.match(said, /Willow House, home\.example\.org/);
    assert.match(said, /Robin Vale \(Example ID\)/);
    assert.match(said, /Open the app only if you started this there\./);
    assert.deepEqual(links(document), [link]);
    assert.doesNotMatch(document, /<script|http-equiv|<i?frame|autofocus/);
  });

  it("puts This is not me first, as large as the way into the app", () => {
    const document = linkPage(place, asked);
    assert.match(
      document,
      /action="\/auth\/external-login\/app\/decline"[^]*name="login" value="sealed"[^]*<button class="button">[^]*<a class="button" href="/
    );
    const [decline, open] = ["This is not me</span>", "Open the app</span>"];
    assert.ok(document.indexOf(decline) < document.indexOf(open));
  });

  it("M21: tells the code to the link alone", () => {
    const document = linkPage(place, asked);
    assert.equal(document.split("c0de").length, 2);
    assert.doesNotMatch(text(document), /c0de/);
  });
});

describe("linkRefusedPage", () => {
  it("says our own words for the reason, and leads back to the app", () => {
    const document = linkRefusedPage(place, refused);
    assert.match(text(document), /You have no access to Willow House yet\./);
    assert.match(text(document), /7K3F-92QD/);
    assert.deepEqual(links(document), [refused.href]);
  });
});

describe("leavePage", () => {
  it("says that the browser opens, and holds a real link back", () => {
    const document = leavePage(place, { href: `${scheme}:/continue` });
    assert.match(text(document), /Opening your browser…/);
    assert.match(text(document), /Nothing happens\? Open the app again\./);
    assert.deepEqual(links(document), [`${scheme}:/continue`]);
    assert.match(document, /<p class="lead soon">/);
    assert.doesNotMatch(document, /<script|http-equiv/);
  });
});

describe("openPage", () => {
  it("leads to a path of this home, with a link for who runs no scripts", () => {
    for (const [given, to] of [
      ["/?storeToken=true", "/?storeToken=true"],
      ["/lovelace/0", "/lovelace/0"],
      ["//evil.example/", "/"],
      ["https://evil.example/", "/"],
      ["javascript:alert(1)", "/"],
    ] as const) {
      const document = openPage(place, { url: given });
      assert.deepEqual(attributes(document, "data-url"), [to]);
      assert.deepEqual(links(document), [to]);
    }
  });

  it("runs one constant script, named by its hash", async () => {
    const document = openPage(place, { url: "/lovelace" });
    const [, script] = /<script>([^]*)<\/script>/.exec(document) ?? [];
    assert.equal(script, openScript);
    const digest = createHash("sha256").update(openScript).digest("base64");
    assert.equal(await openHash(), `sha256-${digest}`);
  });
});
