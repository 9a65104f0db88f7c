import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { injectScript } from "../../src/serve/inject.ts";

const tag = '<script src="/auth/external-login/assets/login.js"></script>';

const authorize = new Uint8Array(
  await readFile(new URL("../fixtures/authorize.html.txt", import.meta.url))
);

function inject(page: string): string {
  const bytes = new TextEncoder().encode(page);
  const injected = injectScript(bytes, tag);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(injected);
}

// Home Assistant's page comes from Home Assistant and changes with every
// release: whatever it holds, we add one tag and touch nothing.
describe("injectScript", () => {
  it("puts the tag first in the head, before any script of the page", () => {
    const page = new TextDecoder().decode(authorize);
    assert.equal(
      inject(page),
      page.replace("<html><head>", `<html><head>${tag}`)
    );
  });

  it("finds a head however it is written", () => {
    for (const before of [
      "<head>",
      "<HEAD>",
      "<head\n>",
      '<head data-theme="dark">',
      '<head data-sign=">">',
      "<head data-sign='>' lang=de>",
      "<!doctype html><head>",
      "\ufeff<!doctype html>\n<!-- <head> -->\n<html lang='>'>\n<head>",
    ]) {
      assert.equal(inject(`${before}<p>`), `${before}${tag}<p>`, before);
    }
  });

  it("is not misled by what only looks like a head", () => {
    for (const page of [
      "",
      "<header>",
      "<html><header></header></html>",
      "<html data-x='<head>'><body>",
      "<!-- <head>",
      "<html><body><head>",
      '<head data-sign=">',
      "no markup at all",
    ]) {
      assert.equal(inject(page), page);
    }
  });

  it("does not inject twice", () => {
    const once = inject("<html><head></head></html>");
    assert.equal(inject(once), once);
  });

  it("leaves bytes alone that are no text", () => {
    const bytes = Uint8Array.from({ length: 256 }, (_unused, i) => i);
    const head = new TextEncoder().encode("<head>");
    const page = new Uint8Array([...head, ...bytes]);
    assert.deepEqual(
      injectScript(page, tag),
      new Uint8Array([...head, ...new TextEncoder().encode(tag), ...bytes])
    );
  });
});
