import { describe, it } from "node:test";
import { refuses, startWorld } from "./support.ts";

const world = await startWorld();

// If this is lost, what is checked is not what was signed.
describe("parseIdToken", () => {
  it("N25: refuses a header that must be understood and is not", async () => {
    const header = { crit: ["b64"], b64: false };
    await refuses(world, { idToken: { header } }, "id_token.form");
  });

  for (const [what, raw] of [
    ["text", () => "not a token"],
    ["nothing", () => ""],
    ["two parts", (token) => token.slice(0, token.lastIndexOf("."))],
    ["four parts", (token) => `${token}.x`],
    ["a header that is no JSON", (token) => token.replace(/^[^.]*/, "e30x")],
    ["a header that is a list", (token) => token.replace(/^[^.]*/, "W10")],
    ["claims that are a list", (token) => token.replace(/\.[^.]*/, ".W10")],
    ["claims that are no base64", (token) => token.replace(".", ".*")],
  ] as [string, (token: string) => string][]) {
    it(`N25: refuses ${what}`, async () => {
      await refuses(world, { idToken: { raw } }, "id_token.form");
    });
  }

  it("N25: refuses an encrypted token, and says what to switch off", async () => {
    const raw = () => "e30.e30.e30.e30.e30";
    await refuses(world, { idToken: { raw } }, "id_token.form");
  });
});
