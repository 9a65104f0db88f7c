import type { Arguments, Command } from "./command.ts";
import { loadConfiguration } from "./configuration.ts";
import { startServer } from "./start-server.ts";

export const command: Command = {
  usage: "serve [--configuration FILE]",
  help: `Opens the gateway and stays, until it is told to stop.

  --configuration FILE  the configuration; configuration.yaml here if left out`,
  options: { configuration: { type: "string", short: "c" } },
  run: serve,
};

/** Ends with 0 on SIGTERM and SIGINT; a second one does not wait. */
async function serve({ values }: Arguments): Promise<number> {
  const path = String(values["configuration"] ?? "configuration.yaml");
  const told = new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, () => resolve());
    }
  });
  const server = await startServer({
    configuration: loadConfiguration(path, process.env),
  });
  await told;
  await server.stop();
  return 0;
}
