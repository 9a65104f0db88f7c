/**
 * The two secret files in the data folder: the keys that seal logins, made by
 * the gateway itself, and the keys that make tickets, written by `setup`.
 *
 * @module
 */
import { linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  createKeyRing,
  fromBase64url,
  toBase64url,
  type KeyRing,
  type Secret,
} from "@ha-external-login/flow";
import type { BridgeKeys, Runtime } from "@ha-external-login/gateway";
import * as v from "valibot";
import { readKeys } from "./bridge/keys.ts";
import { createNodeCipher } from "./cipher.ts";
import { readSecretFile } from "./secret-file.ts";

/** A key file is missing, cannot be written, or is not what it should be. */
export class KeyFileError extends Error {
  readonly name = "KeyFileError";

  readonly code = "key_file";
}

const keyFile = v.strictObject({
  keys: v.pipe(
    v.array(
      v.strictObject({
        version: v.pipe(v.number(), v.integer()),
        secret: v.string(),
        created_at: v.pipe(v.number(), v.integer()),
      })
    ),
    v.minLength(1)
  ),
});

/**
 * Reads the sealing keys of a data folder, and makes the first one where
 * there is none. Replicas that start at once agree on one file.
 *
 * @throws {KeyFileError} unless the file is whole.
 * @throws {SecretFileError} unless it is its owner's alone.
 */
export async function loadSealingKeys(
  runtime: Runtime,
  data: string
): Promise<KeyRing> {
  const path = join(data, "keys.json");
  const text = readSecretFile(path) ?? makeKeyFile(runtime, path);
  const secrets = readSecrets(text);
  if (secrets === undefined) {
    throw new KeyFileError(
      `"${path}" is no key file: put the right one there, or remove it and every login in progress starts again`
    );
  }
  try {
    return await createKeyRing(secrets, createNodeCipher);
  } catch (error) {
    throw new KeyFileError(`"${path}" holds a key that cannot be used`, {
      cause: error,
    });
  }
}

/**
 * Reads the ticket keys of a data folder.
 *
 * @throws {KeyFileError} naming the command that writes them.
 * @throws {SecretFileError} unless they are their owner's alone.
 */
export function loadBridgeKeys(data: string): BridgeKeys {
  const path = join(data, "bridge-keys");
  const text = readSecretFile(path);
  if (text === undefined) {
    throw new KeyFileError(
      `"${path}" is missing: run "ha-external-login setup", which writes it and what Home Assistant needs`
    );
  }
  // The newest pair makes tickets; the script still takes the other.
  const [pair] = readKeys(text);
  if (pair === undefined) {
    throw new KeyFileError(
      `"${path}" is not what "ha-external-login setup" writes: run it again`
    );
  }
  return pair;
}

/** Written whole beside its place and linked there: old, new, never half. */
function makeKeyFile(runtime: Runtime, path: string): string {
  const key = {
    version: 1,
    secret: toBase64url(runtime.randomBytes(32)),
    created_at: runtime.now(),
  };
  const text = `${JSON.stringify({ keys: [key] }, null, 2)}\n`;
  const draft = `${path}.${toBase64url(runtime.randomBytes(9))}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(draft, text, { mode: 0o600, flag: "wx", flush: true });
    linkSync(draft, path);
    return text;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const others = code === "EEXIST" ? readSecretFile(path) : undefined;
    if (others !== undefined) return others;
    throw new KeyFileError(`"${path}" cannot be written`, { cause: error });
  } finally {
    rmSync(draft, { force: true });
  }
}

function readSecrets(text: string): Secret[] | undefined {
  try {
    return v.parse(keyFile, JSON.parse(text)).keys.map((key) => ({
      version: key.version,
      bytes: fromBase64url(key.secret),
    }));
  } catch (_error) {
    // What went wrong might quote the secret.
    return undefined;
  }
}
