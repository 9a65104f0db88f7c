/**
 * What this project relies on Home Assistant for, as one list of cases. The
 * same list is run against the stand-in and against the real one, so that a
 * test with the stand-in means something.
 *
 * @module
 */
import { continueCases } from "./contract/continue.ts";
import { createCases } from "./contract/create.ts";
import { endCases } from "./contract/end.ts";
import { pageCases } from "./contract/page.ts";
import { proxyCases } from "./contract/proxy.ts";
import { secondFactorCases } from "./contract/second-factor.ts";
import { socketCases } from "./contract/socket.ts";
import type { Case } from "./contract/subject.ts";
import { tokenCases } from "./contract/token.ts";

export type { Case, Subject } from "./contract/subject.ts";
export { contractScript } from "./contract/subject.ts";

export const contract: Case[] = [
  ...pageCases,
  ...createCases,
  ...continueCases,
  ...tokenCases,
  ...socketCases,
  ...secondFactorCases,
  ...proxyCases,
  ...endCases,
];
