import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { languages } from "../../src/pages/languages.ts";
import { errorPage, errorState, errorStatus } from "../../src/pages/error.ts";
import type { Failure } from "../../src/pages/error.ts";
import { dynamicHeaders, pageHeaders } from "../../src/pages/headers.ts";
import {
  appHref,
  fill,
  fillText,
  href,
  html,
  render,
} from "../../src/pages/html.ts";
import type { Html } from "../../src/pages/html.ts";
import { notTrustedPage } from "../../src/pages/not-trusted.ts";
import { reference } from "../../src/pages/reference.ts";
import {
  tabCheckHash,
  tabCheckScript,
} from "../../src/pages/tab-check-script.ts";
import { tabCheckPage } from "../../src/pages/tab-check.ts";
import { span } from "../../src/pages/time.ts";
import { anyText, place, tags, text, tongues, unescape } from "../documents.ts";

const failure: Failure = {
  reason: "failed",
  reference: "7K3F-92QD",
  at: Date.parse("2026-11-22T18:42:31Z") / 1000,
  provider: "Example ID",
  password: "/auth/authorize?client_id=a&redirect_uri=b",
  again: "/auth/authorize?client_id=a&redirect_uri=b",
};

const states = Object.keys(languages.en.words.errors);

// All that stands between what a provider says and what a browser runs.
describe("html", () => {
  it("Z17: keeps any text text, in content and in attributes", () => {
    fc.assert(
      fc.property(anyText, (said) => {
        const out = render(html`<p title="${said}">${said}</p>`);
        // A parser turns it into a line feed.
        assert.ok(!out.includes("\r"));
        const [, title = "", content = ""] =
          /^<p title="([^"<>]*)">([^<>]*)<\/p>$/.exec(out) ?? [];
        assert.equal(unescape(title), said);
        assert.equal(unescape(content), said);
      })
    );
  });

  it("takes nothing for markup that was not built as such", () => {
    const said = JSON.parse('{"markup":"<b>","Symbol(markup)":"<b>"}') as Html;
    assert.throws(() => html`${said}`, TypeError);
  });

  it("puts parts in as they are given", () => {
    const items = ["a", "b"].map((item) => html`<li>${item}</li>`);
    assert.equal(
      render(html`${items}${undefined}${7}`),
      "<li>a</li><li>b</li>7"
    );
  });
});

describe("fill", () => {
  it("Z17: isolates every name in a sentence and fills in no name of a name", () => {
    assert.equal(
      render(fill("{a} & {b}", { a: "{b}", b: "<i>" })),
      "<bdi>{b}</bdi> &amp; <bdi>&lt;i&gt;</bdi>"
    );
    assert.equal(fillText("{a} & {b}", { a: "{b}", b: "$&" }), "{b} & $&");
  });

  it("finds no names that nobody gave", () => {
    assert.equal(render(fill("a{constructor}b{__proto__}c", {})), "abc");
    assert.equal(fillText("a{constructor}b{__proto__}c", {}), "abc");
  });
});

// A link that runs script needs no markup to break out of.
describe("href", () => {
  it("A13: leads to paths of this home and to http(s), and nowhere else", () => {
    for (const good of [
      "/",
      "/auth/authorize?client_id=https%3A%2F%2Fhome.example.org%2F",
      "https://home.example.org/?auth_callback=1",
      "http://192.168.1.20:8123/",
    ]) {
      assert.equal(href(good), good);
    }
    for (const bad of [
      "javascript:alert(1)",
      " java\tscript:alert(1)",
      "JAVASCRIPT:alert(1)",
      "data:text/html,<script>alert(1)</script>",
      "vbscript:x",
      "blob:https://home.example.org/1",
      "homeassistant://navigate/",
      "//evil.example/",
      "/\\evil.example/",
      "/\t/evil.example/",
      "\\\\evil.example",
      "evil.example",
      "",
    ]) {
      assert.equal(href(bad), "/", bad);
    }
  });
});

// A link into an app leaves the browser: what runs or reads something in the
// browser is none.
describe("appHref", () => {
  it("M27: leads to schemes with a dot and to https, and nowhere else", () => {
    for (const good of [
      "io.github.example.app:/auth-callback?code=a&state=b",
      "io.github.example.app:/continue",
      "intent:/continue#Intent;scheme=io.github.example.app;end",
      "https://home.example.org/auth/external-login/app/back?code=a",
    ]) {
      assert.equal(appHref(good), good);
    }
    for (const bad of [
      "javascript:alert(1)",
      "javascript:/alert(1)/.x:/",
      "java.script\t:/x",
      "data:text/html,<script>alert(1)</script>",
      "intent:/x#Intent;end",
      "intent:/continue#Intent;scheme=javascript;end",
      "intent:/continue#Intent;scheme=a.b;component=c;end",
      "intent:/continue#Intent;scheme=a.b;S.browser_fallback_url=https://e;end",
      "homeassistant://auth-callback",
      "io.github.example.app:auth-callback",
      "io.github.example.app:/ü",
      " io.github.example.app:/x",
      "http://evil.example/",
      "//evil.example/",
      "",
    ]) {
      assert.equal(appHref(bad), "/", bad);
    }
  });
});

