/**
 * Pages of ours as text: what is read, what is marked up, and what has broken
 * out of somebody's page before.
 *
 * @module
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { languages } from "../src/pages/languages.ts";
import type { Language } from "../src/pages/languages.ts";
import type { Place } from "../src/pages/page.ts";

/** A home as in a leaflet. */
export const place: Place = {
  language: "en",
  styles: [{ href: "/auth/external-login/assets/pages.css" }],
  home: "Willow House",
  host: "home.example.org",
  timeZone: "Europe/Berlin",
};

/** Every language that there are words for. */
export const tongues = Object.keys(languages) as Language[];

/** What a browser would make of text with nothing but our entities in it. */
export function unescape(text: string): string {
  return text
    .replaceAll("&#13;", "\r")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&gt;", ">")
    .replaceAll("&lt;", "<")
    .replaceAll("&amp;", "&");
}

/** Nothing is left to be filled in, one heading, and every tag is closed. */
export function assertWhole(document: string, name: string): void {
  assert.doesNotMatch(text(document), /[{}]|undefined|\[object/, name);
  assert.equal(document.match(/<h1\b/g)?.length, 1, name);
  assert.equal(unbalanced(document), undefined, name);
}

/** The page as read: no tags, no script, no doubled space. */
export function text(document: string): string {
  return unescape(
    document
      .replace(/<script>[^]*?<\/script>/, "")
      .replace(/<(?:[^>"]|"[^"]*")*>/g, "")
      .replace(/\s+/g, " ")
  );
}

/** A page's tags with the values that differ taken out. */
export function tags(document: string): string[] {
  return allTags(document).map((tag) => tag.replace(/="[^"]*"/g, ""));
}

/** A page's tags as they are. */
export function allTags(document: string): string[] {
  return [
    ...document
      .replace(/<script>[^]*?<\/script>/, "")
      .matchAll(/<[a-z/!](?:[^>"]|"[^"]*")*>/g),
  ].map(([tag]) => tag);
}

/** The first tag that is not closed where it has to be, if any. */
export function unbalanced(document: string): string | undefined {
  const open: string[] = [];
  for (const tag of allTags(document)) {
    const [, end, name = ""] = /^<(\/?)([a-z1-6]+)/.exec(tag) ?? [];
    if (name === "" || tag.endsWith("/>") || name === "input") continue;
    if (end === "") open.push(name);
    else if (open.pop() !== name) return tag;
  }
  return open.pop();
}

/** The value of an attribute, as a browser reads it. */
export function attributes(document: string, name: string): string[] {
  const all = document.matchAll(new RegExp(`\\s${name}="([^"]*)"`, "g"));
  return [...all].map(([, value = ""]) => unescape(value));
}

/** Text that has broken out of somebody's page before. */
export const hostile = [
  "<img src=x onerror=alert(1)>",
  '"><script>alert(1)</script>',
  "'><svg/onload=alert(1)>",
  "</title><script>alert(1)</script>",
  "</noscript><script>alert(1)</script>",
  "-->]]><!--",
  "{{7*7}}${7*7}{home}{provider}",
  "javascript:alert(1)",
  "&lt;b&gt;&amp;amp;",
  "\u202eesrever\u2066",
  "__proto__",
  "x".repeat(2000),
  "a\r\nb\tc",
];

export const anyText = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: "binary", maxLength: 60 })
);
