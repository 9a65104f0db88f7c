import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createLog } from "../src/log.ts";

function linesOf(write: (log: ReturnType<typeof createLog>) => void): string[] {
  let text = "";
  write(createLog({ write: (line) => void (text += line) }));
  return text.split("\n").slice(0, -1);
}

// Logs are read by more people than may log in, and by programs that believe
// a line is an event.
describe("createLog", () => {
  it("writes one line for each event", () => {
    const lines = linesOf((log) => {
      log.info("login.finished", { provider: "example-id" });
      log.warn("login.refused", { reason: "state" });
      log.error("request.failed");
    });
    assert.equal(lines.length, 3);
    const { time, ...rest } = JSON.parse(lines[0] ?? "");
    assert.match(time, /^\d{4}-\d\d-\d\dT/);
    assert.deepEqual(rest, {
      level: "info",
      event: "login.finished",
      provider: "example-id",
    });
  });

  // Somebody signs in under a name that ends a line and paints the screen.
  it("A22: lets no text start a line, move a cursor or turn around", () => {
    const hostile =
      'a\r\n{"event":"login.finished"}\u001b[2J\u009b1A\u2028b\u202eevil\u0000';
    const [line = "", ...rest] = linesOf((log) =>
      log.info("x", { name: hostile, list: [hostile], deep: { hostile } })
    );
    assert.deepEqual(rest, []);
    assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\u2028\u2029]/u);
    assert.match(line, /evil/);
  });

  it("A22: leaves out secrets by name, wherever they stand", () => {
    const [line = ""] = linesOf((log) =>
      log.warn("x", {
        client_secret: "s3cret",
        clientSecret: "s3cret",
        access_token: "s3cret",
        ticket: "s3cret",
        cookie: "s3cret",
        "Set-Cookie": "s3cret",
        Authorization: "s3cret",
        password: "s3cret",
        code_verifier: "s3cret",
        nonce: "s3cret",
        bridgeKeys: { inner: "s3cret", outer: "s3cret" },
        deep: [{ deeper: { refresh_token: "s3cret" } }],
      })
    );
    assert.doesNotMatch(line, /s3cret/);
  });

  it("A22: takes queries off addresses, and what was drawn at random", () => {
    const [line = ""] = linesOf((log) =>
      log.warn("x", {
        url: "https://home.example.org/auth/external-login/callback/x?code=abc&state=def#ghi",
        text: "asked homeassistant://auth-callback?code=abc twice",
        sealed: `v1.${"aB3_-".repeat(20)}`,
        code: "0123456789abcdef0123456789abcdef",
        error: new Error("from https://id.example.org/token?secret=abc"),
      })
    );
    assert.doesNotMatch(line, /abc|def|ghi|aB3/);
    assert.match(line, /home\.example\.org\/auth\/external-login\/callback\/x/);
  });

  it("keeps what an operator needs", () => {
    const [line = ""] = linesOf((log) =>
      log.warn("home_assistant.unreachable", {
        code: "ECONNREFUSED",
        user_id: "0123456789abcdef0123456789abcdef",
        reference: "8B4L-5RTS",
        state: "untrusted",
        reason: "id_token.nonce",
      })
    );
    const facts = JSON.parse(line);
    assert.equal(facts.code, "ECONNREFUSED");
    assert.equal(facts.user_id, "0123456789abcdef0123456789abcdef");
    assert.equal(facts.reference, "8B4L-5RTS");
    assert.equal(facts.state, "untrusted");
  });

  it("A22: bounds what one event may hold", () => {
    const long = "x y ".repeat(250_000);
    let loop: Record<string, unknown> = {};
    loop = { loop, self: Array.from({ length: 1_000 }, () => long) };
    loop["loop"] = loop;
    const [line = ""] = linesOf((log) => log.warn("x", { long, loop }));
    assert.ok(line.length < 100_000, `${line.length} characters`);
  });
});
