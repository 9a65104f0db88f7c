import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, describe, it } from "node:test";
import { StoreUnusableError } from "@ha-external-login/flow";
import { storeContract } from "../../../packages/flow/test/store-contract.ts";
import { createSqliteStore } from "../src/store/sqlite.ts";

const folder = mkdtempSync(join(tmpdir(), "store-"));
const noon = 1_764_000_000;
let files = 0;

after(() => rmSync(folder, { recursive: true }));

function newPath(): string {
  files += 1;
  return join(folder, `${files}.sqlite`);
}

storeContract("sqlite", (recordsCount) =>
  createSqliteStore(newPath(), recordsCount)
);

// Two gateways that share a file must not both let one login through, and a
// gateway that was killed must not forget whom it let through.
describe("createSqliteStore", () => {
  it("decides single use between two connections", async () => {
    const path = newPath();
    const stores = [createSqliteStore(path), createSqliteStore(path)] as const;
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        stores[at % 2 === 0 ? 0 : 1].consume("a", noon + 60)
      )
    );
    assert.equal(answers.filter(Boolean).length, 1);
    await Promise.all(stores.map((store) => store.close()));
  });

  it("decides single use between processes", async () => {
    const path = newPath();
    const workers = Array.from({ length: 4 }, () => startWorker(path));
    const outputs = await Promise.all(workers.map(readAll));
    const wins = outputs.join("").split("\n").filter(Boolean);
    assert.equal(wins.length, 200);
    assert.equal(new Set(wins).size, 200);
  });

  it("keeps its records when a process is killed", async () => {
    const path = newPath();
    const worker = startWorker(path, "stay");
    await once(worker.stdout ?? worker, "data");
    worker.kill("SIGKILL");
    await once(worker, "exit");
    const store = createSqliteStore(path);
    assert.equal(await store.consume("id 0", noon + 60), false);
    assert.equal(await store.get("person", "a"), "value");
    await store.close();
  });

  it("keeps its files to its owner", async () => {
    const path = newPath();
    const store = createSqliteStore(path);
    await store.set("secret", "a", "value");
    for (const suffix of ["", "-wal", "-shm"]) {
      assert.equal(statSync(path + suffix).mode % 0o1000, 0o600, suffix);
    }
    await store.close();
  });

  it("F20: starts without its folder, and recovers by itself", async () => {
    const blocker = newPath();
    const store = createSqliteStore(join(blocker, "store.sqlite"));
    writeFileSync(blocker, "");
    await assert.rejects(store.consume("a", noon + 60), StoreUnusableError);
    rmSync(blocker);
    assert.equal(await store.consume("a", noon + 60), true);
    await store.close();
  });

  it("F23: refuses a file that is no store, and does not touch it", async () => {
    const path = newPath();
    writeFileSync(path, "something else altogether".repeat(100));
    const before = statSync(path).size;
    const store = createSqliteStore(path);
    await assert.rejects(store.get("person", "a"), StoreUnusableError);
    assert.equal(statSync(path).size, before);
    await store.close();
  });

  it("refuses a file of another release", async () => {
    const path = newPath();
    const other = new DatabaseSync(path);
    other.exec("PRAGMA user_version = 99");
    other.close();
    const store = createSqliteStore(path);
    await assert.rejects(store.get("person", "a"), StoreUnusableError);
    await store.close();
  });
});

/** Consumes ids and prints those that it won. */
function startWorker(path: string, then = ""): ChildProcess {
  const source = new URL("../src/store/sqlite.ts", import.meta.url).href;
  const script = `
    import { createSqliteStore } from ${JSON.stringify(source)};
    const store = createSqliteStore(${JSON.stringify(path)});
    await store.set("person", "a", "value");
    for (let at = 0; at < 200; at += 1) {
      if (await store.consume("id " + at, ${noon + 60})) console.log(at);
    }
    ${then === "stay" ? "setInterval(() => {}, 1000);" : "await store.close();"}
  `;
  return spawn(
    process.execPath,
    ["--no-warnings", "--input-type=module-typescript", "--eval", script],
    { stdio: ["ignore", "pipe", "inherit"] }
  );
}

async function readAll({ stdout }: ChildProcess): Promise<string> {
  let text = "";
  for await (const chunk of stdout ?? []) text += String(chunk);
  return text;
}
