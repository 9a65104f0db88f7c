import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Cipher } from "../src/index.ts";
import {
  createWebCipher,
  derive,
  encodeFields,
  seal,
  toBase64url,
  unseal,
  UnsealError,
} from "../src/index.ts";
import { bytes, freshIv, id, ring } from "./fixtures.ts";

// Lost: that nonce and verifier are known to nobody but who holds the key,
// are different for every login, and survive a restart.
describe("derive", () => {
  it("is 256 bits in the characters of a PKCE verifier", async () => {
    const keys = await ring(1);
    for (const what of ["nonce", "code_verifier"] as const) {
      const text = await derive(keys.active, what, id);
      assert.match(text, /^[A-Za-z0-9_-]{43}$/);
    }
  });

  it("comes out the same after a restart", async () => {
    const before = await derive((await ring(1)).active, "nonce", id);
    const after = await derive((await ring(2, 1)).get(1)!, "nonce", id);
    assert.equal(after, before);
  });

  it("is HKDF-SHA-256 of the root with a label of its own", async () => {
    // Another program can compute it again: only then is the label a promise.
    const root = await crypto.subtle.importKey(
      "raw",
      bytes(32, 1),
      "HKDF",
      false,
      ["deriveBits"]
    );
    const bits = await crypto.subtle.deriveBits(
      {
        name: "HKDF",
        hash: "SHA-256",
        salt: new Uint8Array(),
        info: encodeFields(["ha-external-login", "nonce", id]),
      },
      root,
      256
    );
    assert.equal(
      await derive((await ring(1)).active, "nonce", id),
      toBase64url(new Uint8Array(bits))
    );
  });

  it("A38: gives every login, purpose and key another value", async () => {
    const keys = await ring(1, 2);
    const seen = new Set<string>();
    const ids = [id, `${id}A`, "", "nonce", "code_verifier"];
    for (const key of [keys.get(1)!, keys.get(2)!]) {
      for (const what of ["nonce", "code_verifier"] as const) {
        for (const one of ids) seen.add(await derive(key, what, one));
      }
    }
    assert.equal(seen.size, 2 * 2 * ids.length);
  });

  it("A38: is no key to what is sealed", async () => {
    // E learns a nonce from an ID token and tries it as the sealing key.
    const keys = await ring(1);
    const sealed = await seal(keys, "state", [id], freshIv());
    const info = encodeFields(["ha-external-login", "nonce", id]);
    const nonce = await keys.active.derive(info);
    const thief = await createWebCipher(nonce);
    const raw = await crypto.subtle.importKey("raw", nonce, "AES-GCM", false, [
      "encrypt",
      "decrypt",
    ]);
    const decrypt: Cipher["decrypt"] = async (iv, additionalData, text) => {
      const algorithm = { name: "AES-GCM", iv, additionalData };
      return crypto.subtle.decrypt(algorithm, raw, text).then(
        (bytes) => new Uint8Array(bytes),
        () => undefined
      );
    };
    for (const active of [
      { ...thief, version: keys.active.version },
      { ...keys.active, decrypt },
    ]) {
      await assert.rejects(
        unseal({ ...keys, active, get: () => active }, "state", sealed),
        UnsealError
      );
    }
  });
});
