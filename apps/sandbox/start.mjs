import { bootstrap } from "../../test/support/install/bootstrap.mjs";

await bootstrap("apps/sandbox/src/main.ts", process.argv.slice(2));
