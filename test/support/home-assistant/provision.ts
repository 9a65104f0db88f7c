/**
 * Home Assistant itself, installed once per release into the cache: a Python,
 * an environment, and one start in which it fetches the rest by itself.
 *
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Report, step } from "../program.ts";
import { exclusively } from "./cache.ts";
import {
  type Environment,
  environmentOf,
  installEnvironment,
} from "./environment.ts";
import { installs } from "./instance.ts";
import { findPython, type NoPython } from "./python.ts";
import { startInEnvironment } from "./home.ts";

/** The release that the sandbox opens and that most tests run on. */
export const currentVersion = "2026.11.0";

/** The oldest release that the whole suite runs on. */
export const olderVersion = "2026.8.3";

/**
 * Installs a release unless it is there. What was interrupted is thrown away:
 * the mark that says *whole* is written last.
 *
 * @returns why not, in words, where that is not possible.
 */
export async function provisionHomeAssistant(
  version: string = currentVersion,
  report: Report = () => {}
): Promise<Environment | NoPython> {
  const python = await findPython(report);
  if ("reason" in python) return python;
  const environment = environmentOf(python, version);
  if (isWhole(environment)) return environment;
  await exclusively(`ha-${version}`, report, async () => {
    if (isWhole(environment)) return;
    await installEnvironment(environment, report);
    await step(report, `First start of Home Assistant ${version}`, () =>
      warmUp(environment)
    );
    await writeFile(wholeMark(environment), recipe);
  });
  return environment;
}

const wholeMark = (environment: Environment) =>
  join(environment.outside, "whole");

/** Changes when an installation made before would lack something. */
const recipe = "2";

function isWhole(environment: Environment): boolean {
  const mark = wholeMark(environment);
  return existsSync(mark) && readFileSync(mark, "utf8") === recipe;
}

/** Home Assistant installs what its parts need when it first starts. */
async function warmUp(environment: Environment): Promise<void> {
  const home = await startInEnvironment(environment, {}, installs);
  try {
    await home.waitRunning();
  } finally {
    await home.stop();
  }
}
