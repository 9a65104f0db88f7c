import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { needsBrowsers } from "../needs.ts";
import type { Counts } from "./counts.ts";

const directory = resolve("packages/login-step");

/** Runs the tests of our elements in browsers, with their package's settings. */
export function runComponents(): Promise<Counts> {
  const config = resolve(directory, "web-test-runner.config.mjs");
  if (!existsSync(config)) {
    console.log(`Nothing to run: there is no ${config}`);
    return Promise.resolve({ passed: 0, failed: 1, skipped: 0 });
  }
  const missing = needsBrowsers("chromium", "firefox");
  if (missing) {
    console.log(`skipped  all of them\n         because: ${missing}`);
    return Promise.resolve({ passed: 0, failed: 0, skipped: 1 });
  }
  const child = fork(
    resolve("test/support/run/web-test-runner.mjs"),
    [config],
    {
      cwd: directory,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    }
  );
  return new Promise((done) => {
    let counts: Counts = { passed: 0, failed: 1, skipped: 0 };
    child.on("message", (message) => (counts = message as Counts));
    child.once("exit", () => done(counts));
  });
}
