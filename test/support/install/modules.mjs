import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { clearInterval, setInterval } from "node:timers";
import { fileURLToPath } from "node:url";

/** The repository. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * Whether what is installed is what the lockfile asks for.
 *
 * @param {Lockfile} wanted `package-lock.json`
 * @param {Lockfile | undefined} present what npm noted in `node_modules`
 * @typedef {{ packages: Record<string, Entry> }} Lockfile
 * @typedef {{ version?: string, link?: boolean, optional?: boolean }} Entry
 */
export function isInstalled(wanted, present) {
  if (present === undefined) return false;
  return Object.entries(wanted.packages)
    .filter(
      ([path, entry]) => path.includes("node_modules/") && !entry.optional
    )
    .every(([path, entry]) => {
      const found = present.packages[path];
      return found !== undefined && found.version === entry.version;
    });
}

/** Installs what the lockfile asks for, unless it is there. */
export async function installModules() {
  const wanted = read(join(root, "package-lock.json"));
  const present = read(join(root, "node_modules/.package-lock.json"));
  if (isInstalled(wanted, present)) return;
  console.error("Installing npm packages …");
  const began = Date.now();
  const timer = setInterval(() => {
    const seconds = Math.round((Date.now() - began) / 1000);
    console.error(`Installing npm packages: ${seconds} s`);
  }, 10_000);
  try {
    await npm("ci", "--ignore-scripts", "--no-audit", "--no-fund");
  } finally {
    clearInterval(timer);
  }
}

/**
 * The Node that runs TypeScript: the pinned one, or the system's where the
 * pinned one has no build.
 */
export function nodeForTypeScript() {
  const pinned = join(root, "node_modules/.bin/node");
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split(".")[0]) >= 24) {
    return process.execPath;
  }
  throw new Error(
    `Node ${process.versions.node} is too old and there is no build of Node ` +
      `24 for ${process.platform}-${process.arch} among the npm packages: ` +
      "install Node 24 or newer and try again."
  );
}

/** The environment in which `node` is the one that runs TypeScript. */
export function environment() {
  const bin = join(root, "node_modules/.bin");
  return {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`,
  };
}

/** @param {string[]} args */
function npm(...args) {
  const [command, ...first] = process.env.npm_execpath
    ? [process.execPath, process.env.npm_execpath]
    : ["npm"];
  const child = spawn(command, [...first, "--loglevel=error", ...args], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0
        ? resolve(undefined)
        : reject(new Error(`npm ${args[0]} ended with ${code}.`))
    );
  });
}

/** @param {string} path */
function read(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}
