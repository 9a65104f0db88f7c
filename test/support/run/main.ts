/**
 * Everything that is tested, in order, from a machine with nothing but Node:
 * `npm test`, or some stages by name, `npm test -- unit e2e`, or files by a
 * part of their path, `npm test -- e2e --only sign-in`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import {
  currentVersion,
  olderVersion,
  provisionHomeAssistant,
} from "../home-assistant/provision.ts";
import { buildPage } from "../install/build.ts";
import { frontendFiles, olderFrontends } from "../home-assistant/frontend.ts";
import { aptPackages, mayInstall } from "../install/debian.ts";
import { debianPackages, needsBrowsers, needsHomeAssistant } from "../needs.ts";
import { runComponents } from "./component.ts";
import { type Counts, inWords, isGood, sum } from "./counts.ts";
import { chooseStages, type Stage } from "./stages.ts";
import { runTests } from "./tests.ts";
import { runTool } from "./tool.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string", multiple: true, default: [] } },
});

/** Stages that need a real Home Assistant, or its frontend. */
const withHomes = ["unit", "conformance", "pages", "e2e"];

const report = (line: string) => console.log(line);

async function main(): Promise<Counts> {
  const chosen = chooseStages(positionals);
  const results: Counts[] = [];
  if (chosen.some(({ kind }) => kind !== "tool")) {
    results.push(await prepare(chosen));
  }
  for (const stage of chosen) {
    console.log(`\n── ${stage.name}`);
    const began = performance.now();
    const counts = await runStage(stage);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${stage.name}: ${inWords(counts)}, ${seconds} s`);
    results.push(counts);
  }
  return sum(results);
}

/** Installs what the stages need; what may not be, the tests say themselves. */
async function prepare(chosen: Stage[]): Promise<Counts> {
  console.log("── what the tests need");
  try {
    await buildPage(report);
    if (mayInstall()) await aptPackages(debianPackages, report);
    if (chosen.some(({ name }) => withHomes.includes(name))) {
      await prepareHomes();
    }
  } catch (error) {
    console.log(error);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  for (const missing of [needsBrowsers(), await needsHomeAssistant()]) {
    if (missing) console.log(`Some tests are skipped: ${missing}`);
  }
  return { passed: 0, failed: 0, skipped: 0 };
}

async function prepareHomes(): Promise<void> {
  if (await needsHomeAssistant()) return;
  for (const version of [currentVersion, olderVersion]) {
    await provisionHomeAssistant(version, report);
  }
  for (const version of olderFrontends) await frontendFiles(version, report);
}

function runStage(stage: Stage): Promise<Counts> {
  switch (stage.kind) {
    case "tool":
      return runTool(stage.argv);
    case "component":
      return runComponents();
    case "tests":
      return runTests(stage, values.only);
  }
}

process.once("disconnect", () => process.exit(1));

try {
  const total = await main();
  console.log(`\n${inWords(total)}`);
  process.exit(isGood(total) ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
