import type { ParseArgsOptionsConfig } from "node:util";

/** What was typed after a command's name. */
export interface Arguments {
  values: Record<string, string | boolean | (string | boolean)[] | undefined>;
  positionals: string[];
}

/** One thing that the command line can do. */
export interface Command {
  /** `serve [--configuration FILE]` */
  usage: string;
  /** What it does; then a line for each option. */
  help: string;
  options: ParseArgsOptionsConfig;
  /** @returns the exit code. */
  run(arguments_: Arguments): Promise<number>;
}

/** What was typed cannot be meant; the message says what can. */
export class UsageError extends Error {
  readonly name = "UsageError";

  readonly code = "usage";
}
