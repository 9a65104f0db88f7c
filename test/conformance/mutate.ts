/**
 * Takes away one guard at a time and names the test that notices.
 *
 *     npm run mutate -- --rule S4
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "node:test";
import { parseArgs } from "node:util";
import { mutations, takeAway, type Mutation } from "./mutations.ts";
import { isOfThisRelease, projectRows, root } from "./rows.ts";

/** Runs at one time; each has a copy of the project for itself. */
const lanesCount = 2;

/** The whole run, in milliseconds. */
const patience = 20 * 60 * 1000;

/** One run of tests that hangs. */
const runPatience = 2 * 60 * 1000;

const help = `npm run mutate [-- --rule S4 …]

Copies the project, takes away one guard of a rule, runs the tests that know of
it, and names the one that goes red. Fails if all stay green, if they are red
before, if a guard is not where mutations.ts says, or if a rule of this release
has no guard there.

  --rule S4   only this rule; may be given more than once
  --help      this
`;

/** What a run of tests came to. */
interface Outcome {
  passed: number;
  /** Names of the tests that failed. */
  failed: string[];
  /** Files that could not even be loaded. */
  broken: string[];
}

/** A guard, and what became of the tests without it. */
interface Verdict {
  mutation: Mutation;
  state: "red" | "green" | "error";
  text: string;
}

/** The project as it is in the working tree, where edits harm nobody. */
function copyProject(): string {
  const copy = mkdtempSync(join(tmpdir(), "mutate-"));
  const listed = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }
  );
  for (const file of new Set(listed.split("\0"))) {
    if (file === "" || !existsSync(join(root, file))) continue;
    cpSync(join(root, file), join(copy, file));
  }
  for (const folder of ["", ...workspaces(copy)]) linkModules(copy, folder);
  return copy;
}

function workspaces(copy: string): string[] {
  return ["packages", "apps"].flatMap((parent) =>
    readdirSync(join(copy, parent)).map((name) => join(parent, name))
  );
}

/**
 * Every dependency is a link to the real one, but workspaces: their relative
 * links are repeated, so that a package of the copy finds its neighbours in
 * the copy.
 */
function linkModules(copy: string, folder: string): void {
  const from = join(root, folder, "node_modules");
  const to = join(copy, folder, "node_modules");
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (!name.startsWith("@")) {
      linkModule(join(from, name), join(to, name));
      continue;
    }
    mkdirSync(join(to, name));
    for (const part of readdirSync(join(from, name))) {
      linkModule(join(from, name, part), join(to, name, part));
    }
  }
}

function linkModule(from: string, to: string): void {
  const isLink = lstatSync(from).isSymbolicLink();
  symlinkSync(isLink ? readlinkSync(from) : from, to);
}

/** Runs the tests of a mutation in a copy. */
async function runTests(
  copy: string,
  { tests, only }: Pick<Mutation, "tests" | "only">,
  signal: AbortSignal
): Promise<Outcome> {
  const outcome: Outcome = { passed: 0, failed: [], broken: [] };
  const files = tests.map((file) => join(copy, file));
  // Not the runner's own time limit: a loop without end never looks at it.
  const hung = AbortSignal.timeout(runPatience);
  const stream = run({
    files,
    cwd: copy,
    concurrency: 1,
    // A test that failed has closed nothing.
    execArgv: ["--test-force-exit"],
    signal: AbortSignal.any([signal, hung]),
    ...(only !== undefined && { testNamePatterns: [pattern(only)] }),
  });
  stream.on("test:pass", ({ details, name, skip }) => {
    const counts = skip === undefined && details.type !== "suite";
    if (counts && !files.includes(name)) outcome.passed += 1;
  });
  stream.on("test:fail", ({ details, name }) => {
    if (details.type === "suite") return;
    (files.includes(name) ? outcome.broken : outcome.failed).push(name);
  });
  // The stream ends when it has been read.
  for await (const _event of stream);
  signal.throwIfAborted();
  hung.throwIfAborted();
  return outcome;
}

function pattern(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
}

