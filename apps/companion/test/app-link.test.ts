import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readAppLink } from "../src/app-link.ts";
import { scheme } from "../src/link.ts";

const read = (rest: string) => readAppLink(`${scheme}${rest}`, scheme);

describe("readAppLink", () => {
  it("reads what asks for a home", () => {
    assert.deepEqual(read(":/add?home=https%3A%2F%2Fhome.example.org"), {
      asks: "add",
      address: "https://home.example.org",
    });
  });

  it("reads what wants the app in front, and nothing along with it", () => {
    assert.deepEqual(read(":/continue"), { asks: "continue" });
    assert.equal(read(":/continue?home=https://evil.example"), undefined);
  });

  // Attack: any page can make such a link, and so can any app.
  it("M31: takes nothing that it does not know, and each thing once", () => {
    for (const rest of [
      "://add?home=https://home.example.org",
      ":/add",
      ":/add?",
      ":/add?server=https://home.example.org",
      ":/add?home=https://home.example.org&home=https://evil.example",
      ":/add?home=https://home.example.org&provider=evil",
      ":/add?home=https://home.example.org#x",
      ":/start?home=https://home.example.org",
      ":/auth-callback?code=a&state=b&iss=c",
    ]) {
      assert.equal(read(rest), undefined, rest);
    }
    assert.equal(readAppLink("other:/continue", scheme), undefined);
  });
});
