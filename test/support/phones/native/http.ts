import * as http from "node:http";
import * as https from "node:https";
import type { LookupFunction } from "node:net";
import type { Os } from "../rules.ts";
import { type CallOptions, type Methods, NativeError } from "./plugin.ts";

/** A request of the shell's, as it went out. */
export interface NativeRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  /** None where there was no answer. */
  status?: number;
}

/** Requests by native code, as `CapacitorHttp` makes them. */
export interface NativeHttp {
  methods: Methods;
  requests: NativeRequest[];
  /** Whether the phone has a network. */
  online: boolean;
  /** Loses the answer of whatever is asked at that path from now on. */
  loseAnswersOf?: string;
}

export interface NativeHttpOptions {
  /** A certificate that the phone was told to trust. */
  certificate?: string;
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export function createNativeHttp(
  os: Os,
  { certificate }: NativeHttpOptions
): NativeHttp {
  const requests: NativeRequest[] = [];
  const ask = async (given: CallOptions, usual: string) => {
    const method = String(given.method ?? usual).toUpperCase();
    const url = String(given.url);
    const headers = given.headers as Record<string, string>;
    const body = given.data === undefined ? "" : JSON.stringify(given.data);
    const request: NativeRequest = { method, url, headers, body };
    requests.push(request);
    try {
      if (!native.online) throw new SystemError("ENOTFOUND");
      const answer = await send(request, certificate);
      const { pathname } = new URL(url);
      if (native.loseAnswersOf === pathname) throw new SystemError("ETIMEDOUT");
      request.status = answer.status;
      return { ...answer, url, data: parsed(answer) };
    } catch (error) {
      throw asOf(os, error as NodeJS.ErrnoException);
    }
  };
  const native: NativeHttp = {
    requests,
    online: true,
    methods: {
      request: (options) => ask(options, "GET"),
      get: (options) => ask({ ...options, method: "GET" }, "GET"),
      post: (options) => ask({ ...options, method: "POST" }, "POST"),
      delete: (options) => ask({ ...options, method: "DELETE" }, "DELETE"),
    },
  };
  return native;
}

class SystemError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

const find: LookupFunction = (host, { all }, done) => {
  const address = "127.0.0.1";
  if (!host.endsWith("localhost")) done(new SystemError("ENOTFOUND"), "");
  else if (all) done(null, [{ address, family: 4 }]);
  else done(null, address, 4);
};

/** Follows nothing, and finds `*.localhost` on this machine. */
function send(request: NativeRequest, certificate?: string): Promise<Answer> {
  const { method, url, headers, body } = request;
  const { request: begin } = url.startsWith("https:") ? https : http;
  return new Promise((resolve, reject) => {
    const outgoing = begin(
      url,
      {
        method,
        headers,
        lookup: find,
        ...(certificate !== undefined && { ca: certificate }),
      },
      (incoming) => {
        let text = "";
        incoming.setEncoding("utf8");
        incoming.on("data", (part) => (text += part));
        incoming.on("end", () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: Object.fromEntries(
              Object.entries(incoming.headers).map(([name, value]) => [
                name,
                String(value),
              ])
            ),
            body: text,
          })
        );
      }
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function parsed({ headers, body }: Answer): unknown {
  if (!headers["content-type"]?.includes("application/json")) return body;
  return JSON.parse(body);
}

/** How each system words a request that came to nothing. */
function asOf(os: Os, { code = "" }: NodeJS.ErrnoException): NativeError {
  if (os === "ios") return new NativeError(code, "NSURLErrorDomain");
  switch (code) {
    case "ENOTFOUND":
      return new NativeError("Unable to resolve host", "UnknownHostException");
    case "ETIMEDOUT":
      return new NativeError("timeout", "SocketTimeoutException");
    case "ECONNREFUSED":
    case "ECONNRESET":
      return new NativeError("Failed to connect", "ConnectException");
    default:
      return new NativeError(
        "Chain validation failed",
        "SSLHandshakeException"
      );
  }
}
