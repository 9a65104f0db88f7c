import { bootstrap } from "./support/install/bootstrap.mjs";

await bootstrap("test/support/run/main.ts", process.argv.slice(2));
