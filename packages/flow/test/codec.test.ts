import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  CodecError,
  decodeFields,
  encodeFields,
  fromBase64url,
  toBase64url,
} from "../src/index.ts";

const field = fc.option(fc.string({ unit: "binary", maxLength: 40 }), {
  nil: undefined,
});

// Lost: that what a page sends in one field can't be read back as another.
describe("encodeFields", () => {
  it("A45: keeps fields that look like separators, lengths or objects", () => {
    // A page chooses client_id, redirect_uri and state freely.
    for (const fields of [
      [],
      [""],
      [undefined],
      ["", undefined, ""],
      ["a", "b"],
      ["ab", ""],
      ["a\u0000\u0001b", "\u0000\u0001", "\uffff"],
      ["\ufeffa", "a\ufeff"],
      ["__proto__", "constructor", '{"__proto__":1}', '{"a":1,"a":2}'],
      ["&=;,|.\n\r\t", "%00", "é", "e\u0301", "😀"],
    ]) {
      assert.deepEqual(decodeFields(encodeFields(fields)), fields);
    }
    assert.equal(Object.keys(Object.prototype).length, 0);
  });

  it("A45: spells two different lists of fields differently", () => {
    const seen = new Map<string, string>();
    const parts = [undefined, "", "a", "b", "ab", "\u0000", "\u0000\u0001a"];
    for (const first of parts) {
      for (const second of parts) {
        for (const fields of [[first], [first, second]]) {
          const spelled = toBase64url(encodeFields(fields));
          const known = seen.get(spelled);
          const text = JSON.stringify(fields.map((part) => part ?? null));
          assert.equal(known ?? text, text);
          seen.set(spelled, text);
        }
      }
    }
  });

  it("A45: refuses a lone surrogate, which would come back as another", () => {
    for (const text of ["\ud800", "a\udc00b", "\udc00\ud800"]) {
      assert.throws(() => encodeFields([text]), CodecError);
    }
  });

  it("A45: refuses a field whose length is no length", () => {
    assert.equal(
      decodeFields(encodeFields(["a".repeat(65_534)]))[0]?.length,
      65_534
    );
    for (const length of [65_535, 65_536, 70_000]) {
      assert.throws(() => encodeFields(["a".repeat(length)]), CodecError);
    }
  });

  it("Z1: decodes to what was encoded, and two lists never encode alike", () => {
    fc.assert(
      fc.property(fc.array(field), fc.array(field), (one, other) => {
        const bytes = encodeFields(one);
        assert.deepEqual(decodeFields(bytes), one);
        assert.equal(
          toBase64url(bytes) === toBase64url(encodeFields(other)),
          JSON.stringify(one.map((part) => part ?? null)) ===
            JSON.stringify(other.map((part) => part ?? null))
        );
      }),
      { seed: 1, numRuns: 1000 }
    );
  });
});

// Lost: that bytes which nobody here wrote are refused, and not guessed at.
describe("decodeFields", () => {
  it("A45: refuses cut lengths, cut text and what is not UTF-8", () => {
    for (const bytes of [
      [0],
      [0, 1],
      [0, 2, 97],
      [0, 1, 97, 0],
      [255, 254, 97],
      [0, 1, 0x80],
      [0, 2, 0xc0, 0x80],
      [0, 3, 0xed, 0xa0, 0x80],
    ]) {
      assert.throws(() => decodeFields(Uint8Array.from(bytes)), CodecError);
    }
  });

  it("Z1: decodes bytes to fields that encode to the same bytes, or refuses", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        let fields;
        try {
          fields = decodeFields(bytes);
        } catch (error) {
          assert.ok(error instanceof CodecError);
          return;
        }
        assert.deepEqual([...encodeFields(fields)], [...bytes]);
      }),
      {
        seed: 2,
        numRuns: 2000,
        examples: [
          [Uint8Array.of(255, 255)],
          [Uint8Array.of(255, 255, 0, 0)],
          [Uint8Array.of(0, 3, 0xef, 0xbb, 0xbf)],
        ],
      }
    );
  });

  it("decodes a part of a longer buffer as that part", () => {
    const bytes = encodeFields(["one", "two"]);
    const longer = new Uint8Array(bytes.length + 8);
    longer.set(bytes, 4);
    assert.deepEqual(decodeFields(longer.subarray(4, 4 + bytes.length)), [
      "one",
      "two",
    ]);
  });
});

// Lost: that one sealed value has one spelling, so that it is used up once.
describe("fromBase64url", () => {
  it("reads what toBase64url wrote", () => {
    for (const length of [0, 1, 2, 3, 4, 255, 256]) {
      const bytes = Uint8Array.from({ length }, (_, index) => index * 7);
      assert.deepEqual(fromBase64url(toBase64url(bytes)), bytes);
    }
  });

  it("A37: refuses every other spelling of the same bytes", () => {
    // fb ff fe is "-__-"; one byte is two characters with four unused bits.
    for (const text of [
      "+//+",
      "-//-",
      "-__-=",
      "-__-====",
      "_w==",
      "_x",
      "_f",
      "_",
      "-__-\n",
      " -__-",
      "-_ _-",
      "-__%2D",
      "-__\u0000-",
      "\uff0d__-",
    ]) {
      assert.throws(() => fromBase64url(text), CodecError, text);
    }
  });

  it("Z1: accepts no text but the one that its bytes are written as", () => {
    const alphabet = fc.constantFrom(..."AQgwZaz019-_+/= \n");
    fc.assert(
      fc.property(fc.string({ unit: alphabet, maxLength: 12 }), (text) => {
        let bytes;
        try {
          bytes = fromBase64url(text);
        } catch (error) {
          assert.ok(error instanceof CodecError);
          return;
        }
        assert.equal(toBase64url(bytes), text);
      }),
      { seed: 3, numRuns: 3000 }
    );
  });
});
