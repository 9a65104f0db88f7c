/**
 * `npm start`: the app in a browser's window, in front of a gateway of this
 * machine that runs already. A sandbox starts it by itself.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { startDesktop } from "./server.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8133" },
    "home-port": { type: "string", default: "8132" },
    "gateway-port": { type: "string", default: "8124" },
  },
});

const homePort = Number(values["home-port"]);

const desktop = await startDesktop({
  port: Number(values.port),
  homePort,
  gatewayPort: Number(values["gateway-port"]),
});

process.stdout.write(`
  The app is open: ${desktop.url}
  Its home: ${desktop.home}, which the gateway's configuration has to name:

    also: [${desktop.home}]

  Ctrl-C ends it.
`);

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(name, () => void desktop.stop().then(() => process.exit(0)));
}
process.once("disconnect", () => process.exit(1));
