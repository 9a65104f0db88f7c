import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Report, run, step } from "../program.ts";
import { machineEnvironment, type Python } from "./python.ts";

/** One release of Home Assistant, installed beside the others. */
export interface Environment {
  version: string;
  python: Python;

  /** The directory, as the machine and as Home Assistant sees it. */
  outside: string;
  inside: string;
}

/** Names where a release is or will be; nothing is installed. */
export function environmentOf(python: Python, version: string): Environment {
  const name = `ha-${version}`;
  const { outside, inside } = python.environments;
  return {
    version,
    python,
    outside: join(outside, name),
    inside: join(inside, name),
  };
}

/** Starts the environment's own interpreter. */
export function interpret(
  environment: Environment,
  args: string[],
  binds?: Record<string, string>
): Promise<string[]> {
  const interpreter = join(environment.inside, "bin", "python");
  return environment.python.command([interpreter, ...args], binds);
}

/** Makes the environment anew and installs core and its login page. */
export async function installEnvironment(
  environment: Environment,
  report: Report
): Promise<void> {
  const { python, outside, inside, version } = environment;
  await rm(outside, { recursive: true, force: true });
  await mkdir(python.environments.outside, { recursive: true });
  await step(report, `Preparing Python for ${version}`, async () => {
    await inPython(python, [python.interpreter, "-m", "venv", inside]);
  });
  await step(report, `Installing Home Assistant ${version}`, () =>
    pip(environment, ["install", "--no-compile", `homeassistant==${version}`])
  );
  const pinned = await frontendOf(environment);
  await step(report, `Installing the frontend ${pinned}`, () =>
    pip(environment, [
      "install",
      "--no-compile",
      `home-assistant-frontend==${pinned}`,
    ])
  );
  await step(report, "Installing what the main page asks for", () =>
    pip(environment, [
      "install",
      "--no-compile",
      "--no-deps",
      "--only-binary=:all:",
      ...neededByServices,
    ])
  );
}

/**
 * Home Assistant's main page waits for the list of services, and that for
 * these two. The releases that it pins are sources that want a compiler; the
 * newer ones are ready-made and do here.
 */
const neededByServices = ["pymicro-vad==2.1.0", "pyspeex-noise==2.0.1"];

/** Version of the frontend that a release was published with. */
export async function frontendOf(environment: Environment): Promise<string> {
  const constraints = join(
    await sitePackages(environment),
    "homeassistant/package_constraints.txt"
  );
  const text = await readFile(constraints, "utf8");
  const pinned = /^home-assistant-frontend==(.+)$/m.exec(text)?.[1];
  if (!pinned) throw new Error(`No frontend is pinned in "${constraints}"`);
  return pinned;
}

/** Runs pip with the machine's own settings. */
export async function pip(
  environment: Environment,
  args: string[],
  binds?: Record<string, string>
): Promise<string> {
  const quiet = ["-m", "pip", "--quiet", "--disable-pip-version-check"];
  const argv = await interpret(environment, [...quiet, ...args], binds);
  return run(argv, { env: pythonEnvironment() });
}

/** What a program of an environment is told about its surroundings. */
export function pythonEnvironment(): Record<string, string> {
  return {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: process.getuid?.() === 0 ? "/root" : (process.env.HOME ?? "/"),
    ...machineEnvironment(),
  };
}

async function inPython(python: Python, argv: string[]): Promise<void> {
  await run(await python.command(argv), { env: pythonEnvironment() });
}

async function sitePackages(environment: Environment): Promise<string> {
  const lib = join(environment.outside, "lib");
  const found = ["python3.14", "python3.15"]
    .map((name) => join(lib, name, "site-packages"))
    .find((path) => existsSync(path));
  if (!found) throw new Error(`Nothing is installed in "${lib}"`);
  return found;
}
