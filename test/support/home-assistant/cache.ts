import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import type { Report } from "../program.ts";

/** Where installed Home Assistants stay between runs: never the repository. */
export function cacheDirectory(): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(base, "ha-external-login");
}

/**
 * Does a piece of work that only one process may do at a time. The lock is the
 * operating system's, so that nothing is left locked by a killed process.
 */
export async function exclusively<T>(
  name: string,
  report: Report,
  work: () => Promise<T>
): Promise<T> {
  const directory = join(cacheDirectory(), "locks");
  await mkdir(directory, { recursive: true });
  const lock = new DatabaseSync(join(directory, `${name}.db`));
  try {
    await acquire(lock, () => report(`Waiting for another run: ${name} …`));
    return await work();
  } finally {
    lock.close();
  }
}

async function acquire(lock: DatabaseSync, waits: () => void): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      lock.exec("BEGIN EXCLUSIVE");
      return;
    } catch {
      if (attempt % 20 === 4) waits();
      await sleep(500);
    }
  }
}
