import { bootstrap } from "../../test/support/install/bootstrap.mjs";

await bootstrap("apps/companion/desktop/main.ts", process.argv.slice(2));
