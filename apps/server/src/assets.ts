import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Asset } from "@ha-external-login/gateway";

const folders = {
  script: new URL("../../../packages/login-step/dist/", import.meta.url),
  pages: new URL("../../../packages/gateway/src/pages/", import.meta.url),
};

const types: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
};

/** The page's script has not been built. */
export class AssetsMissingError extends Error {
  readonly name = "AssetsMissingError";

  readonly code = "assets_missing";
}

/**
 * Reads what browsers are given to keep: the login page's script with its
 * languages, and the style sheets of our pages.
 *
 * @throws {AssetsMissingError} naming the command that builds them.
 */
export function loadAssets(from = folders): Asset[] {
  const script = read(from.script, /^[\w-]+\.(?:js|json)$/);
  if (!script.some(({ name }) => /^login\.[0-9a-f]{8}\.js$/.test(name))) {
    throw new AssetsMissingError(
      `"${fileURLToPath(from.script)}" holds no login.js: run "npm run build"`
    );
  }
  return [...script, ...read(from.pages, /^[\w-]+\.css$/)];
}

function read(folder: URL, wanted: RegExp): Asset[] {
  return names(folder)
    .filter((name) => wanted.test(name))
    .sort()
    .map((name) => {
      const body = readFileSync(new URL(name, folder));
      const extension = extname(name);
      const hash = createHash("sha256").update(body).digest("hex");
      return {
        name: `${basename(name, extension)}.${hash.slice(0, 8)}${extension}`,
        type: types[extension] ?? "application/octet-stream",
        body,
      };
    });
}

function names(folder: URL): string[] {
  try {
    return readdirSync(folder);
  } catch (_error) {
    return [];
  }
}
