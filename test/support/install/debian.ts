import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type Report, run, step, which } from "../program.ts";

/** Whether Debian packages can be installed here: root, and apt. */
export function mayInstall(): boolean {
  return process.getuid?.() === 0 && which("apt-get") !== undefined;
}

/** Those of the packages that are not installed. */
export async function missingPackages(names: string[]): Promise<string[]> {
  const states = await Promise.all(
    names.map(async (name) => {
      const query = [
        "dpkg-query",
        "--show",
        "--showformat=${db:Status-Status}",
      ];
      return run([...query, name]).catch(() => "");
    })
  );
  return names.filter((_, index) => states[index] !== "installed");
}

/** Installs what is missing of Debian packages; nothing if nothing is. */
export async function aptPackages(
  names: string[],
  report: Report
): Promise<void> {
  const missing = await missingPackages(names);
  if (missing.length === 0) return;
  await step(report, `Installing ${missing.join(", ")}`, async () => {
    await aptGet("update").catch(() => {
      // One unreachable list does not matter if the packages are in another.
    });
    await withoutServices(() =>
      aptGet("install", "--yes", "--no-install-recommends", ...missing)
    );
  });
}

/** Debian starts a web server when it installs one; we want its program. */
async function withoutServices(install: () => Promise<void>): Promise<void> {
  const policy = "/usr/sbin/policy-rc.d";
  if (existsSync(policy)) return install();
  const remove = () => rmSync(policy, { force: true });
  process.once("exit", remove);
  writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    await install();
  } finally {
    remove();
    process.off("exit", remove);
  }
}

async function aptGet(...args: string[]): Promise<void> {
  await run(["apt-get", "--quiet", "-o", "DPkg::Lock::Timeout=300", ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}

/** Where this machine gets Debian from, and what its downloads need. */
export async function debianMirror(): Promise<{
  url: string;
  env: Record<string, string>;
}> {
  const sources = isDebian() ? readSources("/etc/apt") : "";
  const proxy = await run(["apt-config", "shell", "P", "Acquire::http::Proxy"])
    .then((line) => /^P='(.+)'/.exec(line)?.[1])
    .catch(() => undefined);
  return {
    url: mirrorIn(sources) ?? "http://deb.debian.org/debian",
    env: proxy ? { http_proxy: proxy } : {},
  };
}

/**
 * The archive that apt's lists name for Debian's `main`, security and the
 * frozen past left aside: neither has what a later release needs.
 */
export function mirrorIn(sources: string): string | undefined {
  const lines = sources.split("\n").filter((line) => !/^\s*#/.test(line));
  const oneLine = lines
    .map((line) =>
      /^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+\S+\s.*\bmain\b/.exec(line)
    )
    .map((match) => match?.[1]);
  const stanzas = lines
    .join("\n")
    .split(/\n\s*\n/)
    .filter((text) => /^Components:.*\bmain\b/m.test(text))
    .map((text) => /^URIs:\s*(\S+)/m.exec(text)?.[1]);
  return [...oneLine, ...stanzas].find(
    (url) =>
      url !== undefined &&
      /^https?:.*\/debian\/?$/.test(url) &&
      !/snapshot/.test(url)
  );
}

function isDebian(): boolean {
  if (!existsSync("/etc/os-release")) return false;
  return /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
}

function readSources(directory: string): string {
  const more = join(directory, "sources.list.d");
  const files = [
    join(directory, "sources.list"),
    ...(existsSync(more) ? readdirSync(more) : [])
      .filter((name) => /\.(list|sources)$/.test(name))
      .map((name) => join(more, name)),
  ];
  return files
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, "utf8"))
    .join("\n\n");
}
