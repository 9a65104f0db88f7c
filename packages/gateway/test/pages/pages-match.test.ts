import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { speech } from "../../src/pages/languages.ts";
import { copyHash, copyScript } from "../../src/pages/copy-script.ts";
import {
  codePage,
  declinedPage,
  devicePage,
  devicesPage,
  latePage,
  matchPage,
  otherNetworkPage,
  type MatchAsked,
  type MatchCode,
} from "../../src/pages/match.ts";
import type { Place } from "../../src/pages/page.ts";
import {
  allTags,
  anyText,
  assertWhole,
  attributes,
  place,
  tags,
  text,
  tongues,
} from "../documents.ts";

const startedAt = Date.parse("2026-11-22T18:42:04Z") / 1000;

const asked: MatchAsked = {
  app: "Home Assistant",
  system: "Android 16",
  person: "Robin Vale",
  account: "robin@example.org",
  provider: "Example ID",
  startedAt,
  now: startedAt + 40,
  network: "same",
  warns: true,
  login: "sealed",
  stage: "asked",
};

const shown: MatchCode = {
  code: "BDKM-QRTW",
  seconds: 118,
  until: startedAt + 126,
  login: "sealed",
};

/** Every page, for a person and a home that are called as given. */
function pages(
  place: Place,
  names: Partial<Pick<MatchAsked, "person" | "app">> = {}
): Record<string, string> {
  const named = { ...asked, ...names };
  return {
    same: matchPage(place, named),
    other: matchPage(place, { ...named, network: "other" }),
    sure: matchPage(place, { ...named, network: "other", stage: "sure" }),
    device: devicePage(place, named),
    code: codePage(place, shown),
    declined: declinedPage(place),
    late: latePage(place),
    refused: otherNetworkPage(place),
    devices: devicesPage(place, {
      providers: [
        { id: "example-id", name: "Example ID" },
        { id: "work", name: "Work" },
      ],
    }),
  };
}

/** What each button of a page does, in order. */
function buttons(document: string): string[] {
  const form = /<form class="pair"[^]*?<\/form>/.exec(document)?.[0] ?? "";
  return attributes(form, "value").slice(1);
}

// A person who is tricked has nothing but these words and the order of these
// buttons between them and whoever tricks them.
describe("the pages of match", () => {
  for (const language of tongues) {
    it(`are whole in ${language}`, () => {
      for (const [name, document] of Object.entries(
        pages({ ...place, language })
      )) {
        assertWhole(document, name);
        assert.match(document, new RegExp(`<html lang="${language}"`));
      }
    });
  }

  // Attack: whoever names an account at the provider, a home or an app writes
  // markup, or what a template of ours would fill in.
  it("M27, Z17: show every name as text", () => {
    const honest = Object.entries(pages({ ...place, home: "h", host: "h" }));
    fc.assert(
      fc.property(anyText, fc.constantFrom(...tongues), (said, language) => {
        const odd = pages(
          { ...place, language, home: said, host: said },
          { person: said, app: said }
        );
        for (const [name, document] of honest) {
          assert.deepEqual(tags(odd[name] ?? ""), tags(document), name);
        }
      })
    );
  });

  it("Z17: send back the login and the provider that they were given", () => {
    fc.assert(
      fc.property(anyText, (said) => {
        const given = said.replaceAll("\r", "");
        const documents = [
          matchPage(place, { ...asked, login: given }),
          codePage(place, { ...shown, login: given }),
          devicesPage(place, { providers: [{ id: given, name: given }] }),
        ];
        for (const document of documents) {
          assert.ok(attributes(document, "value").includes(given));
        }
      })
    );
  });

  it("post to this home alone, and lead nowhere else", () => {
    for (const document of Object.values(pages(place))) {
      assert.deepEqual(
        attributes(document, "action").filter(
          (action) => action !== "/auth/external-login/match"
        ),
        []
      );
      assert.deepEqual(attributes(document, "href"), [
        "/auth/external-login/assets/pages.css",
      ]);
    }
  });
});

