import { availableParallelism } from "node:os";

/** A part of the tests, run with one tool. */
export type Stage =
  | { name: string; kind: "tool"; argv: string[] }
  | { name: string; kind: "component" }
  | {
      name: string;
      kind: "tests";
      files: string[];
      concurrency: number;
      /** Longest that one test may take, with what it opens and closes. */
      testMinutes: number;
      /** Longest that all of them may take: what hangs is ended, and told. */
      minutes: number;
      /** Tells of each test as it ends: they take long. */
      tells: boolean;
    };

/** A browser and a Home Assistant together keep two cores busy. */
const walks = Math.min(2, Math.max(1, Math.floor(availableParallelism() / 2)));

/** What there is, in the order in which a mistake is cheapest to find. */
export const stages: Stage[] = [
  { name: "types", kind: "tool", argv: ["tsc"] },
  {
    name: "lint",
    kind: "tool",
    argv: ["eslint", "-c", "test/lint/eslint.config.js", "."],
  },
  { name: "format", kind: "tool", argv: ["prettier", "--check", "."] },
  {
    name: "unit",
    kind: "tests",
    files: [
      "packages/*/test/**/*.test.ts",
      "apps/*/test/**/*.test.ts",
      "test/support/**/*.test.ts",
    ],
    concurrency: 2,
    testMinutes: 3,
    minutes: 25,
    tells: false,
  },
  {
    name: "conformance",
    kind: "tests",
    files: ["test/conformance/**/*.test.ts"],
    concurrency: 2,
    testMinutes: 5,
    minutes: 15,
    tells: false,
  },
  {
    name: "surface",
    kind: "tests",
    files: ["test/surface/**/*.test.ts"],
    concurrency: 1,
    testMinutes: 3,
    minutes: 3,
    tells: false,
  },
  { name: "component", kind: "component" },
  {
    name: "pages",
    kind: "tests",
    files: ["test/pages/**/*.test.ts"],
    concurrency: 2,
    testMinutes: 3,
    minutes: 20,
    tells: true,
  },
  {
    name: "e2e",
    kind: "tests",
    files: ["test/e2e/**/*.test.ts"],
    concurrency: walks,
    testMinutes: 4,
    minutes: 45,
    tells: true,
  },
];

/**
 * The stages of those names, or all, always in their own order.
 *
 * @throws if there is none of that name.
 */
export function chooseStages(names: string[]): Stage[] {
  const unknown = names.find((name) => !stages.some((s) => s.name === name));
  if (unknown !== undefined) {
    const known = stages.map(({ name }) => name).join(", ");
    throw new Error(`There is no stage "${unknown}". There are: ${known}.`);
  }
  if (names.length === 0) return stages;
  return stages.filter(({ name }) => names.includes(name));
}
