import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CapacitorHttp, HttpOptions } from "@capacitor/core";
import { createHttp } from "../../src/native/http.ts";

const url = "https://home.example.org/auth/providers";

function setUp(answer: () => Promise<unknown>) {
  const asked: HttpOptions[] = [];
  const ask = (options: HttpOptions) => {
    asked.push(options);
    return answer();
  };
  const plugin = { get: ask, post: ask } as unknown as typeof CapacitorHttp;
  return { http: createHttp(plugin), asked };
}

describe("createHttp", () => {
  // Attack: a home answers with a redirect, and what was posted goes there.
  it("follows no redirect, and waits no longer than ten seconds", async () => {
    const { http, asked } = setUp(async () => ({ status: 302, data: "" }));
    assert.deepEqual(await http.get(url), { status: 302, body: "" });
    await http.post(url, { code: "secret" });
    for (const options of asked) {
      assert.equal(options.disableRedirects, true);
      assert.equal(options.connectTimeout, 10_000);
      assert.equal(options.readTimeout, 10_000);
    }
    assert.deepEqual(asked[1]?.data, { code: "secret" });
    assert.equal(asked[1]?.headers?.["content-type"], "application/json");
  });

  it("knows a refused certificate by what Android calls it", async () => {
    const failing = (code?: string) =>
      setUp(() => Promise.reject(Object.assign(new Error("x"), { code }))).http;
    for (const code of [
      "SSLHandshakeException",
      "SSLPeerUnverifiedException",
    ]) {
      await assert.rejects(failing(code).get(url), {
        code: "untrusted_certificate",
      });
    }
    for (const code of [
      undefined,
      "UnknownHostException",
      "NSURLErrorDomain",
    ]) {
      await assert.rejects(failing(code).get(url), { message: "x" });
    }
  });
});
