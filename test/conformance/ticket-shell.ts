/**
 * The ticket script as Home Assistant runs it, with a clock that moves by hand
 * and tools that may lie; and a second way to make a ticket, which shares
 * nothing with the gateway's but the text that describes it.
 *
 * @module
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { needsPrograms } from "../support/needs.ts";

/** The script as it is delivered. */
export const ticketScript = fs.readFileSync(
  new URL("../../apps/server/src/bridge/ticket.sh", import.meta.url),
  "utf8"
);

/** The script's own line; a test puts its tools in the place of the path. */
const pathLine = "PATH=/usr/bin:/bin\n";

/** Tools that the script may run, and no others. */
export const toolNames = ["sha256sum", "base64", "date", "mkdir", "rmdir"];

/** A POSIX shell, and where its tools are. */
export interface Shell {
  name: string;
  argv: string[];
  tool(name: string): string;
  /** Why it cannot be used here. */
  missing: string | false;
}

const found = (name: string) =>
  ["/usr/bin", "/bin"]
    .map((directory) => join(directory, name))
    .find((path) => fs.existsSync(path)) ?? `/usr/bin/${name}`;

const absent = (name: string) => needsPrograms({ [name]: name });

/** What Home Assistant's container and small routers have. */
export const busybox: Shell = {
  name: "busybox sh",
  argv: [found("busybox"), "sh"],
  tool: () => found("busybox"),
  missing: absent("busybox"),
};

/** Debian's `sh`, and the other. */
export const shells: Shell[] = [
  { name: "dash", argv: [found("dash")], tool: found, missing: absent("dash") },
  busybox,
];

/** The `sh` of some systems: it takes functions from the environment. */
export const bash: Shell = {
  name: "bash",
  argv: [found("bash"), "--posix"],
  tool: found,
  missing: absent("bash"),
};

export interface Keys {
  inner: string;
  outer: string;
}

const hex = (bytes: number) => randomBytes(bytes).toString("hex");

export const newKeys = (): Keys => ({ inner: hex(32), outer: hex(32) });

const sha256 = (...parts: (string | Uint8Array)[]) =>
  parts
    .reduce((hash, part) => hash.update(part), createHash("sha256"))
    .digest("hex");

/** The MAC as it is written down, computed anew. */
export function macOf(keys: Keys, username: string, signed: string): string {
  const inner = sha256(keys.inner, username, "\n", signed);
  return sha256(keys.outer, inner);
}

/** What a ticket may consist of. Everything may be wrong. */
export interface Parts {
  username?: string;
  version?: string;
  expiry?: number | string;
  nonce?: string;
  /** What is to be printed. */
  text?: string | Uint8Array;
  /** In its place: what stands where its base64 would. */
  lines?: string;
}

/** When the clock of these tests stands still. */
export const noon = 1_800_000_000;

export const goodText =
  "name = Ada B\ngroup = system-users\nlocal_only = false\n";

/** A ticket with a right MAC over whatever was given. */
export function ticketOf(keys: Keys, parts: Parts = {}): string {
  const text = Buffer.from(parts.text ?? goodText);
  const lines = parts.lines ?? text.toString("base64");
  const { version = "v1", expiry = noon + 30, nonce = hex(16) } = parts;
  const signed = `${version}.${expiry}.${nonce}.${lines}.`;
  return signed + macOf(keys, parts.username ?? "x-ada", signed);
}

/** How a run of the script ended. */
export interface Run {
  /** Exit code, or the signal that ended it. */
  exit: number | string;
  stdout: Buffer;
  stderr: string;
}

/** What a run is given besides what Home Assistant gives. */
export interface RunOptions {
  env?: Record<string, string>;
  /** Options of the shell: `-x`. */
  flags?: string[];
  uid?: number;
  /** Where the output goes; a pipe unless told. */
  stdout?: number;
  /** Runs it in a group of its own, which a tool may kill. */
  detached?: boolean;
}

/** How a home of the script differs from a good one. */
export interface BridgeOptions {
  keys?: Keys[];
  /** Another text of the script, path included. */
  script?: string;
  /** A tool by name: its text, or `null` for none. */
  tools?: Record<string, string | null>;
}

