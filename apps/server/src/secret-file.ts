import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { resolve, sep } from "node:path";

/** A secret file cannot be read, or others may read it too. */
export class SecretFileError extends Error {
  readonly name = "SecretFileError";

  readonly code = "secret_file";
}

/** Container engines put secrets there, readable inside the container only. */
const mounted = `${sep}run${sep}secrets${sep}`;

/**
 * Reads a file that nobody but its owner may read or write.
 *
 * @returns `undefined` if there is none.
 * @throws {SecretFileError} if others may, or if it cannot be read.
 */
export function readSecretFile(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new SecretFileError(`"${path}" cannot be read`, { cause: error });
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new SecretFileError(`"${path}" is no file`);
    if (stat.mode % 0o100 !== 0 && !resolve(path).startsWith(mounted)) {
      throw new SecretFileError(
        `"${path}" is open to other users: run "chmod 600" on it, and renew what is in it if somebody may have read it`
      );
    }
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}