describe("errorPage", () => {
  for (const language of tongues) {
    it(`says each state in ${language}, whole`, () => {
      for (const reason of states) {
        for (const difference of [undefined, 720]) {
          const document = errorPage(
            { ...place, language },
            { ...failure, reason, ...(difference && { difference }) }
          );
          assert.doesNotMatch(text(document), /[{}]|undefined|\[object/);
          assert.equal(
            document.match(/<h1 tabindex="-1" autofocus/g)?.length,
            1
          );
          assert.match(
            document,
            new RegExp(`<html lang="${language}" dir="ltr">`)
          );
          assert.match(
            text(document),
            /7K3F-92QD, 22(\.| de)? novi?emb(er|re), 19:42:31/i
          );
        }
      }
    });
  }

  it("offers the password first, and the way back beside it", () => {
    const links = [
      ...errorPage(place, {
        ...failure,
        again: "/again",
        password: "/form",
      }).matchAll(/<a class="button" href="([^"]*)"/g),
    ].map(([, to]) => to);
    assert.deepEqual(links, ["/form", "/again"]);
  });

  it("says by how much two clocks differ, where that is known", () => {
    const say = (more: Partial<Failure>) =>
      text(errorPage(place, { ...failure, reason: "id_token.iat", ...more }));
    assert.match(say({}), /clocks of Example ID and Willow House do not agree/);
    assert.match(say({ difference: 720 }), /differ by 12 minutes/);
  });

  it("N38: chooses its words by the reason alone", () => {
    for (const [reason, state] of [
      ["error.access_denied", "refused"],
      ["error.server_error", "unreachable"],
      ["error.<img onerror=alert(1)>", "failed"],
      ["binding", "elsewhere"],
      ["expired", "expired"],
      ["used", "used"],
      ["id_token.signature", "failed"],
      ["never heard of", "failed"],
      ["__proto__", "failed"],
      ["constructor", "failed"],
    ] as const) {
      assert.equal(errorState(reason), state, reason);
      assert.doesNotMatch(errorPage(place, { ...failure, reason }), /onerror/);
    }
  });

  // DNS rebinding: a foreign page that is "same origin" with us, by its own
  // name, reads what we answer.
  it("does not tell a foreign name whose home this is", () => {
    const document = errorPage(place, { ...failure, reason: "misdirected" });
    assert.doesNotMatch(document, /Willow House|home\.example\.org|authorize/);
    assert.equal(errorStatus("misdirected"), 421);
  });

  it("A13: shows what a provider or an operator named as text", () => {
    fc.assert(
      fc.property(
        anyText,
        fc.constantFrom(...states),
        fc.constantFrom(...tongues),
        (said, reason, language) => {
          const named = { ...place, language, home: said, host: said };
          const document = errorPage(named, {
            ...failure,
            reason,
            provider: said,
            password: said,
            again: said,
          });
          assert.deepEqual(
            tags(document),
            tags(
              errorPage(
                { ...named, home: "h", host: "h" },
                { ...failure, reason }
              )
            )
          );
        }
      )
    );
  });

  it("says UTC where nobody told it the home's time zone", () => {
    const { timeZone: _unknown, ...elsewhere } = place;
    assert.match(text(errorPage(elsewhere, failure)), /18:42:31 UTC/);
    const odd = { ...place, timeZone: "Mars/Olympus_Mons" };
    assert.match(text(errorPage(odd, failure)), /18:42:31 UTC/);
  });
});

describe("notTrustedPage", () => {
  it("gives the steps in Home Assistant's own words", () => {
    const document = notTrustedPage(
      place,
      {
        state: "home",
        homeAssistant: "http://192.168.1.20:8123",
        gateway: "192.168.1.21",
      },
      "/lovelace"
    );
    const said = text(document);
    assert.match(said, /directly, at http:\/\/192\.168\.1\.20:8123\./);
    assert.match(said, /Settings, System, Network, HTTP server/);
    assert.match(said, /add 192\.168\.1\.21/);
    assert.match(document, /href="\/lovelace"/);
  });

  it("names no inner address to whoever looks from outside", () => {
    const document = notTrustedPage(place, { state: "outside" }, "/");
    assert.doesNotMatch(document, /\d+\.\d+\.\d+\.\d+/);
  });

  it("says when Home Assistant takes its trust back", () => {
    const revertAt = Date.parse("2026-11-22T18:47:00Z") / 1000;
    const document = notTrustedPage(place, { state: "confirm", revertAt }, "/");
    assert.match(text(document), /takes that back at 19:47\./);
  });
});

