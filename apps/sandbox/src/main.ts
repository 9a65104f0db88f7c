/**
 * `npm start`: opens a whole home and keeps it open until Ctrl-C.
 *
 * @module
 */
import { help, readArguments, UsageError } from "./arguments.ts";
import { openSandbox } from "./sandbox.ts";
import { inJson, inWords } from "./words.ts";

const open = new AsyncDisposableStack();
const report = (line: string) => process.stderr.write(`${line}\n`);

try {
  await main();
} catch (error) {
  report(explain(error));
  await open.disposeAsync();
  process.exit(error instanceof UsageError ? 2 : 1);
}

async function main(): Promise<void> {
  const asked = readArguments(process.argv.slice(2));
  if (asked.help) {
    process.stdout.write(help);
    process.exit(0);
  }
  closeInOrder();
  const sandbox = await openSandbox(asked, open, report);
  process.stdout.write(`${asked.json ? inJson(sandbox) : inWords(sandbox)}\n`);
}

/** Ends everything when asked to, or when whoever started us is gone. */
function closeInOrder(): void {
  let closing = false;
  const close = async () => {
    if (closing) process.exit(130);
    closing = true;
    report("Closing …");
    await open.disposeAsync().catch((error: unknown) => report(explain(error)));
    process.exit(0);
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, close);
  }
  process.once("disconnect", close);
}

/** What a person can put right is one sentence; the rest is a fault. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, stack, message, cause } = error as NodeJS.ErrnoException;
  if (typeof code !== "string") return stack ?? message;
  const said = (cause as { said?: string; printed?: string } | undefined) ?? {};
  return [message, said.said ?? said.printed].filter(Boolean).join("\n");
}
