/**
 * A Python that Home Assistant runs on: the machine's own where it is new
 * enough, else one of a small Debian beside it, entered with `chroot`. The
 * mounts live in a namespace of each program and vanish with it.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { aptPackages, debianMirror, mayInstall } from "../install/debian.ts";
import { type Report, run, step, which } from "../program.ts";
import { cacheDirectory, exclusively } from "./cache.ts";

/** Oldest Python that current releases of Home Assistant accept. */
const oldest = [3, 14, 2] as const;

/** How programs of this Python are started. */
export interface Python {
  /** The interpreter, as {@link command} calls it. */
  interpreter: string;

  /** Where environments are kept, as the machine and as a program sees it. */
  environments: { outside: string; inside: string };

  /** Whether a program sees other paths than the machine. */
  apart: boolean;

  /**
   * What to start so that `argv` runs, with directories or files of the
   * machine (values) at paths of the program (keys).
   */
  command(argv: string[], binds?: Record<string, string>): Promise<string[]>;
}

/** Why there is no Python, in words, and what to do instead. */
export interface NoPython {
  reason: string;
  advice: string;
}

/** Whether {@link findPython} has a chance here; nothing is installed. */
export async function mayFindPython(): Promise<NoPython | undefined> {
  if (existsSync(chrootDirectory()) && process.getuid?.() === 0) return;
  if ((await ownPython()) || mayInstall()) return;
  return {
    reason:
      "Home Assistant needs Python 3.14.2 or newer, or root on a Debian-like " +
      "system to install one beside the system's",
    advice:
      "install Python 3.14.2, run as root, or name a Home Assistant that " +
      "runs already: --home-assistant URL",
  };
}

/** The machine's Python if it is new enough, else the one of a small Debian. */
export async function findPython(report: Report): Promise<Python | NoPython> {
  const own = await ownPython();
  if (own) return own;
  const missing = await mayFindPython();
  if (missing) return missing;
  await installChroot(report);
  return chrootPython();
}

/**
 * The machine's settings for installing packages: pip's, the proxy's and the
 * certificates'. Everything else of the environment stays out.
 */
export function machineEnvironment(): Record<string, string> {
  const wanted = /^(PIP_|UV_)|_proxy$|^SSL_CERT_FILE$|^REQUESTS_CA_BUNDLE$/i;
  const passed = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      wanted.test(entry[0]) && entry[1] !== undefined
  );
  return { ...Object.fromEntries(passed), LANG: "C.UTF-8" };
}

async function ownPython(): Promise<Python | undefined> {
  for (const name of ["python3.14", "python3", "python"]) {
    const interpreter = which(name);
    if (!interpreter || !(await isNewEnough(interpreter))) continue;
    const environments = join(cacheDirectory(), "environments");
    return {
      interpreter,
      environments: { outside: environments, inside: environments },
      apart: false,
      command: async (argv) => argv,
    };
  }
  return undefined;
}

async function isNewEnough(interpreter: string): Promise<boolean> {
  const question =
    "import sys, venv, ensurepip; " +
    `print(sys.version_info[:3] >= (${oldest.join(", ")}))`;
  try {
    return (await run([interpreter, "-c", question])).trim() === "True";
  } catch {
    return false;
  }
}

const chrootDirectory = () => join(cacheDirectory(), "debian");

function chrootPython(): Python {
  const root = chrootDirectory();
  return {
    interpreter: "/usr/bin/python3.14",
    environments: { outside: join(root, "srv"), inside: "/srv" },
    apart: true,
    command: async (argv, binds = {}) => {
      const all = { ...machineFiles(), ...binds };
      const pairs: string[] = [];
      for (const [inside, outside] of Object.entries(all)) {
        await makeMountPoint(outside, join(root, inside));
        pairs.push(outside, inside);
      }
      const unshare = ["unshare", "--mount", "--propagation", "private"];
      return [...unshare, "sh", "-c", enter, "sh", root, ...pairs, "--"].concat(
        argv
      );
    },
  };
}

/** Mounts, in a namespace that ends with the program, and becomes it. */
const enter = `set -e
root=$1; shift
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
while [ "$1" != -- ]; do mount --bind "$1" "$root$2"; shift 2; done
shift
exec chroot "$root" "$@"`;

/** Files of the machine that a program needs at the same place. */
function machineFiles(): Record<string, string> {
  const named = Object.values(machineEnvironment());
  const home = process.env.HOME ?? "/root";
  return Object.fromEntries(
    [
      "/etc/resolv.conf",
      "/etc/hosts",
      "/etc/ssl/certs/ca-certificates.crt",
      "/etc/pip.conf",
      ...named.filter((value) => value.startsWith("/")),
    ]
      .map((path) => [path, path])
      .concat([
        ["/root/.config/pip/pip.conf", join(home, ".config/pip/pip.conf")],
      ])
      .filter(([, outside]) => outside && existsSync(outside))
  );
}

async function makeMountPoint(outside: string, inside: string): Promise<void> {
  if (existsSync(inside)) return;
  if ((await stat(outside)).isDirectory()) {
    await mkdir(inside, { recursive: true });
  } else {
    await mkdir(dirname(inside), { recursive: true });
    await writeFile(inside, "");
  }
}

async function installChroot(report: Report): Promise<void> {
  const root = chrootDirectory();
  if (existsSync(root)) return;
  await exclusively("debian", report, async () => {
    if (existsSync(root)) return;
    await aptPackages(["debootstrap", "debian-archive-keyring"], report);
    const unfinished = `${root}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await step(report, "Installing a small Debian with Python 3.14", () =>
      debootstrap(unfinished)
    );
    await rename(unfinished, root);
  });
}

async function debootstrap(root: string): Promise<void> {
  const mirror = await debianMirror();
  await mkdir(dirname(root), { recursive: true });
  await run(
    [
      "debootstrap",
      "--variant=minbase",
      "--include=python3.14,python3.14-venv,ca-certificates",
      "forky",
      root,
      mirror.url,
      "/usr/share/debootstrap/scripts/sid",
    ],
    { env: { ...process.env, ...mirror.env, LANG: "C.UTF-8" } }
  );
}
