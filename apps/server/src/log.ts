import { writeSync } from "node:fs";
import type { Log } from "@ha-external-login/gateway";

/** Names of facts that are never written, whatever they hold. */
const secretName =
  /secret|token|ticket|cookie|authorization|password|verifier|nonce|challenge|bridge_?keys?/i;

/** What looks drawn at random: a code, a key, something sealed. */
const secretText = /(?=[\w-]*\d)[\w-]{32,}/g;

/** Where an address carries what only its reader should see. */
const query = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>?#]*)[?#][^\s"'<>]*/gi;

/** Controls, line ends and marks that turn text around, beyond JSON's own. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const textLength = 500;

const depth = 4;

/** Where lines go. */
export interface Destination {
  write(line: string): void;
}

/**
 * A log of one JSON line per event. What is a secret by its name is left out,
 * an address loses its query, and nothing can start a line or move a cursor.
 */
export function createLog(destination: Destination = standardOutput): Log {
  const write =
    (level: string) =>
    (event: string, facts: Facts = {}) => {
      const time = new Date().toISOString();
      const line = { level, time, ...clean(facts), event };
      destination.write(`${JSON.stringify(line)}\n`);
    };
  return { info: write("info"), warn: write("warn"), error: write("error") };
}

/** At once: what a process says last must not be lost with it. */
const standardOutput: Destination = { write: (line) => writeSync(1, line) };

type Facts = Record<string, unknown>;

function clean(facts: Facts, level = 0): Facts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      secretName.test(name) ? "[redacted]" : cleanValue(name, value, level),
    ])
  );
}

function cleanValue(name: string, value: unknown, level: number): unknown {
  if (typeof value === "string") return cleanText(name, value);
  if (typeof value !== "object" || value === null) return value;
  if (level >= depth) return "[deep]";
  if (value instanceof Error) {
    const { code } = value as { code?: unknown };
    return clean({ name: value.name, code, message: value.message }, level + 1);
  }
  if (Array.isArray(value)) {
    return value.slice(0, 20).map((one) => cleanValue(name, one, level + 1));
  }
  return clean(value as Facts, level + 1);
}

/** Ids of Home Assistant's users look random, and are no secret. */
function cleanText(name: string, text: string): string {
  const cut = text.length > textLength ? `${text.slice(0, textLength)}…` : text;
  const bare = cut.replace(query, "$1");
  const known = name.endsWith("_id")
    ? bare
    : bare.replace(secretText, "[redacted]");
  return known.replace(
    unprintable,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`
  );
}
