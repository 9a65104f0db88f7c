/**
 * What the native projects promise: nothing of ours is compiled here, so that
 * a slip in one of these files would be seen on a phone first.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { parse } from "plist";
import config from "../capacitor.config.ts";
import { pictures } from "../icon/pictures.ts";
import { link, scheme } from "../src/link.ts";

const root = new URL("../", import.meta.url);

const read = (path: string) => readFileSync(new URL(path, root), "utf8");

const manifest = read("android/app/src/main/AndroidManifest.xml");

const strings = read("android/app/src/main/res/values/strings.xml");

const info = parse(read("ios/App/App/Info.plist")) as Record<string, unknown>;

/** The one string resource of that name. */
function string(name: string): string | undefined {
  return new RegExp(`<string name="${name}">([^<]*)</string>`).exec(
    strings
  )?.[1];
}

// Whoever can reach the bridge can do what the app can.
describe("capacitor.config", () => {
  it("M26: gives the bridge to no other origin, on either platform", () => {
    assert.equal(config.server, undefined);
    assert.equal(config.android, undefined);
    assert.equal(config.ios, undefined);
    assert.ok(!/allowNavigation|server\s*:/.test(read("capacitor.config.ts")));
  });

  it("leaves `fetch` and cookies as the web view has them", () => {
    assert.deepEqual(config.plugins?.CapacitorHttp, { enabled: false });
    assert.deepEqual(config.plugins?.CapacitorCookies, { enabled: false });
  });

  // Attack: whoever reads the phone's log finds the code, the verifier or the
  // ticket in what crossed the bridge.
  it("M37: keeps what crosses the bridge out of native logs", () => {
    assert.equal(config.loggingBehavior, "none");
  });
});

// The link is found by its scheme alone: one letter off, and a person who has
// signed in never comes back.
describe("the scheme", () => {
  it("is one value everywhere, and the app's id", () => {
    assert.equal(config.appId, scheme);
    assert.equal(string("custom_url_scheme"), scheme);
    assert.equal(string("package_name"), scheme);
    assert.match(
      read("android/app/build.gradle"),
      new RegExp(`applicationId "${scheme.replaceAll(".", "\\.")}"`)
    );
    const [type] = info.CFBundleURLTypes as Record<string, unknown>[];
    assert.deepEqual(type?.CFBundleURLSchemes, [scheme]);
    const ids = read("ios/App/App.xcodeproj/project.pbxproj").matchAll(
      /PRODUCT_BUNDLE_IDENTIFIER = ([^;]*);/g
    );
    assert.deepEqual(new Set([...ids].map(([, id]) => id)), new Set([scheme]));
  });

  it("is the one that every gateway allows unless it is told otherwise", () => {
    const schema = readFileSync(
      new URL("../server/src/schema.ts", root),
      "utf8"
    );
    assert.ok(schema.includes(`link: "${link}"`));
  });

  it("has a dot, and one slash after it", () => {
    assert.match(link, /^[a-z]+(\.[a-z]+)+:\/auth-callback$/);
  });
});

describe("AndroidManifest", () => {
  const filters = [
    ...manifest.matchAll(/<intent-filter>(.*?)<\/intent-filter>/gs),
  ].map(([, filter]) => filter ?? "");
  const view = filters.filter((one) => one.includes("intent.action.VIEW"));

  it("takes the link from browsers, by its scheme alone", () => {
    assert.equal(view.length, 1);
    assert.match(view[0] ?? "", /category\.DEFAULT"/);
    assert.match(view[0] ?? "", /category\.BROWSABLE"/);
    const data = view[0]?.match(/<data[^>]*>/g);
    assert.deepEqual(data, [
      '<data android:scheme="@string/custom_url_scheme" />',
    ]);
  });

  it("keeps one main activity, which links come back to", () => {
    assert.match(manifest, /android:name="\.MainActivity"/);
    assert.match(manifest, /android:launchMode="singleTask"/);
    assert.equal(manifest.match(/android:exported="true"/g)?.length, 1);
  });

  // Attack: a backup, or the move to a new phone, carries a waiting sign-in
  // or HA's own session to where somebody else reads it.
  it("M38: leaves nothing to a backup or to another device", () => {
    assert.match(manifest, /android:allowBackup="false"/);
    assert.match(
      manifest,
      /android:dataExtractionRules="@xml\/data_extraction_rules"/
    );
    const rules = read(
      "android/app/src/main/res/xml/data_extraction_rules.xml"
    );
    assert.ok(!rules.includes("<include"));
    const domains = "root file database sharedpref external".split(" ");
    const device = "root file database sharedpref".split(" ");
    const expected = [
      ...domains,
      ...device.map((domain) => `device_${domain}`),
    ];
    for (const where of ["cloud-backup", "device-transfer"]) {
      const part = new RegExp(`<${where}>(.*?)</${where}>`, "s").exec(rules);
      const excluded = [
        ...(part?.[1] ?? "").matchAll(/<exclude domain="(\w+)" \/>/g),
      ].map(([, domain]) => domain);
      assert.deepEqual(excluded, expected, where);
    }
  });

  it("asks for the network alone, and refuses the location", () => {
    const permissions = [
      ...manifest.matchAll(/<uses-permission\s+android:name="([^"]*)"([^>]*)/g),
    ].map(([, name, rest]) => [
      name?.split(".").at(-1),
      rest?.includes('tools:node="remove"'),
    ]);
    assert.deepEqual(permissions, [
      ["INTERNET", false],
      ["ACCESS_COARSE_LOCATION", true],
      ["ACCESS_FINE_LOCATION", true],
    ]);
  });

  it("allows no plain http", () => {
    assert.ok(!/usesCleartextTraffic|networkSecurityConfig/.test(manifest));
  });

  it("starts at the Android version that the in-app browser needs", () => {
    const variables = read("android/variables.gradle");
    assert.match(variables, /minSdkVersion = 26\b/);
  });
});

describe("Info.plist", () => {
  it("says why a page may ask for camera and microphone", () => {
    for (const what of ["Camera", "Microphone"]) {
      const words = info[`NS${what}UsageDescription`];
      assert.ok(typeof words === "string" && words.length > 20, what);
    }
    assert.equal(info.NSLocationWhenInUseUsageDescription, undefined);
  });

  it("allows no plain http", () => {
    assert.equal(info.NSAppTransportSecurity, undefined);
  });

  it("names the languages, without which the web view speaks English", () => {
    assert.deepEqual(info.CFBundleLocalizations, [
      "en",
      "de",
      "es",
      "fr",
      "nl",
    ]);
  });

  it("hands links on: the scene's three calls are in place", () => {
    const delegate = read("ios/App/App/SceneDelegate.swift");
    for (const call of [
      "willConnectTo: session",
      "openURLContexts: URLContexts",
      "continue: userActivity",
    ]) {
      assert.ok(
        delegate.includes(`SceneDelegateProxy.shared.scene(scene, ${call}`),
        call
      );
    }
  });
});

describe("pictures", () => {
  it("have the sizes that both templates want", () => {
    for (const { path, width, height, ground, radius } of pictures) {
      const png = readFileSync(new URL(path, root));
      assert.equal(png.toString("latin1", 1, 4), "PNG", path);
      assert.equal(png.readUInt32BE(16), width, path);
      assert.equal(png.readUInt32BE(20), height, path);
      // A store refuses an icon with an alpha channel.
      const transparent = radius !== undefined || ground === "transparent";
      assert.equal(png[25], transparent ? 6 : 2, path);
    }
  });
});
