import { existsSync, globSync, statSync } from "node:fs";
import { join } from "node:path";
import { exclusively } from "../home-assistant/cache.ts";
import { type Report, run, step } from "../program.ts";
import { root } from "./modules.mjs";

/** Builds the login page's script, unless it is newer than its sources. */
export async function buildPage(report: Report): Promise<void> {
  if (isFresh()) return;
  await exclusively("build", report, async () => {
    if (isFresh()) return;
    await step(report, "Building the login page's script", () =>
      run([join(root, "node_modules/.bin/vite"), "build"], { cwd: root })
    );
  });
}

function isFresh(): boolean {
  const built = join(root, "packages/login-step/dist/login.js");
  if (!existsSync(built)) return false;
  const sources = globSync(
    ["packages/login-step/{src,build}/**/*", "vite.config.ts"],
    { cwd: root }
  );
  const { mtimeMs } = statSync(built);
  return sources.every((path) => statSync(join(root, path)).mtimeMs <= mtimeMs);
}
