import type { CapacitorHttp } from "@capacitor/core";
import { UntrustedError, type HomeHttp } from "../look.ts";

const patience = 10_000;

/** What Android calls a certificate that it refuses. iOS only says so in words. */
const untrusted = ["SSLHandshakeException", "SSLPeerUnverifiedException"];

/**
 * Requests by native code. They carry no cookie that a page could have set
 * and need no CORS header of a home.
 */
export function createHttp(http: typeof CapacitorHttp): HomeHttp {
  const common = {
    connectTimeout: patience,
    readTimeout: patience,
    disableRedirects: true,
    responseType: "json",
  } as const;
  return {
    async get(url) {
      try {
        const headers = { accept: "application/json" };
        const { status, data } = await http.get({ ...common, url, headers });
        return { status, body: data };
      } catch (error) {
        const { code } = error as { code?: string };
        if (!untrusted.includes(code ?? "")) throw error;
        throw new UntrustedError("the certificate was refused");
      }
    },

    async post(url, sent) {
      const headers = {
        accept: "application/json",
        "content-type": "application/json",
      };
      const request = { ...common, url, headers, data: sent };
      const { status, data } = await http.post(request);
      return { status, body: data };
    },
  };
}
