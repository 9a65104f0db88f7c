import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Context } from "../../src/context.ts";
import { createNotices, inAppOf, notify } from "../../src/people/notify.ts";

const now = 1_800_000_000;

const person = {
  issuer: "https://id.example.org",
  subject: "person-1",
  name: "Alex Example",
  account: undefined,
  groups: [],
};

/** A home that notes what it is told to show. */
function homeOf(language = "en", fails = false) {
  const shown: { title: string; message: string }[] = [];
  const log: string[] = [];
  const connection = {
    call: async ({ service_data }: { service_data: (typeof shown)[number] }) =>
      void shown.push(service_data),
  };
  const context = {
    options: {
      runtime: { now: () => now },
      log: { warn: (event: string) => void log.push(event) },
    },
    notices: createNotices(),
    providers: new Map([
      ["example-id", { options: { settings: { name: "Example ID" } } }],
    ]),
    facts: () => ({ language, timeZone: "Europe/Berlin" }),
    service: {
      use: async (work: (one: unknown) => Promise<void>) => {
        if (fails) throw new TypeError("away");
        return work(connection);
      },
    },
  } as unknown as Context;
  return { context, shown, log };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

// Lost: that whoever it was not sees that somebody signed in, as it was.
describe("notify", () => {
  it("M39: names person, app, provider and time, and says how to end it", async () => {
    const { context, shown } = homeOf();
    const inApp = await inAppOf("Home Assistant (Android)", person);
    notify(context, "example-id", inApp);
    await settled();
    assert.equal(shown.length, 1);
    assert.equal(shown[0]?.title, "Sign-in with Home Assistant (Android)");
    const message = unescaped(shown[0]?.message ?? "");
    assert.match(message, /^Alex Example signed in with Home Assistant \(An/);
    assert.match(message, /through Example ID, .*15 January.* 09:00/);
    assert.match(message, /\(\/profile\/security\)/);
  });

  it("speaks the home's own language", async () => {
    const { context, shown } = homeOf("de-CH");
    notify(context, "example-id", await inAppOf("Companion", person));
    await settled();
    assert.equal(shown[0]?.title, "Anmeldung mit Companion");
  });

  it("M39: shows as text whatever a name says in Markdown or HTML", async () => {
    // E calls themselves so that the home's own people press E's link.
    const { context, shown } = homeOf();
    const name =
      "**[End it here](https://evil.example)** <img src=x onerror=a>\n\n" +
      "# ![x](//evil.example) `a` www.evil.example a@evil.example &lt;\u0000";
    notify(context, "example-id", await inAppOf(name, { ...person, name }));
    await settled();
    const { title = "", message = "" } = shown[0] ?? {};
    const [first = ""] = message.split("\n\nIf that was not expected");
    const told = first.replace(/15 January, 09:00:00\.$/, "");
    assert.doesNotMatch(told, /[*[\]()<>!`_~\\@.:/|=\n]/);
    assert.doesNotMatch(first.replace(/&#\d+;/g, ""), /[&#;]/);
    assert.ok(unescaped(first).includes("[End it here](https://evil.example)"));
    // The title is no Markdown: as it is, in one line.
    assert.ok(title.includes("**[End it here]"));
    assert.doesNotMatch(title, /[\p{Cc}]/u);
  });

  it("M51: tells of one identity three times an hour, whatever it calls itself", async () => {
    const { context, shown, log } = homeOf();
    for (let at = 0; at < 5; at += 1) {
      const named = { ...person, name: `Name ${at}` };
      notify(context, "example-id", await inAppOf("Companion", named));
    }
    await settled();
    assert.equal(shown.length, 3);
    assert.deepEqual(log, ["notice.withheld", "notice.withheld"]);
    // Another one of the same name is another one.
    const other = { ...person, subject: "person-2" };
    notify(context, "example-id", await inAppOf("Companion", other));
    await settled();
    assert.equal(shown.length, 4);
  });

  it("is waited for by nobody, and its loss is noted", async () => {
    const { context, log } = homeOf("en", true);
    notify(context, "example-id", await inAppOf("Companion", person));
    await settled();
    assert.deepEqual(log, ["notice.lost"]);
  });
});

function unescaped(text: string): string {
  return text.replace(/&#(\d+);/g, (_all, code) =>
    String.fromCodePoint(Number(code))
  );
}