/** A directory with script, keys and marks, as set-up writes it. */
export class Bridge implements Disposable {
  readonly directory: string;

  readonly keys: Keys;

  /** Where the script runs; nothing may ever appear in it. */
  readonly cwd: string;

  private readonly _root: string;

  private readonly _shell: Shell;

  private _memory?: string;

  constructor(shell: Shell, options: BridgeOptions = {}) {
    this._shell = shell;
    this._root = fs.mkdtempSync(join(tmpdir(), "ticket-"));
    fs.chmodSync(this._root, 0o755);
    this.directory = join(this._root, "config", "external_login");
    this.cwd = join(this._root, "cwd");
    fs.mkdirSync(join(this.directory, "used"), { recursive: true });
    for (const name of ["cwd", "tools"]) fs.mkdirSync(join(this._root, name));
    const pairs = options.keys ?? [newKeys()];
    this.keys = pairs[0] ?? newKeys();
    this.writeKeys(
      pairs.map((pair) => `inner ${pair.inner}\nouter ${pair.outer}\n`).join("")
    );
    this.writeScript(options.script ?? ticketScript);
    for (const name of toolNames) {
      fs.symlinkSync(shell.tool(name), this.toolPath(name));
    }
    this.setTime(noon);
    for (const [name, text] of Object.entries(options.tools ?? {})) {
      this.setTool(name, text);
    }
  }

  get script(): string {
    return join(this.directory, "ticket.sh");
  }

  toolPath(name: string): string {
    return join(this._root, "tools", name);
  }

  writeKeys(text: string): void {
    const path = join(this.directory, "keys");
    fs.rmSync(path, { force: true });
    fs.writeFileSync(path, text, { mode: 0o600 });
  }

  writeScript(text: string): void {
    const parts = text.split(pathLine);
    if (parts.length !== 2) throw new Error("the script's path has moved");
    const tools = join(this._root, "tools");
    fs.writeFileSync(this.script, parts.join(`PATH=${tools}\n`));
  }

  /** The clock that the script asks. */
  setTime(now: number | string): void {
    this.setTool("date", `echo ${now}`);
  }

  setTool(name: string, text: string | null): void {
    const path = this.toolPath(name);
    fs.rmSync(path, { force: true });
    if (text === null) return;
    fs.writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }

  /** What runs a tool as it is now, from a place that {@link setTool} spares. */
  commandOf(name: string): string {
    const path = this.toolPath(name);
    if (!fs.lstatSync(path).isSymbolicLink()) {
      return fs.readFileSync(path, "utf8");
    }
    const link = join(this._root, "tools", `real-${name}`, name);
    fs.mkdirSync(dirname(link), { recursive: true });
    if (!fs.existsSync(link)) fs.symlinkSync(fs.readlinkSync(path), link);
    return `'${link}' "$@"`;
  }

  /** From now on {@link calls} says which tools were run. */
  watchTools(before = ""): void {
    for (const name of toolNames) {
      const run = this.commandOf(name);
      const note = `echo ${name} >>'${this._callLog}'`;
      this.setTool(name, [note, before, run].join("\n"));
    }
  }

  /** Names of the tools that were run since the last question. */
  calls(): string[] {
    const log = fs.existsSync(this._callLog)
      ? fs.readFileSync(this._callLog, "utf8")
      : "";
    fs.rmSync(this._callLog, { force: true });
    return log.split("\n").filter(Boolean);
  }

  marks(): string[] {
    return fs.readdirSync(join(this.directory, "used")).sort();
  }

  /** Every file and directory, but for the tools and their log. */
  everything(): string[] {
    return fs
      .readdirSync(this._root, { recursive: true, encoding: "utf8" })
      .filter((path) => !/^tools(\/|$)|^calls$/.test(path))
      .sort();
  }

