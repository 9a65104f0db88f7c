import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type Program, start } from "../program.ts";
import {
  type Environment,
  interpret,
  pythonEnvironment,
} from "./environment.ts";
import { systemToken } from "./seed.ts";
import { openSocket, type Socket } from "./socket.ts";

/** No Home Assistant could be started; `message` says why. */
export class NoHomeAssistantError extends Error {
  readonly name = "NoHomeAssistantError";

  readonly code = "no_home_assistant";
}

/** Home Assistant's way to say: start me again. */
const startAgain = 100;

/**
 * Flags of the first start of a release, which installs what core's parts
 * need. Two parts of voice control would need a compiler and are left out.
 */
export const installs = ["--skip-pip-packages", "pymicro-vad,pyspeex-noise"];

/** Flags of every later one: three times as fast, silent on the network. */
export const installsNothing = ["--skip-pip"];

/** The process, which may be replaced by another in the same home. */
export class Instance {
  private readonly _environment: Environment;

  private readonly _configDir: string;

  private readonly _inside: string;

  private readonly _url: string;

  private readonly _log: string;

  private readonly _flags: string[];

  private _program?: Program;

  private _ending = false;

  constructor(
    environment: Environment,
    configDir: string,
    inside: string,
    url: string,
    log: string,
    flags: string[]
  ) {
    this._environment = environment;
    this._configDir = configDir;
    this._inside = inside;
    this._url = url;
    this._log = log;
    this._flags = flags;
  }

  async begin(): Promise<void> {
    this._ending = false;
    const program = await this._launch();
    let ended: number | string | undefined;
    void program.ended.then((how) => (ended = how));
    for (const deadline = performance.now() + 120_000; ;) {
      if (await this._answers()) return;
      if (ended !== undefined && ended !== startAgain) break;
      if (performance.now() > deadline) break;
      await sleep(100);
    }
    await this.end("SIGKILL");
    const printed = await readFile(this._log, "utf8");
    throw new NoHomeAssistantError(
      ended === undefined ? "It did not answer in 120 s" : `It ended: ${ended}`,
      { cause: { printed: printed.split("\n").slice(-20).join("\n") } }
    );
  }

  async end(how: "SIGTERM" | "SIGKILL"): Promise<void> {
    this._ending = true;
    const program = this._program;
    if (!program) return;
    program.signal(how);
    const patience = new AbortController();
    await Promise.race([
      program.ended,
      sleep(30_000, undefined, { signal: patience.signal }).catch(() => {}),
    ]);
    patience.abort();
    program.signal("SIGKILL");
    await program.ended;
  }

  async restart(): Promise<void> {
    if (!this._ending) {
      await this.waitRunning();
      await this.end("SIGTERM");
    }
    await this.begin();
  }

  administer(): Promise<Socket> {
    const token = systemToken(Math.floor(Date.now() / 1000));
    return openSocket(this._url, token);
  }

  async waitRunning(): Promise<void> {
    for (const deadline = performance.now() + 120_000; ;) {
      if ((await this._state()) === "RUNNING") return;
      if (performance.now() > deadline) {
        throw new NoHomeAssistantError("It was not RUNNING after 120 s");
      }
      await sleep(200);
    }
  }

  private async _launch(): Promise<Program> {
    const { python } = this._environment;
    const argv = await interpret(
      this._environment,
      ["-m", "homeassistant", "-c", this._inside, ...this._flags],
      python.apart ? { [this._inside]: this._configDir } : {}
    );
    const program = start(argv, {
      cwd: this._configDir,
      env: pythonEnvironment(),
      log: this._log,
    });
    this._program = program;
    void program.ended.then(async (how) => {
      if (how === startAgain && !this._ending) await this._launch();
    });
    return program;
  }

  private async _answers(): Promise<boolean> {
    try {
      const response = await fetch(`${this._url}/auth/providers`);
      const body = (await response.json()) as { code?: string };
      return response.ok || body.code === "onboarding_required";
    } catch {
      return false;
    }
  }

  private async _state(): Promise<string | undefined> {
    try {
      const socket = await this.administer();
      const config = await socket.call<{ state: string }>("get_config");
      socket.close();
      return config.state;
    } catch {
      return undefined;
    }
  }
}
