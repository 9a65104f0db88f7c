import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BodyError } from "../../src/serve/body.ts";
import { readForm } from "../../src/serve/form.ts";

const type = "application/x-www-form-urlencoded";

function post(body: BodyInit, contentType = type): Request {
  return new Request("https://home.example.org/", {
    method: "POST",
    headers: { "content-type": contentType },
    body,
  });
}

// Lost: that a button means one thing, to whoever reads what it sent.
describe("readForm", () => {
  it("reads each field as text", async () => {
    for (const one of [type, `${type}; charset=utf-8`, type.toUpperCase()]) {
      const form = await readForm(post("login=a%2Bb&action=show&x=", one));
      assert.deepEqual(
        [...form],
        [
          ["login", "a+b"],
          ["action", "show"],
          ["x", ""],
        ]
      );
    }
  });

  it("M21: refuses what no form of ours sends", async () => {
    for (const request of [
      post("action=show", "text/plain"),
      post("action=show", "multipart/form-data; boundary=x"),
      post("action=show", `${type}ed`),
      post("action=show&action=decline"),
      post("a%63tion=show&action=decline"),
      post(new Uint8Array([0x61, 0x3d, 0xff])),
    ]) {
      await assert.rejects(readForm(request), BodyError);
    }
  });

  it("keeps names that are no data apart from its own", async () => {
    const form = await readForm(post("__proto__=x&constructor=y"));
    assert.equal(form.get("__proto__"), "x");
    assert.equal(form.get("login"), undefined);
  });
});
