import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { needsHomeAssistant } from "../../../test/support/needs.ts";

const program = fileURLToPath(new URL("../start.mjs", import.meta.url));

interface Ended {
  code: number | string;
  stdout: string;
  stderr: string;
}

function run(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr })
    );
  });
}

// Lost: what a newcomer reads when something is in the way.
describe("npm start", () => {
  it("says what can be asked of it", async () => {
    const { code, stdout } = await run("--help");
    assert.equal(code, 0);
    for (const option of [
      "--home-assistant URL",
      "--home-assistant-version V",
      "--provider FILE",
      "--port N",
      "--json",
    ]) {
      assert.ok(stdout.includes(option), option);
    }
  });

  it("says what is wrong with a typing mistake, and ends with 2", async () => {
    const { code, stderr } = await run("--jsno");
    assert.equal(code, 2);
    assert.match(stderr, /--jsno/);
  });

  it("names a port that is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await run("--port", `${port}`);
    server.close();
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`^Port ${port} is taken`, "m"));
    assert.doesNotMatch(stderr, /^\s+at /m);
  });

  it("says that no Home Assistant answers where it should", async () => {
    const { code, stderr } = await run(
      "--home-assistant",
      "http://127.0.0.1:1"
    );
    assert.equal(code, 1);
    assert.match(stderr, /No Home Assistant answers at http:\/\/127.0.0.1:1/);
  });
});

const skip = await needsHomeAssistant();

// Lost: the five minutes in which somebody decides whether this works.
describe("npm start with everything", { skip }, () => {
  let child: ChildProcess | undefined;

  after(() => child?.kill("SIGKILL"));

  it("opens a home, says so in one line, and leaves nothing behind", async () => {
    child = spawn(process.execPath, [program, "--json"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    assert.ok(child.stdout);
    const lines = createInterface(child.stdout);
    const [line] = (await once(lines, "line")) as [string];
    const open = JSON.parse(line);
    assert.equal(open.homeAssistant.kind, "real");
    assert.equal(open.people.length, 3);

    const { providers } = (await ask(`${open.url}/auth/providers`)) as {
      providers: { name: string; type: string }[];
    };
    const names = providers.map(({ name }) => name);
    assert.ok(names.includes(open.provider.name), names.join(", "));
    assert.ok(!providers.some(({ type }) => type === "command_line"));
    assert.notEqual(
      new URL(open.url).hostname,
      new URL(open.provider.issuer).hostname
    );

    child.kill("SIGTERM");
    const [code] = await once(child, "exit");
    assert.equal(code, 0);
    for (const url of [
      open.url,
      open.homeAssistant.url,
      open.provider.issuer,
    ]) {
      await assert.rejects(fetch(url), url);
    }
  });
});

async function ask(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}
