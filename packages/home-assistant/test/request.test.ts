import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { getProviders, RefusedError } from "../src/index.ts";
import { answering, bare, client, view } from "./fakes.ts";

const providers = { providers: [], preselect_remember_me: false };

function refusal(expected: Partial<RefusedError>) {
  return (error: unknown) => {
    assert.ok(error instanceof RefusedError, String(error));
    for (const [key, value] of Object.entries(expected)) {
      assert.equal(error[key as keyof RefusedError], value);
    }
    return true;
  };
}

// What the operator and the person are told depends on telling these apart:
// one is cured on a settings page, another by waiting, another by hand.
describe("request", () => {
  it("asks with no forwarded header for itself", async () => {
    const ha = answering(() => view(providers));
    await getProviders(ha);
    const [{ url, init } = assert.fail()] = ha.asked;
    assert.equal(url, "http://ha.test/auth/providers");
    assert.deepEqual(init.headers, {});
    assert.equal(init.redirect, "manual");
  });

  it("says for whom it asks", async () => {
    const ha = answering(() => view(providers));
    await getProviders(ha, client);
    assert.deepEqual(ha.asked[0]?.init.headers, {
      host: "home.example.org",
      "x-forwarded-for": "203.0.113.7",
      "x-forwarded-host": "home.example.org",
      "x-forwarded-proto": "https",
    });
  });

  it("knows an untrusted proxy from the request filter", async () => {
    const ha = answering(() => bare(400));
    const expected = { status: 400, kind: "untrusted_proxy" } as const;
    await assert.rejects(getProviders(ha, client), refusal(expected));
    await assert.rejects(getProviders(ha), refusal({ kind: "filtered" }));
  });

  it("knows a banned address", async () => {
    const ha = answering(() => bare(403));
    const expected = { status: 403, kind: "banned" } as const;
    await assert.rejects(getProviders(ha, client), refusal(expected));
  });

  it("knows a refusal of the view, and keeps its words", async () => {
    const body = {
      message: "Onboarding not finished",
      code: "onboarding_required",
    };
    const ha = answering(() => view(body, 400));
    await assert.rejects(
      getProviders(ha, client),
      refusal({
        status: 400,
        kind: "view",
        answer: "Onboarding not finished",
        reason: "onboarding_required",
      })
    );
    const text = answering(() => view("404: Not Found", 404));
    const expected = { kind: "view", answer: "404: Not Found" } as const;
    await assert.rejects(getProviders(text), refusal(expected));
  });

  it("knows a fault in Home Assistant", async () => {
    const ha = answering(() => bare(500, "500 Internal Server Error\n\nOops"));
    await assert.rejects(
      getProviders(ha),
      refusal({ kind: "internal", answer: "500 Internal Server Error Oops" })
    );
  });

  it("calls unreachable what is refused, stopping, or away", async () => {
    const refused = answering(() => {
      const cause = { code: "ECONNREFUSED" };
      throw new TypeError("fetch failed", { cause });
    });
    await assert.rejects(getProviders(refused), {
      code: "unreachable",
      cause: { expected: "an answer", received: "ECONNREFUSED" },
    });
    for (const status of [502, 503, 504]) {
      const ha = answering(() => new Response("", { status }));
      await assert.rejects(getProviders(ha), { code: "unreachable" });
    }
  });

  it("gives up at the deadline, on a runtime that does not", async () => {
    const deadline = new AbortController();
    const ha = answering(() => new Promise(() => {}));
    const asked = getProviders(ha, client, deadline.signal);
    deadline.abort();
    await assert.rejects(asked, { code: "unreachable" });
    assert.equal(ha.asked[0]?.init.signal, deadline.signal);
  });

  it("gives up in the middle of an answer", async () => {
    const deadline = new AbortController();
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array([123])),
    });
    const ha = answering(() => new Response(body));
    const asked = getProviders(ha, client, deadline.signal);
    deadline.abort();
    await assert.rejects(asked, { code: "unreachable" });
  });

  it("follows no redirect", async () => {
    const headers = { location: "https://elsewhere.example/" };
    const ha = answering(() => new Response("", { status: 302, headers }));
    await assert.rejects(getProviders(ha), refusal({ status: 302 }));
    assert.equal(ha.asked.length, 1);
  });

  // Something that is not Home Assistant, or no longer, answers for ever.
  it("stops reading at 1 MB", async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(100_000)),
      cancel: () => {
        cancelled = true;
      },
    });
    const ha = answering(() => new Response(body));
    await assert.rejects(getProviders(ha), { code: "malformed_answer" });
    assert.ok(cancelled);
  });

  it("keeps an answer's words short, on one line", async () => {
    const message = `a\r\nlogin.finished\u2028${"x".repeat(1000)}`;
    const ha = answering(() => view({ message }, 400));
    const error = await getProviders(ha).catch((reason: unknown) => reason);
    assert.ok(error instanceof RefusedError);
    assert.ok(error.answer.startsWith("a login.finished x"));
    assert.equal(error.answer.length, 200);
    assert.doesNotMatch(error.message, /[\r\n\u2028]/);
  });
});
