import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { associationFile, claimedPath } from "../../src/link/associations.ts";
import type { AppOptions } from "../../src/options.ts";

const android = "/.well-known/assetlinks.json";
const apple = "/.well-known/apple-app-site-association";

const app: AppOptions = {
  name: "Companion",
  link: "io.github.example.app:/auth-callback",
};
const fingerprint = Array.from({ length: 32 }, () => "AB").join(":");
const onAndroid: AppOptions = {
  ...app,
  android: { package: "io.github.example.app", certificates: [fingerprint] },
};
const onApple: AppOptions = {
  ...app,
  ios: { appId: "ABCDE12345.io.github.example.app" },
};

// A file that says too much lets another app open the home's addresses.
describe("associationFile", () => {
  it("is there for an app that is configured for it, and else is not ours", () => {
    for (const apps of [[], [app], [onApple]]) {
      assert.equal(associationFile(apps, android), undefined);
    }
    for (const apps of [[], [app], [onAndroid]]) {
      assert.equal(associationFile(apps, apple), undefined);
    }
    for (const path of [
      "/.well-known/assetlinks.json/",
      "/.well-known/apple-app-site-association.json",
      "/apple-app-site-association",
      "/.well-known/oauth-authorization-server",
      "toString",
      "__proto__",
    ]) {
      assert.equal(associationFile([onAndroid, onApple], path), undefined);
    }
  });

  it("tells Android the package and the certificates of each app", () => {
    const other = {
      ...onAndroid,
      android: { package: "org.example.other", certificates: [fingerprint] },
    };
    const target = {
      namespace: "android_app",
      package_name: "io.github.example.app",
      sha256_cert_fingerprints: [fingerprint],
    };
    const relation = ["delegate_permission/common.handle_all_urls"];
    assert.deepEqual(associationFile([onAndroid, app, other], android), [
      { relation, target },
      { relation, target: { ...target, package_name: "org.example.other" } },
    ]);
  });

  it("gives Apple's apps one path, and only with a code", () => {
    assert.deepEqual(associationFile([app, onApple], apple), {
      applinks: {
        details: [
          {
            appIDs: ["ABCDE12345.io.github.example.app"],
            components: [{ "/": claimedPath, "?": { code: "?*" } }],
          },
        ],
      },
    });
    assert.equal(claimedPath, "/auth/external-login/app/back");
  });
});
