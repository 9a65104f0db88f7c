import { OidcError, type OidcReason } from "./error.ts";
import type { Provider } from "./provider.ts";

/** What a provider is asked for over the network. */
export type Endpoint = "metadata" | "token" | "jwks" | "userinfo";

interface Bounds {
  /** Of a whole answer, decompressed. */
  bytes: number;
  /** From the first byte sent to the last received. */
  milliseconds: number;
  reasons: Record<"timeout" | "size" | "http" | "form", OidcReason>;
}

const kB = 1024;

const bounds: Record<Endpoint, Bounds> = {
  metadata: {
    bytes: 256 * kB,
    milliseconds: 5_000,
    reasons: {
      timeout: "unreachable",
      size: "metadata.size",
      http: "metadata",
      form: "metadata",
    },
  },
  token: {
    bytes: 256 * kB,
    milliseconds: 10_000,
    reasons: {
      timeout: "token.timeout",
      size: "token.size",
      http: "token.http",
      form: "token.form",
    },
  },
  jwks: {
    bytes: 1024 * kB,
    milliseconds: 5_000,
    reasons: {
      timeout: "jwks.timeout",
      size: "jwks.size",
      http: "jwks",
      form: "jwks",
    },
  },
  userinfo: {
    bytes: 256 * kB,
    milliseconds: 10_000,
    reasons: {
      timeout: "userinfo.timeout",
      size: "userinfo.size",
      http: "userinfo.http",
      form: "userinfo.form",
    },
  },
};

/**
 * Asks a provider and reads its whole answer, within bounds of time and size.
 * What came back is not looked at; a redirect is not followed.
 *
 * @throws {OidcError} `unreachable`, `tls`, or the endpoint's own reason.
 */
export async function call(
  provider: Provider,
  endpoint: Endpoint,
  url: string,
  init: RequestInit
): Promise<Response> {
  const { bytes, milliseconds, reasons } = bounds[endpoint];
  const signal = AbortSignal.timeout(milliseconds);
  try {
    const response = await provider.runtime.fetch(url, {
      ...init,
      redirect: "manual",
      signal,
    });
    if (response.type === "opaqueredirect") return new Response(null, seeOther);
    const body = await readBounded(response, bytes);
    if (body === undefined) {
      throw new OidcError(
        reasons.size,
        `the "${endpoint}" answer is larger than ${bytes / kB} kB`
      );
    }
    return new Response(body.length === 0 ? null : body, {
      status: response.status,
      headers: response.headers,
    });
  } catch (error) {
    if (error instanceof OidcError) throw error;
    if (signal.aborted) {
      throw new OidcError(
        reasons.timeout,
        `the "${endpoint}" endpoint did not answer in ${milliseconds / 1000} s`
      );
    }
    const platformCode = codeOf(error);
    throw new OidcError(
      isTlsCode(platformCode) ? "tls" : "unreachable",
      `the "${endpoint}" endpoint cannot be reached (${platformCode})`
    );
  }
}

/**
 * The JSON object of an answer with status 200.
 *
 * @throws {OidcError} when it is anything else.
 */
export async function readJson(
  response: Response,
  endpoint: Endpoint
): Promise<Record<string, unknown>> {
  const { reasons } = bounds[endpoint];
  if (response.status !== 200) {
    throw new OidcError(
      reasons.http,
      `the "${endpoint}" endpoint answered ${response.status}`,
      { expected: 200, received: response.status }
    );
  }
  const type = response.headers.get("content-type") ?? "";
  if (!/^application\/(?:[\w.-]+\+)?json(?:\s*;|$)/i.test(type)) {
    throw new OidcError(
      reasons.form,
      `the "${endpoint}" answer is not declared as JSON`
    );
  }
  const body = await response
    .clone()
    .json()
    .catch(() => undefined);
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new OidcError(
      reasons.form,
      `the "${endpoint}" answer is not a JSON object`
    );
  }
  return body;
}

const seeOther: ResponseInit = { status: 303 };

/** The whole body, or `undefined` as soon as it is longer than `limit`. */
async function readBounded(
  response: Response,
  limit: number
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const reader = response.body?.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > limit) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

/** What the platform calls the trouble: `ECONNREFUSED`. Never its message. */
function codeOf(error: unknown): string {
  const { cause } = (error ?? {}) as { cause?: unknown };
  for (const one of [cause, error]) {
    const { code } = (one ?? {}) as { code?: unknown };
    if (typeof code === "string" && /^\w+$/.test(code)) return code;
  }
  return "no code";
}

function isTlsCode(code: string): boolean {
  return /CERT|TLS|SSL|UNABLE_TO_(?:GET|VERIFY)|SELF_SIGNED/.test(code);
}
