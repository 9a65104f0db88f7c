import { spawn } from "node:child_process";

/** What a `command_line` script said about a username and a password. */
export interface TicketAnswer {
  /** Whether it ended with 0. */
  ok: boolean;
  /** Standard output, as Home Assistant reads it. */
  lines: string[];
}

/** Checks a ticket, in the place of the script. */
export type CheckTicket = (
  username: string,
  password: string
) => TicketAnswer | Promise<TicketAnswer>;

/**
 * Runs a POSIX script as Home Assistant does: nothing in the environment but
 * `username` and `password`, and no limit of time.
 */
export function runScript(path: string): CheckTicket {
  return (username, password) =>
    new Promise((resolve) => {
      const child = spawn("/bin/sh", [path], {
        env: { username, password },
        stdio: ["ignore", "pipe", "ignore"],
      });
      const chunks: Uint8Array[] = [];
      child.stdout.on("data", (chunk: Uint8Array) => chunks.push(chunk));
      child.on("error", () => resolve({ ok: false, lines: [] }));
      child.on("close", (code) =>
        resolve({ ok: code === 0, lines: linesOf(Buffer.concat(chunks)) })
      );
    });
}

/** Lines end at CR, LF or both; one that is not UTF-8 is dropped. */
function linesOf(output: Uint8Array): string[] {
  const lines: string[] = [];
  for (const line of Buffer.from(output)
    .toString("latin1")
    .split(/\r\n|\r|\n/)) {
    try {
      const bytes = Buffer.from(line, "latin1");
      lines.push(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch {
      continue;
    }
  }
  return lines;
}

/** What the lines say; the last of a key wins. */
export function readLines(lines: string[]): Record<string, string> {
  const said: Record<string, string> = {};
  for (const line of lines) {
    const [, key = "", value = ""] = /^([^=]*)=(.*)$/s.exec(line) ?? [];
    const name = key.trim();
    if (line.trimStart().startsWith("#")) continue;
    if (["name", "group", "local_only"].includes(name)) {
      said[name] = value.trim();
    }
  }
  return said;
}
