import { globSync } from "node:fs";
import { relative, resolve } from "node:path";
import { type EventData, run } from "node:test";
import { inspect } from "node:util";
import { type Counts, sum } from "./counts.ts";
import type { Stage } from "./stages.ts";

type Events = ReturnType<typeof run>;

/** Runs files of `node:test`, each in a process of its own. */
export async function runTests(
  stage: Extract<Stage, { kind: "tests" }>,
  only: string[]
): Promise<Counts> {
  const files = globSync(stage.files, {
    exclude: ["**/node_modules/**"],
  })
    .filter((file) => only.length === 0 || only.some((o) => file.includes(o)))
    .sort();
  if (files.length === 0) {
    const wanted = [...stage.files, ...only].join(" ");
    console.log(`Nothing to run: no file matches ${wanted}`);
    return { passed: 0, failed: only.length > 0 ? 0 : 1, skipped: 0 };
  }
  const signal = AbortSignal.timeout(stage.minutes * 60_000);
  const events = run({
    files,
    concurrency: stage.concurrency,
    timeout: stage.testMinutes * 60_000,
    signal,
  });
  const counts = await tell(events, stage.tells);
  if (!signal.aborted) return counts;
  console.log(`FAILED   ended: it took longer than ${stage.minutes} minutes`);
  return sum([counts, { passed: 0, failed: 1, skipped: 0 }]);
}

/** Prints what matters as it happens, and adds up. */
async function tell(events: Events, everything: boolean): Promise<Counts> {
  const titles = new Titles();
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  const progress = setInterval(() => {
    console.log(`… ${counts.passed + counts.failed + counts.skipped} so far`);
  }, 20_000);
  for await (const event of events) {
    switch (event.type) {
      case "test:start":
        titles.enter(event.data);
        break;
      case "test:pass":
        tellPass(event.data, titles.of(event.data), counts, everything);
        break;
      case "test:fail":
        tellFailure(event.data, titles.of(event.data), counts);
        break;
      case "test:stdout":
      case "test:stderr":
        console.log(event.data.message.trimEnd());
        break;
      case "test:diagnostic":
        if (event.data.file && !isSummary(event.data.message)) {
          console.log(event.data.message);
        }
        break;
    }
  }
  clearInterval(progress);
  return counts;
}

function tellPass(
  data: EventData.TestPass,
  title: string,
  counts: Counts,
  everything: boolean
): void {
  const reason = data.skip ?? data.todo;
  if (reason === true || reason === "") {
    counts.failed += 1;
    console.log(`FAILED   ${title}\n         a skip names its reason`);
  } else if (typeof reason === "string") {
    counts.skipped += 1;
    console.log(`skipped  ${title}\n         because: ${reason}`);
  } else if (isFile(data)) {
    counts.failed += 1;
    console.log(`FAILED   ${title}\n         there is no test in it`);
  } else if (data.details.type !== "suite") {
    counts.passed += 1;
    if (everything) {
      console.log(
        `ok       ${title}, ${Math.round(data.details.duration_ms)} ms`
      );
    }
  }
}

function tellFailure(
  data: EventData.TestFail,
  title: string,
  counts: Counts
): void {
  const error: Error & { failureType?: string } = data.details.error;
  // A parent fails with its child; only the child has something to say.
  if (error.failureType === "subtestsFailed") return;
  counts.failed += 1;
  console.log(`FAILED   ${title}\n${explain(error)}`);
}

/** Names of what a test is in, kept for each file. */
class Titles {
  private readonly _paths = new Map<string, string[]>();

  enter({ file = "", nesting, name }: EventData.TestStart): void {
    const path = this._paths.get(file) ?? [];
    path.splice(nesting, path.length, name);
    this._paths.set(file, path);
  }

  of(data: EventData.TestStart): string {
    const { file = "", nesting, name } = data;
    const path = (this._paths.get(file) ?? []).slice(0, nesting);
    const own = isFile(data) ? [] : [...path, name];
    return [relative(process.cwd(), file), ...own].join(" › ");
  }
}

/** Node reports a file as a test if it fails by itself or has none. */
function isFile({ file, nesting, name }: EventData.TestStart): boolean {
  return nesting === 0 && file !== undefined && resolve(name) === file;
}

/** Node's own summary of a file, which we write ourselves. */
function isSummary(message: string): boolean {
  return /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /.test(
    message
  );
}

function explain(error: Error): string {
  const shown = error.cause instanceof Error ? error.cause : error;
  return inspect(shown, { depth: 6 })
    .split("\n")
    .filter((line) => !/^\s+at .*(node:internal|node:async_hooks)/.test(line))
    .slice(0, 60)
    .map((line) => `         ${line}`)
    .join("\n");
}