const check = {
  state: "eyJub25jZSI6IkFCQyJ9",
  nonce: "ABC",
  action: "/auth/external-login/callback/example-id/return",
  token: "v1.sealed",
};

describe("tabCheckPage", () => {
  it("A129: runs one constant script, named by its hash", async () => {
    const [, script] =
      /<script>([^]*)<\/script>/.exec(tabCheckPage(place, check, failure)) ??
      [];
    assert.equal(script, tabCheckScript);
    const digest = createHash("sha256").update(tabCheckScript).digest("base64");
    assert.equal(await tabCheckHash(), `sha256-${digest}`);
  });

  it("A130: carries whatever the state holds as data", () => {
    const honest = tags(tabCheckPage(place, check, failure));
    fc.assert(
      fc.property(anyText, (said) => {
        const document = tabCheckPage(
          { ...place, home: said },
          { ...check, state: said, nonce: said },
          failure
        );
        assert.deepEqual(tags(document), honest);
        const [, nonce = ""] = /data-nonce="([^"]*)"/.exec(document) ?? [];
        assert.equal(unescape(nonce), said);
        const [, state = ""] = /data-state="([^"]*)"/.exec(document) ?? [];
        assert.equal(unescape(state), said);
      })
    );
  });
});

// A page that may be kept, framed or asked to load something foreign gives
// away a login whatever it says.
describe("pageHeaders", () => {
  it("A16: lets nobody keep a page, or learn where it led from", () => {
    for (const headers of [dynamicHeaders(), pageHeaders()]) {
      assert.equal(headers.get("cache-control"), "no-store");
      assert.equal(headers.get("referrer-policy"), "no-referrer");
      assert.equal(headers.get("x-content-type-options"), "nosniff");
    }
  });

  it("A14: allows our own styles and nothing else, and no frame", () => {
    assert.equal(
      pageHeaders().get("content-security-policy"),
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
  });

  it("A129: allows one script by hash, and to ask this home if it has to", () => {
    assert.match(
      pageHeaders({ script: "sha256-AAAA" }).get("content-security-policy") ??
        "",
      /^default-src 'none'; script-src 'sha256-AAAA'; style-src/
    );
    assert.equal(
      pageHeaders({ script: "sha256-AAAA", asks: true }).get(
        "content-security-policy"
      ),
      "default-src 'none'; script-src 'sha256-AAAA'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
  });

  it("lets a form say where it came from, and lead on to the one client", () => {
    const headers = pageHeaders({
      hasForm: true,
      formTo: ["https://panel.example.net"],
    });
    assert.equal(headers.get("referrer-policy"), "same-origin");
    assert.match(
      headers.get("content-security-policy") ?? "",
      /form-action 'self' https:\/\/panel\.example\.net;/
    );
  });

  it("comes back by itself to a path of this home only", () => {
    const refresh = (url: string) =>
      pageHeaders({ refresh: { seconds: 5, url } }).get("refresh");
    assert.equal(refresh("/auth/authorize?a=b"), "5; url=/auth/authorize?a=b");
    assert.equal(refresh("javascript:alert(1)"), "5; url=/");
  });
});

describe("reference", () => {
  it("is eight letters that nobody takes for one another", () => {
    assert.equal(
      reference(Uint8Array.of(0, 31, 32, 255, 10, 18, 21, 27)),
      "0Z0Z-AJNV"
    );
    for (let byte = 0; byte < 256; byte += 1) {
      assert.match(
        reference(new Uint8Array(8).fill(byte)),
        /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/
      );
    }
  });

  it("refuses too little chance", () => {
    assert.throws(() => reference(new Uint8Array(7)), RangeError);
  });
});

describe("span", () => {
  it("uses the one unit that says enough", () => {
    const spans: [number, string][] = [
      [0, "0 seconds"],
      [75, "75 seconds"],
      [721, "12 minutes"],
      [3 * 3600, "3 hours"],
      [7 * 86_400, "7 days"],
    ];
    for (const [seconds, said] of spans) {
      assert.equal(span("en", seconds), said);
    }
    assert.equal(span("de", 720), "12 Minuten");
    assert.match(span("fr", 90), /^90\ssecondes$/);
  });
});
