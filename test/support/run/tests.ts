import { globSync } from "node:fs";
import { relative } from "node:path";
import { run } from "node:test";
import { inspect } from "node:util";
import type { Counts } from "./counts.ts";
import type { Stage } from "./stages.ts";

type Events = ReturnType<typeof run>;

/** Runs files of `node:test`, each in a process of its own. */
export async function runTests(
  stage: Extract<Stage, { kind: "tests" }>,
  only: string[]
): Promise<Counts> {
  const files = globSync(stage.files, {
    exclude: ["**/node_modules/**", ...(stage.except ?? [])],
  })
    .filter((file) => only.length === 0 || only.some((o) => file.includes(o)))
    .sort();
  if (files.length === 0) {
    const wanted = [...stage.files, ...only].join(" ");
    console.log(`Nothing to run: no file matches ${wanted}`);
    return { passed: 0, failed: only.length > 0 ? 0 : 1, skipped: 0 };
  }
  const events = run({
    files,
    concurrency: stage.concurrency,
    timeout: stage.minutes * 60_000,
  });
  return tell(events, stage.tells);
}

/** Prints what matters as it happens, and adds up. */
async function tell(events: Events, everything: boolean): Promise<Counts> {
  const titles = new Map<string, string[]>();
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  const progress = setInterval(() => {
    console.log(`… ${counts.passed + counts.failed + counts.skipped} so far`);
  }, 20_000);
  let unnamed = 0;
  for await (const event of events) {
    switch (event.type) {
      case "test:start": {
        const path = titles.get(event.data.file ?? "") ?? [];
        path.length = event.data.nesting;
        path[event.data.nesting] = event.data.name;
        titles.set(event.data.file ?? "", path);
        break;
      }
      case "test:pass": {
        if (event.data.details.type === "suite") break;
        const title = titleOf(event.data, titles);
        const reason = event.data.skip ?? event.data.todo;
        if (reason === undefined) {
          counts.passed += 1;
          if (everything) console.log(`ok       ${title}`);
        } else if (typeof reason === "string" && reason !== "") {
          counts.skipped += 1;
          console.log(`skipped  ${title}\n         because: ${reason}`);
        } else {
          unnamed += 1;
          console.log(`FAILED   ${title}\n         a skip names its reason`);
        }
        break;
      }
      case "test:fail":
        if (event.data.details.type !== "suite") counts.failed += 1;
        if (isCause(event.data.details.error)) {
          console.log(`FAILED   ${titleOf(event.data, titles)}`);
          console.log(explain(event.data.details.error));
        }
        break;
      case "test:stdout":
      case "test:stderr":
        console.log(event.data.message.trimEnd());
        break;
      case "test:diagnostic":
        if (event.data.file && event.data.nesting > 0) {
          console.log(event.data.message);
        }
        break;
      case "test:summary":
        // A suite's own hook may fail and none of its tests.
        if (event.data.file === undefined && !event.data.success) {
          counts.failed = Math.max(counts.failed, 1);
        }
        break;
    }
  }
  clearInterval(progress);
  return { ...counts, failed: counts.failed + unnamed };
}

interface Told {
  name: string;
  nesting: number;
  file?: string | undefined;
}

function titleOf(data: Told, titles: Map<string, string[]>): string {
  const path = (titles.get(data.file ?? "") ?? []).slice(0, data.nesting);
  const file = data.file ? relative(process.cwd(), data.file) : "";
  return [file, ...path, data.name].filter((part) => part !== "").join(" › ");
}

/** A parent fails with its child; only the child has something to say. */
function isCause(error: Error & { failureType?: string }): boolean {
  return error.failureType !== "subtestsFailed";
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
