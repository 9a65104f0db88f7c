#!/usr/bin/env node
import { parseArgs } from "node:util";
import { UsageError, type Command } from "./command.ts";

/** What each name loads: only what is asked for is read. */
const commands: Record<string, () => Promise<{ command: Command }>> = {
  serve: () => import("./serve.ts"),
  setup: () => import("./setup.ts"),
  people: () => import("./people.ts"),
  sandbox: () => import("./sandbox.ts"),
};

process.exitCode = await main(process.argv.slice(2));

async function main([name = "", ...rest]: string[]): Promise<number> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) return await help(name);
  try {
    const { command } = await load();
    return await run(command, rest);
  } catch (error) {
    if (!isOperators(error)) throw error;
    process.stderr.write(`ha-external-login ${name}: ${error.message}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function run(command: Command, rest: string[]): Promise<number> {
  const typed = parse(command, rest);
  if (typed.values["help"] === true) {
    process.stdout.write(
      `Usage: ha-external-login ${command.usage}\n\n${command.help}\n`
    );
    return 0;
  }
  return command.run(typed);
}

function parse(command: Command, rest: string[]) {
  try {
    return parseArgs({
      args: rest,
      options: { ...command.options, help: { type: "boolean", short: "h" } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(
      `${(error as Error).message}\nUsage: ha-external-login ${command.usage}`
    );
  }
}

async function help(name: string): Promise<number> {
  const asked = ["", "--help", "-h", "help"].includes(name);
  const out = asked ? process.stdout : process.stderr;
  if (!asked) out.write(`There is no command "${name}".\n\n`);
  out.write("Usage:\n");
  for (const load of Object.values(commands)) {
    const { command } = await load();
    out.write(`  ha-external-login ${command.usage}\n`);
  }
  out.write('\n"ha-external-login COMMAND --help" says more.\n');
  return asked ? 0 : 2;
}

/** What an operator can put right is one sentence; the rest is a fault. */
function isOperators(error: unknown): error is Error {
  return (
    error instanceof Error &&
    typeof (error as { code?: unknown }).code === "string"
  );
}
