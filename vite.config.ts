import { readFileSync } from "node:fs";
import type { Plugin } from "vite";
import { defineConfig } from "vite";

const at = (path: string) =>
  new URL(`packages/login-step/${path}`, import.meta.url).pathname;

/** Words of other languages lie beside the script, which asks for them. */
const translations = (): Plugin => ({
  name: "translations",
  generateBundle() {
    for (const language of ["de"]) {
      const words = readFileSync(at(`src/translations/${language}.json`));
      this.emitFile({
        type: "asset",
        fileName: `${language}.json`,
        source: JSON.stringify(JSON.parse(String(words))),
      });
    }
  },
});

/** Indentation of templates, which no bundler dares to touch. */
const outdent = (): Plugin => ({
  name: "outdent",
  enforce: "pre",
  transform: (code, id) =>
    id.startsWith(at("src/auth/")) ? code.replace(/\s*\n\s*/g, "\n") : null,
});

export default defineConfig({
  publicDir: false,
  resolve: {
    alias: [
      { find: /^lit$/, replacement: at("build/lit.ts") },
      { find: "lit/decorators.js", replacement: at("build/decorators.ts") },
    ],
  },
  build: {
    // Older browsers skip the script as a whole and keep the page as it is.
    target: "es2021",
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
  plugins: [outdent(), translations()],
});
