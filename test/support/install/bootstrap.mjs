import { spawn } from "node:child_process";
import { join } from "node:path";
import {
  environment,
  installModules,
  nodeForTypeScript,
  root,
} from "./modules.mjs";

/**
 * Runs a TypeScript program of the repository from whatever Node this is, in
 * a clone in which nothing may be installed yet, and ends as it ends.
 *
 * @param {string} program path in the repository
 * @param {string[]} args
 */
export async function bootstrap(program, args) {
  try {
    await installModules();
    process.exitCode = await become([join(root, program), ...args]);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

/** @param {string[]} argv */
function become(argv) {
  const child = spawn(nodeForTypeScript(), argv, {
    env: environment(),
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  // A terminal's Ctrl-C reaches both; the program decides how long it takes.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.on("SIGHUP", () => child.kill("SIGHUP"));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
