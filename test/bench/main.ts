/**
 * `npm run bench`: figures beside what they must be, each measured with its
 * yardstick in the same run. Wall-clock times of a shared machine say little,
 * so these are CPU times per unit, counts and ratios; nothing here fails a
 * test.
 *
 * @module
 */
import { login } from "./login.ts";
import { proxy } from "./proxy.ts";
import { size } from "./size.ts";

/** One line of the table. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** Not more than this, or less with `atLeast`. */
  must: number;
  atLeast?: true;
  /** What the same run measured beside it. */
  yardstick?: string;
}

const benches: Record<string, () => Promise<Figure[]>> = { size, login, proxy };

const asked = process.argv.slice(2);
if (asked.includes("--help") || asked.some((name) => !(name in benches))) {
  console.log(`npm run bench -- [${Object.keys(benches).join("] [")}]`);
  process.exit(asked.includes("--help") ? 0 : 2);
}
const short: string[] = [];
for (const [name, run] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n${name}`);
  for (const figure of await run()) {
    const { value, must, atLeast, unit, yardstick } = figure;
    const good = atLeast === true ? value >= must : value <= must;
    if (!good) short.push(figure.name);
    const bound = `${atLeast === true ? "≥" : "≤"} ${must} ${unit}`;
    console.log(
      `  ${good ? "ok   " : "SHORT"} ${figure.name}: ${round(value)} ${unit} (${bound}${yardstick === undefined ? "" : `; ${yardstick}`})`
    );
  }
}
console.log(
  short.length === 0
    ? "\nEvery figure is where it must be."
    : `\nShort of what they must be: ${short.join("; ")}.`
);

function round(value: number): number {
  return Number(value.toPrecision(3));
}
