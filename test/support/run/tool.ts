import { spawn } from "node:child_process";
import type { Counts } from "./counts.ts";

/** Runs one tool of the npm packages: one passed or one failed. */
export function runTool(argv: string[]): Promise<Counts> {
  const [command = "", ...args] = argv;
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (printed += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (printed += text));
  return new Promise((resolve) => {
    const end = (good: boolean) => {
      if (!good) console.log(printed.trimEnd());
      resolve({ passed: good ? 1 : 0, failed: good ? 0 : 1, skipped: 0 });
    };
    child.once("error", (error) => {
      printed += error.message;
      end(false);
    });
    child.once("close", (code) => end(code === 0));
  });
}
