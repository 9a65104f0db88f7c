import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "undici";
import type { Figure } from "./main.ts";
import { cpuOf, rssOf, threeRounds } from "./measure.ts";

/** Requests of one round, and how many at once. */
const count = 4000;
const connections = 50;

/** What passing Home Assistant's own traffic on costs. */
export async function proxy(): Promise<Figure[]> {
  const upstream = await start("upstream.ts", []);
  const url = `http://127.0.0.1:${upstream.port}`;
  const bare = await start("under-test.ts", ["bare", url]);
  const gateway = await start("under-test.ts", ["gateway", url]);
  try {
    const yardstick = await threeRounds(() => cpuPerRequest(bare));
    const ours = await threeRounds(() => cpuPerRequest(gateway));
    return [
      {
        name: "gateway: CPU per proxied request",
        value: ours.median,
        unit: "µs",
        must: 80,
        yardstick: `bare undici dispatch ${yardstick.median.toFixed(0)} µs (${yardstick.low.toFixed(0)}–${yardstick.high.toFixed(0)}), ours ${ours.low.toFixed(0)}–${ours.high.toFixed(0)}`,
      },
      {
        name: "gateway: CPU against bare undici dispatch",
        value: ours.median / yardstick.median,
        unit: "×",
        must: 1.25,
      },
      {
        name: "gateway: memory after that",
        value: rssOf(Number(gateway.child.pid)),
        unit: "MB",
        must: 160,
      },
    ];
  } finally {
    for (const { child } of [upstream, bare, gateway]) child.kill();
  }
}

interface Started {
  child: ChildProcess;
  port: number;
}

async function start(file: string, args: string[]): Promise<Started> {
  const path = new URL(file, import.meta.url).pathname;
  const child = spawn(process.execPath, [path, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout, "data");
  return { child, port: Number(String(line)) };
}

async function cpuPerRequest({ child, port }: Started): Promise<number> {
  const dispatcher = new Agent({ connections, pipelining: 1 });
  const before = cpuOf(Number(child.pid));
  const worker = async () => {
    for (let at = 0; at < count / connections; at += 1) {
      const { body, statusCode } = await request(
        `http://127.0.0.1:${port}/api/states/light.kitchen`,
        { dispatcher, headers: { host: "localhost:1" } }
      );
      if (statusCode !== 200) throw new Error(`answered ${statusCode}`);
      await body.dump();
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  await dispatcher.close();
  return ((cpuOf(Number(child.pid)) - before) * 1000) / count;
}
