import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readArguments, UsageError } from "../src/arguments.ts";

// Lost: a typing mistake that is told apart from a fault.
describe("readArguments", () => {
  it("asks for nothing where nothing is typed", () => {
    assert.deepEqual(readArguments([]), {
      companion: false,
      json: false,
      help: false,
    });
  });

  it("reads every option", () => {
    assert.deepEqual(
      readArguments([
        "--home-assistant",
        "http://192.168.1.10:8123/",
        "--provider=mine.yaml",
        "--port",
        "9000",
        "--companion",
        "--json",
      ]),
      {
        homeAssistant: "http://192.168.1.10:8123",
        provider: "mine.yaml",
        port: 9000,
        companion: true,
        json: true,
        help: false,
      }
    );
    const { homeAssistantVersion } = readArguments([
      "--home-assistant-version",
      "2026.8.3",
    ]);
    assert.equal(homeAssistantVersion, "2026.8.3");
  });

  for (const [wrong, says] of [
    [["--home-assistant", "home.local:8123"], /address/],
    [["--home-assistant", "http://home.local/lovelace"], /without a path/],
    [["--home-assistant-version", "latest"], /release/],
    [["--home-assistant-version", "2026.11.0;rm"], /release/],
    [["--port", "0"], /from 1 to 65535/],
    [["--port", "65536"], /from 1 to 65535/],
    [["--port", "80a"], /from 1 to 65535/],
    [["--prot", "80"], /--prot/],
    [["more"], /more/],
    [
      ["--home-assistant=http://h:1", "--home-assistant-version=2026.11.0"],
      /leave out/,
    ],
  ] as const) {
    it(`says what is wrong with ${wrong.join(" ")}`, () => {
      assert.throws(
        () => readArguments([...wrong]),
        (error) => error instanceof UsageError && says.test(error.message)
      );
    });
  }
});
