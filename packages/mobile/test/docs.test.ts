import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { writtenReadme } from "../docs.ts";

// Whoever builds an app reads the README, not the types.
describe("the README", () => {
  it("is what docs.ts writes", async () => {
    const readme = new URL("../README.md", import.meta.url);
    assert.equal(await readFile(readme, "utf8"), await writtenReadme());
  });
});
