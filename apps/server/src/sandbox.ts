import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Arguments, Command } from "./command.ts";

const main = new URL("../../sandbox/src/main.ts", import.meta.url);

export const command: Command = {
  usage: "sandbox [--home-assistant URL] [--provider FILE] [--port N]",
  help: `Opens a whole home on this machine to try things in, until Ctrl-C: an OpenID
provider, a real Home Assistant and the gateway in front of it.

  --home-assistant URL         a Home Assistant that runs already
  --home-assistant-version V   the release to install and start
  --provider FILE              a YAML list of providers, as in the configuration
  --port N                     the home's port
  --json                       one line of JSON when everything is open`,
  options: {
    "home-assistant": { type: "string" },
    "home-assistant-version": { type: "string" },
    provider: { type: "string" },
    port: { type: "string" },
    json: { type: "boolean" },
  },
  run: sandbox,
};

/** The sandbox ends what it started by itself, so it is a process of its own. */
async function sandbox({ values }: Arguments): Promise<number> {
  const typed = Object.entries(values).map(([name, value]) =>
    value === true ? `--${name}` : `--${name}=${String(value)}`
  );
  const child = spawn(process.execPath, [fileURLToPath(main), ...typed], {
    stdio: "inherit",
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => child.kill(signal));
  }
  const [code] = await once(child, "exit");
  return typeof code === "number" ? code : 1;
}
