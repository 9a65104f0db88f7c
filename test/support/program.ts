/**
 * Programs that we start. Each has a process group of its own and ends with
 * us, whatever ends us: an exit, Ctrl-C, a crash or a kill.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, openSync, closeSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where a long step says what it is doing, one line at a time. */
export type Report = (line: string) => void;

/** A program that runs, and how it will have ended. */
export interface Program {
  pid: number;

  /** Exit code, or the name of the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;

  /** Sends a signal to the whole group. */
  signal(name: NodeJS.Signals): void;
}

/** Surroundings of a program. */
export interface ProgramOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;

  /** File that receives what it prints; without one, nothing is kept. */
  log?: string;
}

/** A program ended with something other than 0. */
export class ProgramError extends Error {
  readonly name = "ProgramError";

  readonly code = "program_failed";
}

const running = new Set<ChildProcess>();

/** The first file of that name on PATH that we may execute. */
export function which(name: string): string | undefined {
  const directories = `${process.env.PATH ?? ""}${delimiter}/usr/sbin`;
  return directories
    .split(delimiter)
    .map((directory) => join(directory, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Starts a program and does not wait for it. */
export function start(argv: string[], options: ProgramOptions = {}): Program {
  const output = options.log ? openSync(options.log, "a") : "ignore";
  const child = spawnInGroup(argv, options, ["ignore", output, output]);
  if (typeof output === "number") closeSync(output);
  return {
    pid: child.pid ?? 0,
    ended: new Promise((resolve) => {
      child.once("error", () => resolve(127));
      child.once("exit", (code, name) => resolve(code ?? name ?? 1));
    }),
    signal: (name) => signalGroup(child, name),
  };
}

/**
 * Runs a program to its end and returns what it printed.
 *
 * @throws {ProgramError} if it fails, with the last lines that it printed.
 */
export async function run(
  argv: string[],
  options: ProgramOptions = {}
): Promise<string> {
  const child = spawnInGroup(argv, options, ["ignore", "pipe", "pipe"]);
  let printed = "";
  let complained = "";
  child.stdout?.setEncoding("utf8").on("data", (text) => (printed += text));
  child.stderr?.setEncoding("utf8").on("data", (text) => (complained += text));
  const ended = await new Promise<number | string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, name) => resolve(code ?? name ?? 1));
  });
  if (ended === 0) return printed;
  const tail = (complained.trim() || printed.trim()).split("\n").slice(-12);
  throw new ProgramError(`"${argv[0]}" ended with ${ended}`, {
    cause: { expected: 0, received: ended, said: tail.join("\n") },
  });
}

/** Says that a step began, and every ten seconds that it still goes on. */
export async function step<T>(
  report: Report,
  title: string,
  work: () => Promise<T>
): Promise<T> {
  report(`${title} …`);
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 1000);
  const timer = setInterval(() => report(`${title}: ${seconds()} s`), 10_000);
  timer.unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

function spawnInGroup(
  argv: string[],
  options: ProgramOptions,
  stdio: ("ignore" | "pipe" | number)[]
): ChildProcess {
  const [command = "", ...args] = [...diesWithParent(), ...argv];
  watchOurEnd();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdio,
    detached: true,
  });
  running.add(child);
  child.once("error", () => running.delete(child));
  child.once("exit", () => running.delete(child));
  return child;
}

/** Lets the kernel end a program whose parent was killed without a word. */
function diesWithParent(): string[] {
  const setpriv = process.platform === "linux" ? which("setpriv") : undefined;
  return setpriv ? [setpriv, "--pdeathsig", "KILL", "--"] : [];
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // Nobody of the group is left.
  }
}

function endAll(): void {
  for (const child of running) signalGroup(child, "SIGKILL");
}

let watching = false;

function watchOurEnd(): void {
  if (watching) return;
  watching = true;
  process.once("exit", endAll);
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, function end() {
      // Whoever else listens stops in order, and then exits.
      if (process.listenerCount(name) > 1) return;
      endAll();
      process.off(name, end);
      process.kill(process.pid, name);
    });
  }
}
