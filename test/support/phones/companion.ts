/**
 * The companion app as it is built, on a phone that isn't there.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { build, type Rolldown } from "vite";
import type { ShellAppOptions } from "./shell-app.ts";

/** The scheme that the app has claimed. */
export const companionScheme = "io.github.haexternallogin.companion";

/** Builds it, without leaving anything behind. */
export async function buildCompanion(): Promise<ShellAppOptions["files"]> {
  const root = fileURLToPath(
    new URL("../../../apps/companion/", import.meta.url)
  );
  const built = (await build({
    root,
    configFile: `${root}vite.config.ts`,
    logLevel: "error",
    build: { write: false },
  })) as Rolldown.RolldownOutput;
  const files = new Map(
    built.output.map((file) => [
      `/${file.fileName}`,
      file.type === "chunk" ? file.code : Buffer.from(file.source),
    ])
  );
  return (path) => files.get(path);
}
