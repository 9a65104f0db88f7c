/**
 * Which rows of the catalogue have a test, and which tests have a row.
 *
 *     node test/conformance/rows.ts
 *
 * Whether a test asserts what its row says is not decided here.
 *
 * @module
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A rule or row of the catalogue. */
export interface Row {
  /** `A49` */
  id: string;
  title: string;
  /** `this release`, or `later: ` and the work that brings it. */
  comesWith: string;
}

/** A test that says which row it is for. */
export interface NamedTest {
  /** Row number without the letter that tells two tests apart. */
  row: string;
  file: string;
  name: string;
}

/** What is missing on either side. */
export interface Comparison {
  rows: Row[];
  tests: NamedTest[];
  /** Rows of this release without a test. */
  owed: Row[];
  /** Rows that come later, without a test. */
  later: Row[];
  /** Tests whose number is in no row. */
  strangers: NamedTest[];
}

/** The project's own folder. */
export const root = join(import.meta.dirname, "../..");

/** Reads the rows of a catalogue, rules (`S`) among them. */
export function readRows(catalogue: string): Row[] {
  const rows: Row[] = [];
  let column = -1;
  for (const line of catalogue.split("\n")) {
    const cells = cellsOf(line);
    const [id = "", title = ""] = cells;
    if (id === "#") column = cells.indexOf("Comes with");
    if (!/^[NAMFZS]\d+$/.test(id)) continue;
    rows.push({ id, title, comesWith: cells[column] ?? "" });
  }
  return rows;
}

/** Reads the numbers that the tests of a file carry. */
export function readTests(file: string, source: string): NamedTest[] {
  const tests: NamedTest[] = [];
  for (const { 1: skipped, 2: numbers = "", 3: name = "" } of source.matchAll(
    namedTest
  )) {
    if (skipped !== undefined) continue;
    for (const [row] of numbers.matchAll(/[NAMFZ]\d+/g)) {
      tests.push({ row, file, name: `${numbers}: ${name.trim()}` });
    }
  }
  return tests;
}

/** Holds rows against tests. */
export function compare(all: Row[], tests: NamedTest[]): Comparison {
  const rows = all.filter(({ id }) => !id.startsWith("S"));
  const known = new Set(rows.map(({ id }) => id));
  const tested = new Set(tests.map(({ row }) => row));
  const untested = rows.filter(({ id }) => !tested.has(id));
  return {
    rows,
    tests,
    owed: untested.filter(isOfThisRelease),
    later: untested.filter((row) => !isOfThisRelease(row)),
    strangers: tests.filter(({ row }) => !known.has(row)),
  };
}

/** Whether a row, or a part of it, is owed now. */
export function isOfThisRelease({ comesWith }: Row): boolean {
  return comesWith.startsWith("this release");
}

/** The rows of the project's catalogue. */
export function projectRows(): Row[] {
  const file = join(root, "test/conformance/catalogue.md");
  return readRows(readFileSync(file, "utf8"));
}

/** The project's tests that carry a number. */
export function projectTests(): NamedTest[] {
  return globSync(
    [
      "{packages/*/test,apps/*/test,test}/**/*.test.ts",
      // Tests that several files run, each on a release and in a browser.
      "test/e2e/**/*.ts",
    ],
    {
      cwd: root,
      exclude: ["**/node_modules/**", "test/conformance/rows.test.ts"],
    }
  )
    .sort()
    .flatMap((file) => readTests(file, readFileSync(join(root, file), "utf8")));
}

/** The comparison in words, for a terminal. */
export function describeRows(comparison: Comparison): string {
  const { rows, tests, owed, later, strangers } = comparison;
  const tested = rows.length - owed.length - later.length;
  const count = rows.filter(isOfThisRelease).length;
  const lines = [
    `${rows.length} rows, ${count} of this release; ${tested} have a test`,
    `${tests.length} tests carry a number`,
    `${owed.length} rows of this release without a test`,
    ...owed.map(({ id, title }) => `  ${id} ${title}`),
    `${strangers.length} tests without a row`,
    ...strangers.map(({ file, name }) => `  ${file}: ${name}`),
    `${later.length} rows that come later, without a test`,
  ];
  const work = new Set(later.map(({ comesWith }) => comesWith));
  for (const one of work) {
    const waiting = later.filter(({ comesWith }) => comesWith === one);
    lines.push(`  ${one}: ${waiting.map(({ id }) => id).join(" ")}`);
  }
  return lines.join("\n");
}

/** A test's name, wherever it is written, with or without the `it` before. */
const namedTest =
  /(\.(?:skip|todo)\(\s*)?["'`]([NAMFZ]\d+[a-z]?(?:(?:, | and )[NAMFZ]\d+[a-z]?)*(?:\$\{[^}]*\})?): ([^"'`\n]*)/g;

function cellsOf(line: string): string[] {
  if (!line.startsWith("|")) return [];
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}

if (import.meta.main) {
  const comparison = compare(projectRows(), projectTests());
  console.log(describeRows(comparison));
  const { owed, strangers } = comparison;
  process.exitCode = owed.length + strangers.length === 0 ? 0 : 1;
}
