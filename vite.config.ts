import { readdirSync, readFileSync } from "node:fs";
import type { AliasOptions, Plugin } from "vite";
import { build, defineConfig } from "vite";

const at = (path: string) =>
  new URL(`packages/login-step/${path}`, import.meta.url).pathname;

/** Older browsers skip a script as a whole and keep the page as it is. */
const target = "es2021";

const decorators = {
  find: "lit/decorators.js",
  replacement: at("build/decorators.ts"),
};

/** Words of other languages lie beside the script, which asks for them. */
const translations = (): Plugin => ({
  name: "translations",
  generateBundle() {
    for (const fileName of readdirSync(at("src/translations"))) {
      if (fileName === "en.json") continue;
      const words = readFileSync(at(`src/translations/${fileName}`), "utf8");
      this.emitFile({
        type: "asset",
        fileName,
        source: JSON.stringify(JSON.parse(words)),
      });
    }
  },
});

/** Blanks of templates and their styles, which no bundler dares to touch. */
const outdent = (): Plugin => ({
  name: "outdent",
  enforce: "pre",
  transform: (code, id) =>
    id.startsWith(at("src/auth/"))
      ? code
          .replace(/\s*\n\s*/g, "\n")
          .replace(/<style>[^]*?<\/style>\n/g, (style) =>
            style.replace(/\s*([{}:;,>])\s*/g, "$1").replaceAll(";}", "}")
          )
      : null,
});

/** The compiler's helper for decorators, of which ours need less. */
const decorate = (): Plugin => ({
  name: "decorate",
  transform: (_code, id) =>
    id.endsWith("/decorate.js")
      ? "export default ([decorator], target, key) => decorator(target, key);"
      : null,
});

/** English words: of what is loaded later, or all the others. */
const english = (isLater: boolean): Plugin => ({
  name: "english",
  enforce: "pre",
  transform: (code, id) => {
    if (id !== at("src/translations/en.json")) return null;
    return JSON.stringify(JSON.parse(code), (key, value) => {
      if (key !== "external" || !value.step) return value;
      const { match, confirm, ...step } = value.step;
      return isLater ? { step: { match, confirm } } : { ...value, step };
    });
  },
});

/**
 * What is loaded later: a module of its own, with lit from the script that
 * asks for it.
 */
const later = (): Plugin => ({
  name: "later",
  async generateBundle() {
    const alias: AliasOptions = [
      { find: /^lit$/, replacement: at("build/lit-of-script.ts") },
      decorators,
    ];
    const built = await build({
      configFile: false,
      logLevel: "warn",
      publicDir: false,
      resolve: { alias },
      build: {
        target,
        write: false,
        modulePreload: false,
        rolldownOptions: {
          input: at("src/later.ts"),
          preserveEntrySignatures: "strict",
          output: { entryFileNames: "later.js" },
        },
      },
      plugins: [outdent(), decorate(), english(true)],
    });
    if (!("output" in built)) throw new Error("no module was built");
    const [{ code }] = built.output;
    this.emitFile({ type: "asset", fileName: "later.js", source: code });
  },
});

export default defineConfig({
  publicDir: false,
  resolve: {
    alias: [{ find: /^lit$/, replacement: at("build/lit.ts") }, decorators],
  },
  build: {
    target,
    outDir: at("dist"),
    // Tests of others may be reading what is there.
    emptyOutDir: false,
    lib: {
      entry: at("src/login.ts"),
      formats: ["iife"],
      name: "externalLogin",
      fileName: () => "login.js",
    },
    rolldownOptions: {
      output: { postBanner: "/*! With lit, (c) Google LLC, BSD-3-Clause */" },
    },
  },
  plugins: [outdent(), decorate(), english(false), translations(), later()],
});
