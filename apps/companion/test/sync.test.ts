/** `cap sync` in a copy: what it writes by itself has to be what is committed. */
import assert from "node:assert/strict";
import {
  cp,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { run, which } from "../../../test/support/program.ts";

const here = new URL("../", import.meta.url).pathname;

const modules = new URL("../../../node_modules/", import.meta.url).pathname;

/** Files that git has, or would have if they were added now. */
async function committed(): Promise<string[]> {
  const listed = await run(
    [
      "git",
      "ls-files",
      "--cached",
      "--others",
      "--exclude-standard",
      "android",
      "ios",
    ],
    { cwd: here }
  );
  return [...new Set(listed.trim().split("\n"))];
}

// Whoever syncs before a build must not be left with changes that nobody made.
const skip = which("git") ? false : "git missing; enable with: apt install git";
describe("cap sync", { skip }, () => {
  let copy: string;
  let app: string;

  before(async () => {
    copy = await realpath(await mkdtemp(join(tmpdir(), "companion-")));
    app = join(copy, "apps/companion");
    // As deep as here: what is written holds paths to the plugins.
    for (const file of [
      "package.json",
      "capacitor.config.ts",
      ...(await committed()),
    ]) {
      await cp(join(here, file), join(app, file));
    }
    await mkdir(join(app, "dist"));
    await writeFile(join(app, "dist/index.html"), "<!doctype html>");
    await cp(
      join(modules, "@capacitor"),
      join(copy, "node_modules/@capacitor"),
      {
        recursive: true,
        filter: (path) => !path.includes("/cli/"),
      }
    );
    await symlink(
      join(modules, "typescript"),
      join(copy, "node_modules/typescript")
    );
  });

  after(() => rm(copy, { recursive: true }));

  const cap = (...args: string[]) =>
    run(
      [
        process.execPath,
        join(modules, "@capacitor/cli/bin/capacitor"),
        ...args,
      ],
      { cwd: app, env: { ...process.env, CI: "1" } }
    );

  for (const time of ["first", "second"]) {
    it(`changes nothing that is committed, the ${time} time`, async () => {
      await cap("sync");
      for (const file of await committed()) {
        const before = await readFile(join(here, file));
        const now = await readFile(join(app, file));
        assert.ok(before.equals(now), file);
      }
    });
  }

  // The bridge is given to what the platforms read, not to what we wrote.
  it("M26: builds a configuration without a server, for both platforms", async () => {
    for (const path of [
      "android/app/src/main/assets/capacitor.config.json",
      "ios/App/App/capacitor.config.json",
    ]) {
      const built = JSON.parse(await readFile(join(app, path), "utf8"));
      assert.equal(built.server, undefined, path);
      assert.equal(built.appId, "io.github.haexternallogin.companion", path);
      assert.equal(built.plugins.CapacitorHttp.enabled, false, path);
    }
  });
});
