import { createHash } from "node:crypto";
import { brotliCompressSync, gzipSync } from "node:zlib";

import { text } from "./answers.ts";

/** What Home Assistant's login page has that anybody could rely on. */
const page =
  Buffer.from(`<!DOCTYPE html><html><head><title>Home Assistant</title>
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="/static/icons/favicon.ico"></head>
<body><ha-authorize><p>Initializing</p></ha-authorize>
<script>window.providersPromise=fetch("/auth/providers",{credentials:"same-origin"})</script>
<script crossorigin="use-credentials">import("/frontend_latest/authorize.js")</script>
</body></html>
`);

const variants = {
  identity: page,
  gzip: gzipSync(page),
  br: brotliCompressSync(page),
};

const lastModified = "Wed, 28 Oct 2026 12:00:00 GMT";

/** `GET /auth/authorize`: a static file, in one of three encodings. */
export function authorizePage(
  header: (name: string) => string | undefined
): Response {
  const accepted = header("accept-encoding") ?? "";
  const encoding = (["br", "gzip"] as const).find((name) =>
    accepted.includes(name)
  );
  const body = variants[encoding ?? "identity"];
  const etag = `"${createHash("sha256").update(body).digest("hex").slice(0, 16)}"`;
  const headers = {
    etag,
    "last-modified": lastModified,
    "accept-ranges": "bytes",
    "content-type": "text/html",
    ...(encoding && { "content-encoding": encoding, vary: "Accept-Encoding" }),
  };
  const known =
    header("if-none-match") === etag ||
    (header("if-none-match") === undefined &&
      header("if-modified-since") === lastModified);
  if (known) {
    const answer = text(200, "", headers);
    return new Response(null, { status: 304, headers: answer.headers });
  }
  const range = /^bytes=(\d+)-(\d*)$/.exec(header("range") ?? "");
  if (!range) return text(200, new Uint8Array(body), headers);
  const first = Number(range[1]);
  const last = range[2] ? Number(range[2]) : body.length - 1;
  return text(206, new Uint8Array(body.subarray(first, last + 1)), {
    ...headers,
    "content-range": `bytes ${first}-${last}/${body.length}`,
  });
}
