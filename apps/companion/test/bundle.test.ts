/** What is inside the app, once it is built, and what only one file may do. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { build, type Rolldown } from "vite";

const root = new URL("../", import.meta.url).pathname;

describe("the build", () => {
  let files: { name: string; text: string }[];

  before(async () => {
    const built = (await build({
      root,
      configFile: `${root}vite.config.ts`,
      logLevel: "error",
      build: { write: false },
    })) as Rolldown.RolldownOutput;
    files = built.output.map((file) => ({
      name: file.fileName,
      text: file.type === "chunk" ? file.code : String(file.source),
    }));
  });

  it("holds no word of a part that a phone has no business with", () => {
    for (const { name, text } of files) {
      for (const word of ["client_secret", "oauth4webapi", "PRIVATE KEY"]) {
        assert.ok(!text.includes(word), `${word} in ${name}`);
      }
    }
  });

  // Attack: text from outside is executed, or loads something from elsewhere.
  it("M27: has a page that runs and loads its own files alone", () => {
    const page = files.find(({ name }) => name === "index.html")?.text ?? "";
    const policy = /content="(default-src[^"]*)"/.exec(page)?.[1] ?? "";
    assert.match(policy, /default-src 'self'/);
    assert.match(policy, /script-src 'self';/);
    assert.match(policy, /style-src 'self';/);
    assert.ok(!/unsafe|https?:|\*/.test(policy), policy);
    assert.ok(!/<script>|\sstyle=|\son\w+=/.test(page));
    for (const [, url] of page.matchAll(/(?:src|href)="([^"]*)"/g)) {
      assert.match(url ?? "", /^\.\/assets\//);
    }
  });

  it("is small enough to be there at once", () => {
    const script = files
      .filter(({ name }) => name.endsWith(".js"))
      .reduce((sum, { text }) => sum + text.length, 0);
    assert.ok(script < 120_000, `${script} characters of script`);
  });
});

describe("the source", () => {
  const sources = globSync("src/**/*.ts", { cwd: root }).map((name) => ({
    name,
    text: readFileSync(`${root}${name}`, "utf8"),
  }));

  // Attack: somebody adds a screen that shows a provider in the app itself.
  it("M36: opens pages in one place, which shows homes alone", () => {
    const opens =
      /openInWebView|openInSystemBrowser|openInExternalBrowser|window\.open|location\s*=|location\.(assign|replace|href)|<iframe/;
    const found = sources
      .filter(({ name }) => !name.startsWith("src/desktop"))
      .filter(({ text }) => opens.test(text))
      .map(({ name }) => name);
    assert.deepEqual(found, ["src/native/web-view.ts"]);
  });

  it("M37: writes nothing to a log", () => {
    const found = sources
      .filter(({ text }) => /console\.|unsafeHTML|innerHTML/.test(text))
      .map(({ name }) => name);
    assert.deepEqual(found, []);
  });
});
