/** The manifest as Android's own tool reads it, where there is that tool. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { needsPrograms } from "../../../test/support/needs.ts";
import { run } from "../../../test/support/program.ts";
import { scheme } from "../src/link.ts";

const main = new URL("../android/app/src/main/", import.meta.url).pathname;

/** Android's own resources, as Debian packages them. */
const framework = "/usr/share/android-framework-res/framework-res.apk";

const skip =
  needsPrograms({ aapt: "aapt" }) ||
  (existsSync(framework)
    ? false
    : "android-framework-res missing; enable with: sudo apt-get install android-framework-res");

/** Stand for styles of libraries that only a whole build would bring. */
const styles = `<resources>
  <style name="AppTheme" /><style name="AppTheme.NoActionBar" />
  <style name="AppTheme.NoActionBarLaunch" />
</resources>`;

describe("aapt", { skip }, () => {
  it("finds the link, the one task, and no backup", async () => {
    const folder = await mkdtemp(join(tmpdir(), "aapt-"));
    try {
      const res = join(folder, "res");
      await cp(join(main, "res"), res, { recursive: true });
      await rm(join(res, "layout"), { recursive: true });
      await writeFile(join(res, "values/styles.xml"), styles);
      const text = await readFile(join(main, "AndroidManifest.xml"), "utf8");
      const manifest = join(folder, "AndroidManifest.xml");
      await writeFile(
        manifest,
        text
          .replace("<manifest ", `<manifest package="${scheme}" `)
          .replaceAll("${applicationId}", scheme)
          .replace('android:name=".MainActivity"', 'android:name="Main"')
          // Newer than the tool.
          .replace(/android:dataExtractionRules="[^"]*"/, "")
      );
      const apk = join(folder, "app.apk");
      await run([
        ...["aapt", "package", "-f", "-M", manifest, "-S", res],
        ...["-I", framework, "-F", apk],
      ]);
      const tree = await run([
        "aapt",
        "dump",
        "xmltree",
        apk,
        "AndroidManifest.xml",
      ]);
      const strings = await run(["aapt", "dump", "--values", "resources", apk]);
      assert.match(tree, /launchMode\([^)]*\)=\(type 0x10\)0x2/);
      assert.match(tree, /allowBackup\([^)]*\)=\(type 0x12\)0x0/);
      for (const name of ["VIEW", "DEFAULT", "BROWSABLE"]) {
        assert.match(tree, new RegExp(`"android\\.intent\\.\\w+\\.${name}"`));
      }
      assert.ok(!/android:(host|path\w*)\(/.test(tree));
      const reference = /android:scheme\([^)]*\)=@(0x[0-9a-f]+)/.exec(
        tree
      )?.[1];
      assert.ok(reference);
      const resource = new RegExp(
        `resource ${reference} \\S*string/custom_url_scheme[^\\n]*\\n[^\\n]*"([^"]*)"`
      ).exec(strings)?.[1];
      assert.equal(resource, scheme);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
