import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createWebCipher } from "@ha-external-login/flow";
import { createNodeCipher } from "../src/cipher.ts";

const secret = new Uint8Array(32).fill(7);
const iv = new Uint8Array(12).fill(1);
const data = new TextEncoder().encode("cookie");
const text = new TextEncoder().encode("a login");

// Replicas, tests and a later platform have to open what this one sealed.
describe("createNodeCipher", () => {
  it("makes and opens the same bytes as Web Cryptography", async () => {
    const node = createNodeCipher(secret);
    const web = await createWebCipher(secret);
    const sealed = await node.encrypt(iv, data, text);
    assert.deepEqual(sealed, await web.encrypt(iv, data, text));
    assert.deepEqual(await node.decrypt(iv, data, sealed), text);
    assert.deepEqual(await web.decrypt(iv, data, sealed), text);
    assert.deepEqual(await node.derive(data), await web.derive(data));
  });

  it("opens nothing that was bent, cut or meant for another slot", async () => {
    const cipher = createNodeCipher(secret);
    const sealed = await cipher.encrypt(iv, data, text);
    for (let at = 0; at < sealed.length; at += 1) {
      const bent = sealed.slice();
      bent[at] = (bent[at] ?? 0) + 1;
      assert.equal(await cipher.decrypt(iv, data, bent), undefined);
      const cut = sealed.slice(0, at);
      assert.equal(await cipher.decrypt(iv, data, cut), undefined);
    }
    const other = new TextEncoder().encode("state");
    assert.equal(await cipher.decrypt(iv, other, sealed), undefined);
    assert.equal(
      await cipher.decrypt(new Uint8Array(), data, sealed),
      undefined
    );
  });
});