  run(
    ticket: string | undefined,
    username: string | undefined = "x-ada",
    options: RunOptions = {}
  ): Promise<Run> {
    const env = { ...options.env };
    if (username !== undefined) env["username"] = username;
    if (ticket !== undefined) env["password"] = ticket;
    const [program = "", ...args] = this._shell.argv;
    const all = [...args, ...(options.flags ?? []), this.script];
    const child = spawn(program, all, {
      env,
      cwd: this.cwd,
      stdio: ["ignore", options.stdout ?? "pipe", "pipe"],
      ...(options.uid ? { uid: options.uid, gid: options.uid } : {}),
      detached: options.detached ?? false,
    });
    return ended(child);
  }

  /**
   * Exit codes of one run each, of tickets that hold no line break; raw bytes,
   * which the environment of this process cannot carry. Started by the shell
   * itself, which takes a quarter of the time.
   */
  async codes(tickets: Uint8Array[]): Promise<number[]> {
    const [program = "", ...args] = this._shell.argv;
    const loop = `while IFS= read -r password; do
  export password
  "$@" >>"$output"
  echo $?
done`;
    const list = join(this._root, "list");
    const output = join(this._root, "output");
    const lines = tickets.flatMap((ticket) => [ticket, Buffer.from("\n")]);
    fs.writeFileSync(list, Buffer.concat(lines));
    const child = spawn(
      program,
      [...args, "-c", loop, "sh", program, ...args, this.script],
      {
        env: { username: "x-ada", output },
        cwd: this.cwd,
        stdio: [fs.openSync(list, "r"), "pipe", "inherit"],
      }
    );
    const { stdout } = await ended(child);
    const printed = fs.statSync(output).size;
    for (const path of [list, output]) fs.rmSync(path);
    if (printed > 0) throw new Error(`${printed} bytes were printed`);
    return stdout.toString().trim().split("\n").map(Number);
  }

  /**
   * As many runs of one ticket as asked for, let go in one moment: how often
   * each exit code came, and all that was printed.
   */
  async race(
    ticket: string,
    runs: number
  ): Promise<{ codes: Record<string, number>; printed: string }> {
    const gate = join(this._root, "gate");
    const [program = "", ...args] = this._shell.argv;
    // A pipe opens for its readers when somebody opens it for writing.
    const loop = `at=0
while [ $at -lt ${runs} ]; do
  { : <"$gate"; text=$("$@" || echo $? >&3); echo "$text"; } &
  at=$((at + 1))
done
exec 4>"$gate"
wait`;
    spawnSync("mkfifo", [gate]);
    const child = spawn(
      program,
      [...args, "-c", loop, "sh", program, ...args, this.script],
      {
        env: { username: "x-ada", password: ticket, gate },
        stdio: ["ignore", "pipe", "ignore", "pipe"],
      }
    );
    const refusals: Buffer[] = [];
    child.stdio[3]?.on("data", (chunk: Buffer) => refusals.push(chunk));
    const { stdout } = await ended(child);
    fs.rmSync(gate);
    const codes: Record<string, number> = {};
    const refused = Buffer.concat(refusals).toString().trim().split("\n");
    for (const code of refused) codes[code] = (codes[code] ?? 0) + 1;
    return { codes, printed: stdout.toString().replace(/^\n|(?<=\n)\n+/g, "") };
  }

  /** Making 10,000 directories on a busy disk takes longer than a test. */
  keepMarksInMemory(): void {
    if (!fs.existsSync("/dev/shm")) return;
    this._memory = fs.mkdtempSync("/dev/shm/ticket-");
    const used = join(this.directory, "used");
    fs.rmdirSync(used);
    fs.symlinkSync(this._memory, used);
  }

  [Symbol.dispose](): void {
    if (this._memory) fs.rmSync(this._memory, { recursive: true });
    fs.rmSync(this._root, { recursive: true, force: true });
  }

  private get _callLog(): string {
    return join(this._root, "calls");
  }
}

function ended(child: ReturnType<typeof spawn>): Promise<Run> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) =>
      resolve({
        exit: code ?? signal ?? "unknown",
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString(),
      })
    );
  });
}

/** Asks for all, a few at a time. */
export async function each<Item, Result>(
  items: readonly Item[],
  ask: (item: Item, index: number) => Promise<Result>
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < items.length; at = next++) {
      results[at] = await ask(items[at] as Item, at);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}
