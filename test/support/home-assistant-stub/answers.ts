/** Headers that Home Assistant's views add; what is refused earlier lacks them. */
const viewHeaders = {
  server: "",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "SAMEORIGIN",
};

export function json(
  value: unknown,
  status = 200,
  headers: Record<string, string> = {}
): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: {
      ...viewHeaders,
      "content-type": "application/json",
      ...headers,
    },
  });
}

export function message(status: number, words: string): Response {
  return json({ message: words }, status);
}

/** An answer of a view, or of the router behind the same headers. */
export function text(
  status: number,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {}
): Response {
  return new Response(body, {
    status,
    headers: {
      ...viewHeaders,
      "content-type": "text/plain; charset=utf-8",
      ...headers,
    },
  });
}

/** What is refused in front of the views, or broke behind them. */
export function bare(status: 400 | 403 | 500): Response {
  const words = {
    400: "400: Bad Request",
    403: "403: Forbidden",
    500: "500 Internal Server Error\n\nServer got itself in trouble",
  };
  return new Response(words[status], {
    status,
    headers: {
      server: "Python/3.14 aiohttp/3.13.2",
      "content-type": "text/plain; charset=utf-8",
    },
  });
}
