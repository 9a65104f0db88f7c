import { readFileSync } from "node:fs";

/** How a figure spread over the rounds. */
export interface Spread {
  median: number;
  low: number;
  high: number;
}

/** Three rounds after one that warms up. */
export async function threeRounds(
  round: () => Promise<number>
): Promise<Spread> {
  await round();
  const values: number[] = [];
  for (let at = 0; at < 3; at += 1) values.push(await round());
  values.sort((a, b) => a - b);
  const [low = 0, median = 0, high = 0] = values;
  return { median, low, high };
}

/** CPU milliseconds of this process for each of `count` units. */
export async function cpuPerUnit(
  count: number,
  unit: () => Promise<void>
): Promise<number> {
  const before = process.cpuUsage();
  for (let at = 0; at < count; at += 1) await unit();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / count;
}

/** CPU milliseconds that another process has used so far. */
export function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  // Ticks of 10 ms, the same on every Linux that Node runs on.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Resident memory of another process, in MB. */
export function rssOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
