import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Report, step } from "../program.ts";
import { exclusively } from "./cache.ts";
import { pip } from "./environment.ts";
import { provisionHomeAssistant } from "./provision.ts";
import type { NoPython } from "./python.ts";

/** Login pages of the past that our script has to live on. */
export const olderFrontends = [
  "20251203.3",
  "20260325.8",
  "20260930.5",
] as const;

/**
 * The static files of one frontend, from its package: `authorize.html`,
 * `frontend_latest/` and the rest. No Home Assistant is started.
 */
export async function frontendFiles(
  version: string,
  report: Report = () => {}
): Promise<string | NoPython> {
  const core = await provisionHomeAssistant(undefined, report);
  if ("reason" in core) return core;
  const { outside, inside } = core.python.environments;
  const name = `frontend-${version}`;
  const files = join(outside, name, "hass_frontend");
  if (existsSync(files)) return files;
  return exclusively(name, report, async () => {
    if (existsSync(files)) return files;
    const unfinished = `${name}.unfinished`;
    await rm(join(outside, unfinished), { recursive: true, force: true });
    await mkdir(join(outside, unfinished));
    await step(report, `Fetching the frontend ${version}`, () =>
      pip(core, [
        "install",
        "--no-deps",
        "--no-compile",
        `--target=${join(inside, unfinished)}`,
        `home-assistant-frontend==${version}`,
      ])
    );
    await rename(join(outside, unfinished), join(outside, name));
    return files;
  });
}
