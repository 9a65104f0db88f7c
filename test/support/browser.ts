import type { Asked, Gateway } from "@ha-external-login/gateway";

/** A cookie as a browser keeps it. */
export interface Cookie {
  value: string;
  expiresAt: number;
  attributes: string[];
}

/** What a test's browser may be told of a request. */
export interface BrowserRequest {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** From a page of another origin. */
  from?: string;
}

/**
 * A browser as far as a login needs one: it keeps cookies, sends `Origin`
 * with its POSTs, and remembers what tabs keep. It follows nothing by itself.
 */
export class Browser {
  readonly cookies = new Map<string, Cookie>();

  readonly asked: Asked;

  _gateway: Gateway;

  readonly _now: () => number;

  constructor(gateway: Gateway, asked: Asked, now: () => number) {
    this._gateway = gateway;
    this.asked = asked;
    this._now = now;
  }

  /** Asks the gateway, with this browser's cookies. */
  async ask(path: string, request: BrowserRequest = {}): Promise<Response> {
    const { method = "GET", body, headers = {}, from } = request;
    const url = new URL(path, this.asked.origin);
    const sent = new Headers(headers);
    const cookies = this._cookieHeader();
    if (cookies !== "") sent.set("cookie", cookies);
    if (method !== "GET") sent.set("origin", from ?? this.asked.origin);
    else if (!sent.has("accept")) sent.set("accept", "text/html");
    const response = await this._gateway.handle(
      new Request(url, {
        method,
        headers: sent,
        ...(body !== undefined && {
          body: typeof body === "string" ? body : JSON.stringify(body),
        }),
      }),
      this.asked
    );
    for (const cookie of response.headers.getSetCookie()) this._keep(cookie);
    return response;
  }

  /** Sends a form, as a page's button does. */
  async form(path: string, fields: Record<string, string>): Promise<Response> {
    return this.ask(path, {
      method: "POST",
      body: new URLSearchParams(fields).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
  }

  async post(path: string, body: unknown): Promise<Response> {
    return this.ask(path, { method: "POST", body });
  }

  _cookieHeader(): string {
    const now = this._now();
    return [...this.cookies]
      .filter(([, { expiresAt }]) => expiresAt > now)
      .map(([name, { value }]) => `${name}=${value}`)
      .join("; ");
  }

  _keep(line: string): void {
    const [pair = "", ...attributes] = line.split("; ");
    const [name = "", value = ""] = pair.split(/=(.*)/s);
    const age = Number(/Max-Age=(\d+)/.exec(line)?.[1]);
    if (age === 0) this.cookies.delete(name);
    else {
      const expiresAt = this._now() + age;
      this.cookies.set(name, { value, expiresAt, attributes });
    }
  }
}
