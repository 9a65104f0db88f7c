import { parseArgs } from "node:util";

/** What a person asked for. */
export interface SandboxArguments {
  /** A Home Assistant that runs already. */
  homeAssistant?: string;
  homeAssistantVersion?: string;

  /** A file with a list of providers. */
  provider?: string;

  /** The home's port, and no other. */
  port?: number;
  /** The companion app too, in a browser's window. */
  companion: boolean;
  json: boolean;
  help: boolean;
}

/** What was typed cannot be understood; `message` is for who typed it. */
export class UsageError extends Error {
  readonly name = "UsageError";

  readonly code = "usage";
}

export const help = `npm start -- [options]

Opens a whole home on this machine: an OpenID provider, a real Home Assistant
and the gateway in front of it. Ctrl-C ends all of it.

  --home-assistant URL         a Home Assistant that runs already, instead of
                               one of its own
  --home-assistant-version V   the release to install and start
  --provider FILE              your own providers, instead of the one inside: a
                               YAML list as under "providers" in a
                               configuration
  --port N                     the home's port (8130, or another if that is
                               taken)
  --companion                  our companion app too, in a browser's window;
                               "npm run companion" says the same
  --json                       one line of JSON when everything is open
  --help                       this
`;

/** @throws {UsageError} naming what is wrong. */
export function readArguments(argv: string[]): SandboxArguments {
  const { values } = parse(argv);
  const read: SandboxArguments = {
    companion: values.companion ?? false,
    json: values.json ?? false,
    help: values.help ?? false,
  };
  if (values["home-assistant"] !== undefined) {
    read.homeAssistant = readOrigin(values["home-assistant"]);
  }
  if (values["home-assistant-version"] !== undefined) {
    read.homeAssistantVersion = readVersion(values["home-assistant-version"]);
  }
  if (read.homeAssistant && read.homeAssistantVersion) {
    throw new UsageError(
      "--home-assistant has its own version: leave out --home-assistant-version"
    );
  }
  if (values.provider !== undefined) read.provider = values.provider;
  if (values.port !== undefined) read.port = readPort(values.port);
  return read;
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        "home-assistant": { type: "string" },
        "home-assistant-version": { type: "string" },
        provider: { type: "string" },
        port: { type: "string" },
        companion: { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "", {
      cause: error,
    });
  }
}

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== "/") {
    throw new UsageError(
      "--home-assistant needs an address without a path, such as http://192.168.1.10:8123"
    );
  }
  return url.origin;
}

function readVersion(text: string): string {
  if (/^\d{4}\.\d{1,2}\.\d{1,2}$/.test(text)) return text;
  throw new UsageError(
    "--home-assistant-version needs a release, such as 2026.11.0"
  );
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new UsageError("--port needs a number from 1 to 65535");
}
