import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import type { Figure } from "./main.ts";

const root = new URL("../../", import.meta.url);

/** What a browser loads and what a server installs. */
export async function size(): Promise<Figure[]> {
  execFileSync("npm", ["run", "--silent", "build"], { cwd: root });
  const brotli = (name: string) =>
    brotliCompressSync(
      readFileSync(new URL(`packages/login-step/dist/${name}`, root))
    ).length;
  return [
    {
      name: "login.js with English, brotli",
      value: brotli("login.js"),
      unit: "bytes",
      must: 8192,
    },
    {
      name: "later.js, asked for by an app's login page alone, brotli",
      value: brotli("later.js"),
      unit: "bytes",
      must: 4096,
    },
    {
      name: "another language, brotli",
      value: Math.max(
        ...["de", "es", "fr", "nl"].map((tag) => brotli(`${tag}.json`))
      ),
      unit: "bytes",
      must: 2048,
    },
    {
      name: "packages that the server needs, transitively",
      value: runtimePackages().size,
      unit: "packages",
      must: 12,
    },
  ];
}

interface Locked {
  dependencies?: Record<string, string>;
  link?: boolean;
  resolved?: string;
}

/** Follows the lockfile from the server; our own packages do not count. */
function runtimePackages(): Set<string> {
  const lock = JSON.parse(
    readFileSync(new URL("package-lock.json", root), "utf8")
  ) as { packages: Record<string, Locked> };
  const found = new Set<string>();
  const queue = ["apps/server"];
  for (const place of queue) {
    const { dependencies = {} } = lock.packages[place] ?? {};
    for (const name of Object.keys(dependencies)) {
      const at = `node_modules/${name}`;
      const locked = lock.packages[at];
      const next = locked?.link === true ? String(locked.resolved) : at;
      if (locked?.link !== true) found.add(name);
      if (!queue.includes(next)) queue.push(next);
    }
  }
  return found;
}