/** Hands work to the lanes until there is none. */
async function share<T, R>(
  copies: string[],
  work: T[],
  each: (copy: string, item: T) => Promise<R>
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async (copy: string) => {
    while (next < work.length) {
      const index = next;
      next += 1;
      results[index] = await each(copy, work[index]!);
    }
  };
  await Promise.all(copies.map(lane));
  return results;
}

/** Tests that are red or missing before anything is taken away. */
async function unfit(
  copies: string[],
  chosen: Mutation[],
  signal: AbortSignal
): Promise<Map<string, string>> {
  const runs = new Map(chosen.map((one) => [runKey(one), one]));
  const reasons = new Map<string, string>();
  await share(copies, [...runs], async (copy, [key, mutation]) => {
    const lost = mutation.tests.find((file) => !existsSync(join(copy, file)));
    if (lost !== undefined) {
      reasons.set(key, `there is no ${lost}`);
      return;
    }
    const { passed, failed, broken } = await runTests(copy, mutation, signal);
    const red = [...broken, ...failed][0];
    if (red !== undefined) reasons.set(key, `red before: "${red}"`);
    else if (passed === 0) reasons.set(key, "no such test");
  });
  return reasons;
}

function runKey({ tests, only }: Mutation): string {
  return JSON.stringify([tests, only]);
}

/** Takes one guard away, looks who notices, and puts it back. */
async function judge(
  copy: string,
  mutation: Mutation,
  signal: AbortSignal
): Promise<Verdict> {
  const file = join(copy, mutation.file);
  const source = readFileSync(file, "utf8");
  try {
    writeFileSync(file, takeAway(source, mutation));
    const { failed, broken } = await runTests(copy, mutation, signal);
    const [first, ...more] = failed;
    if (first !== undefined) {
      const others = more.length > 0 ? ` and ${more.length} more` : "";
      return { mutation, state: "red", text: `"${first}"${others}` };
    }
    // A file that doesn't load proves nothing about its tests.
    return broken.length > 0
      ? { mutation, state: "error", text: "the edit breaks the program" }
      : { mutation, state: "green", text: "no test notices" };
  } catch (error) {
    return { mutation, state: "error", text: (error as Error).message };
  } finally {
    writeFileSync(file, source);
  }
}

function print({ mutation, state, text }: Verdict): void {
  const { rule, why, file } = mutation;
  console.log(`${rule.padEnd(4)} ${state.padEnd(6)} ${why} (${file}): ${text}`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rule: { type: "string", multiple: true },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) {
    console.log(help);
    return 0;
  }
  const rules = projectRows()
    .filter((row) => row.id.startsWith("S") && isOfThisRelease(row))
    .map(({ id }) => id)
    .filter((id) => values.rule?.includes(id) ?? true);
  const chosen = mutations.filter(({ rule }) => rules.includes(rule));
  const bare = rules.filter((id) => !chosen.some(({ rule }) => rule === id));
  if (rules.length === 0) {
    console.error("no such rule in this release");
    return 1;
  }

  const signal = AbortSignal.timeout(patience);
  const copies: string[] = [];
  process.once("exit", () => {
    for (const copy of copies) rmSync(copy, { recursive: true, force: true });
  });
  for (let lane = 0; lane < lanesCount; lane += 1) copies.push(copyProject());
  const unfitRuns = await unfit(copies, chosen, signal);
  const verdicts = await share(copies, chosen, async (copy, mutation) => {
    const reason = unfitRuns.get(runKey(mutation));
    const verdict: Verdict =
      reason === undefined
        ? await judge(copy, mutation, signal)
        : { mutation, state: "error", text: reason };
    print(verdict);
    return verdict;
  });
  for (const rule of bare) console.log(`${rule.padEnd(4)} bare   no guard`);
  const count = (state: Verdict["state"]) =>
    verdicts.filter((verdict) => verdict.state === state).length;
  console.log(
    `${rules.length} rules, ${verdicts.length} guards: ${count("red")} red, ` +
      `${count("green")} green, ${count("error")} errors, ` +
      `${bare.length} rules without a guard`
  );
  return count("red") === verdicts.length && bare.length === 0 ? 0 : 1;
}

process.once("SIGINT", () => process.exit(1));
process.once("SIGTERM", () => process.exit(1));
process.exitCode = await main();
