/**
 * The bridge: what stands in Home Assistant's configuration directory so that
 * it believes the gateway's tickets. A script, two keys, and a directory for
 * what was used.
 *
 * @module
 */
import type { BridgeKeys } from "@ha-external-login/gateway";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { keysText, makeKeys, readKeys } from "./keys.ts";

/** Where the bridge is to stand, on this machine. */
export interface BridgeRequest {
  /** Home Assistant's configuration directory. */
  homeAssistantConfig: string;

  /** The gateway's own directory, which keeps a copy of the keys. */
  data: string;

  randomBytes(length: number): Uint8Array;

  /** New keys; the ones that counted are taken until the next change. */
  newKeys?: boolean;
}

/** What was done. */
export interface BridgeWritten {
  /** The script, on this machine. */
  script: string;

  /**
   * `kept`: both sides had them; `copied`: one side lacked the other's;
   * `renewed`: as asked; `made`: there were none.
   */
  keys: "made" | "kept" | "copied" | "renewed";
}

/**
 * Writes script and keys, each replaced in one step, so that a login in the
 * middle of it finds the old or the new. A second run changes nothing. It does
 * not make Home Assistant use the script: {@link bridgeYaml} does.
 *
 * @throws {BridgeError} where it may not write what Home Assistant could read.
 */
export async function writeBridge(
  request: BridgeRequest
): Promise<BridgeWritten> {
  const { homeAssistantConfig, data } = request;
  await refuseOtherDirectory(homeAssistantConfig);
  const directory = join(homeAssistantConfig, directoryName);
  const owner = await ownerFor(homeAssistantConfig);
  await fs.mkdir(data, { recursive: true, mode: 0o700 });
  const gatewayOwner = await ownerFor(data);

  const script = join(directory, "ticket.sh");
  const theirs = join(directory, "keys");
  const ours = bridgeKeysPath(data);
  const { how, pairs } = choose(
    request,
    await readPairs(ours),
    await readPairs(theirs)
  );
  await ownDirectory(directory, owner);
  await ownDirectory(join(directory, "used"), owner);
  const text = await fs.readFile(new URL("ticket.sh", import.meta.url), "utf8");
  await replace(script, text, 0o644, owner);
  // Home Assistant's first: a ticket is made with the other copy.
  await replace(theirs, keysText(pairs), 0o600, owner);
  await replace(ours, keysText(pairs.slice(0, 1)), 0o600, gatewayOwner);
  return { script, keys: how };
}

/**
 * The keys that tickets are made with, or `undefined` before there are any.
 *
 * @throws {BridgeError} if the file is there and is not whole.
 */
export async function readBridgeKeys(
  data: string
): Promise<BridgeKeys | undefined> {
  const path = bridgeKeysPath(data);
  const text = await readOptional(path);
  if (text === undefined) return undefined;
  const [keys] = readKeys(text);
  if (keys) return keys;
  throw new BridgeError(`"${path}" holds no whole pair of keys`);
}

/** The bridge cannot be written or read; `message` says what to change. */
export class BridgeError extends Error {
  readonly name = "BridgeError";

  readonly code = "bridge_unusable";
}

const directoryName = "external_login";

const bridgeKeysPath = (data: string) => join(data, "bridge-keys");

/** The pairs that Home Assistant will take, the current first. */
function choose(
  { newKeys, randomBytes }: BridgeRequest,
  ours: BridgeKeys[],
  theirs: BridgeKeys[]
): { how: BridgeWritten["keys"]; pairs: [BridgeKeys, ...BridgeKeys[]] } {
  const current = ours[0] ?? theirs[0];
  if (!current) return { how: "made", pairs: [makeKeys(randomBytes)] };
  if (newKeys) {
    return { how: "renewed", pairs: [makeKeys(randomBytes), current] };
  }
  const known = theirs[0] && keysText([theirs[0]]) === keysText([current]);
  const older = known ? theirs.slice(1) : [];
  const how = known && ours[0] ? "kept" : "copied";
  return { how, pairs: [current, ...older] };
}

/** A mistyped path would get keys that nobody protects. */
async function refuseOtherDirectory(path: string): Promise<void> {
  try {
    await fs.stat(join(path, "configuration.yaml"));
  } catch (error) {
    throw new BridgeError(
      `"${path}" is not Home Assistant's configuration directory`,
      { cause: { expected: "configuration.yaml", received: codeOf(error) } }
    );
  }
}

interface Owner {
  uid: number;
  gid: number;
}

/** Only root may give a file away; nobody else could read a 0600 one. */
async function ownerFor(directory: string): Promise<Owner> {
  const { uid, gid } = await fs.stat(directory);
  const self = process.geteuid?.() ?? uid;
  if (self !== 0 && self !== uid) {
    throw new BridgeError(
      `"${directory}" belongs to another user: run this as that user or as root`,
      { cause: { expected: uid, received: self } }
    );
  }
  return { uid, gid };
}

/** A link that stands here could lead root anywhere. */
async function ownDirectory(path: string, owner: Owner): Promise<void> {
  await fs.mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
    if (codeOf(error) !== "EEXIST") throw error;
  });
  if (!(await fs.lstat(path)).isDirectory()) {
    throw new BridgeError(`"${path}" is in the way: it is no directory`);
  }
  await fs.chmod(path, 0o700);
  await fs.lchown(path, owner.uid, owner.gid);
}

async function replace(
  path: string,
  text: string,
  mode: number,
  { uid, gid }: Owner
): Promise<void> {
  const fresh = `${path}.new`;
  await fs.rm(fresh, { force: true });
  const file = await fs.open(fresh, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.chown(uid, gid);
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
  await fs.rename(fresh, path);
}

async function readPairs(path: string): Promise<BridgeKeys[]> {
  return readKeys((await readOptional(path)) ?? "");
}

async function readOptional(path: string): Promise<string | undefined> {
  try {
    return await fs.readFile(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new BridgeError(`"${path}" cannot be read`, {
      cause: { received: codeOf(error) },
    });
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error
    ? String(error.code)
    : undefined;
}
