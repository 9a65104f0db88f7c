import type { Http, HttpAnswer } from "@ha-external-login/mobile";
import type { Provider } from "./homes.ts";

/** Requests from native code, those that read included. */
export interface HomeHttp extends Http {
  /**
   * Follows no redirect.
   *
   * @throws {UntrustedError} where the phone tells that from no answer at all.
   */
  get(url: string): Promise<HttpAnswer>;
}

/** The phone does not trust the certificate of an address. */
export class UntrustedError extends Error {
  readonly name = "UntrustedError";

  readonly code = "untrusted_certificate";
}

/** What is at an address. */
export type Found =
  | { is: "home"; providers: Provider[] }
  /** Home Assistant without anything that this app could sign in with. */
  | { is: "no_external" }
  | { is: "untrusted" }
  | { is: "nothing" };

/** Looks who answers at an origin. Nothing but the address is sent. */
export async function look(http: HomeHttp, origin: string): Promise<Found> {
  try {
    const answer = await http.get(`${origin}/auth/providers`);
    return judge(answer);
  } catch (error) {
    return { is: error instanceof UntrustedError ? "untrusted" : "nothing" };
  }
}

function judge({ status, body }: HttpAnswer): Found {
  const listed = (body as { providers?: unknown } | null)?.providers;
  if (status !== 200 || !Array.isArray(listed)) return { is: "nothing" };
  const providers = listed.filter(isExternal).map(({ id, name }) => ({
    id,
    name,
  }));
  return providers.length > 0
    ? { is: "home", providers }
    : { is: "no_external" };
}

function isExternal(value: unknown): value is Provider {
  const entry = value as (Provider & { type?: unknown }) | null;
  return (
    entry?.type === "external" &&
    typeof entry.id === "string" &&
    /^[a-z0-9_-]{1,40}$/.test(entry.id) &&
    typeof entry.name === "string"
  );
}