describe("matchPage", () => {
  it("A19, M39: names app, system, home, person, time and network", () => {
    const said = text(matchPage(place, asked));
    assert.match(
      said,
      /Home Assistant on Android 16 asked to sign in to Willow House as Robin Vale, today at 19:42, same network\./
    );
    assert.match(said, /Today, 19:42:04/);
    assert.match(said, /Willow House, home\.example\.org/);
    assert.match(said, /Robin Vale, robin@example\.org \(Example ID\)/);
    assert.match(said, /The same as yours/);
    assert.match(
      said,
      /Type it only on your own screen\. Nobody who asks you for it is from your home\./
    );
  });

  it("says which day it was, where that was another", () => {
    const said = text(matchPage(place, { ...asked, now: startedAt + 86_400 }));
    assert.match(said, /22 November at 19:42, same network/);
    assert.match(said, /22 November, 19:42:04/);
    const { timeZone: _unknown, ...elsewhere } = place;
    assert.match(text(matchPage(elsewhere, asked)), /today at 18:42 UTC/);
  });

  it("A19: warns of another network before anything else, and asks twice", () => {
    const other = { ...asked, network: "other" } as const;
    const first = matchPage(place, other);
    const warning = text(first).indexOf("another network than yours");
    assert.ok(warning > 0);
    assert.ok(warning < text(first).indexOf("asked to sign in"));
    assert.match(first, /<dd class="stands-out">\s*Another, not yours/);
    assert.deepEqual(buttons(first), ["decline", "show"]);
    const second = matchPage(place, { ...other, stage: "sure" });
    assert.match(
      text(second),
      /A code shown now lets that screen into Willow House as Robin Vale\./
    );
    assert.deepEqual(buttons(second), ["decline", "sure"]);
  });

  it("names another network even where nobody is warned of it", () => {
    const document = matchPage(place, {
      ...asked,
      network: "other",
      warns: false,
    });
    assert.doesNotMatch(document, /class="alert/);
    assert.match(text(document), /another network\..*Another, not yours/);
  });

  it("A19, M39: puts This is not me first, as large as what shows the code", () => {
    for (const [name, document] of Object.entries(pages(place))) {
      if (!["same", "other", "sure", "device"].includes(name)) continue;
      assert.equal(buttons(document)[0], "decline", name);
      const looks = allTags(document)
        .filter((tag) => tag.startsWith("<button"))
        .map((tag) => /class="[^"]*"/.exec(tag)?.[0]);
      assert.deepEqual(looks, ['class="button"', 'class="button"'], name);
    }
  });

  it("M21: holds no code, and nothing that shows one by itself", () => {
    for (const document of [
      matchPage(place, asked),
      devicePage(place, asked),
    ]) {
      assert.doesNotMatch(document, /<output|<script|class="code"/);
      assert.doesNotMatch(document, /[A-Z]{4}-[A-Z]{4}/);
    }
  });
});

describe("devicePage", () => {
  it("M56: says that it does not know the device, and tells who should stop", () => {
    const said = text(devicePage(place, asked));
    assert.match(said, /Did you open this address yourself\?/);
    assert.match(
      said,
      /signed in at Example ID as Robin Vale \(robin@example\.org\)\. This page does not know which device will use the code/
    );
    assert.match(
      said,
      /If somebody sent you here or told you to open this address, stop\./
    );
  });
});

describe("codePage", () => {
  it("M21: shows the code as text, and in no title, heading or address", () => {
    const document = codePage(place, shown);
    assert.match(document, /<output[^>]*>BDKM-QRTW<\/output>/);
    assert.equal(document.split("BDKM-QRTW").length, 2);
    for (const place of ["title", "h1"]) {
      const held = new RegExp(`<${place}>([^]*?)</${place}>`).exec(document);
      assert.doesNotMatch(held?.[1] ?? "BDKM", /BDKM/, place);
    }
    for (const name of ["href", "action", "value", "id"]) {
      assert.doesNotMatch(attributes(document, name).join(), /BDKM/, name);
    }
  });

  it("M42: reads it letter by letter", () => {
    assert.match(
      codePage(place, shown),
      /<output[^>]*aria-label="B, D, K, M, Q, R, T, W"/
    );
  });

  it("says where to type it, who asks for it, and how long it is one", () => {
    const said = text(codePage(place, shown));
    assert.match(said, /valid for 118 seconds, until 19:44:10/);
    assert.match(
      said,
      /Type it in the app on your own screen\. Nobody who asks you for it is from your home\./
    );
  });

  it("M39: still offers This is not me, and first", () => {
    const document = codePage(place, shown);
    assert.deepEqual(buttons(document), ["decline"]);
    const order = text(document);
    assert.ok(order.indexOf("This is not me") < order.indexOf("Copy"));
  });

  it("runs one constant script, named by its hash", async () => {
    const run = (document: string) =>
      /<script>([^]*)<\/script>/.exec(document)?.[1];
    assert.equal(run(codePage(place, shown)), copyScript);
    const other = { ...shown, code: "ZZZZ-ZZZZ", login: "other" };
    assert.equal(
      run(codePage({ ...place, language: "de" }, other)),
      copyScript
    );
    const digest = createHash("sha256").update(copyScript).digest("base64");
    assert.equal(await copyHash(), `sha256-${digest}`);
  });
});

describe("devicesPage", () => {
  it("starts at the provider whose button is pressed", () => {
    const document = devicesPage(place, {
      providers: [{ id: "example-id", name: "Example ID" }],
    });
    assert.match(text(document), /Continue with Example ID/);
    assert.deepEqual(attributes(document, "value"), ["start", "example-id"]);
    assert.deepEqual(attributes(document, "name").slice(-2), [
      "action",
      "provider",
    ]);
  });
});

describe("the words of match", () => {
  it("tell the same of every network in every language", () => {
    for (const language of tongues) {
      const { asked, networks } = speech(language).words.match;
      assert.notEqual(asked.same, asked.other, language);
      assert.notEqual(networks.same, networks.other, language);
    }
  });
});
