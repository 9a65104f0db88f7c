/**
 * What a home answers, believed only in the form that its gateway writes.
 *
 * @module
 */
import type { HttpAnswer } from "./definitions.ts";
import { isSecure } from "./guard.ts";
import type { Pending, Started } from "./session.ts";

/** The answer to a start, if it is one. */
export function readStarted(
  { status, body }: HttpAnswer,
  insecureLoopback?: boolean
): Omit<Started, "verifier"> | undefined {
  if (status !== 200 || !isRecord(body)) return undefined;
  const { url, state, iss } = body;
  if (!isText(url) || !isText(state) || !isText(iss)) return undefined;
  if (!URL.canParse(url)) return undefined;
  if (!isSecure(new URL(url), insecureLoopback)) return undefined;
  return { url, state, iss };
}

/** The resume ticket in the answer to a finish, if there is one. */
export function readTicket({ status, body }: HttpAnswer): string | undefined {
  if (status !== 200 || !isRecord(body)) return undefined;
  const { resume } = body;
  // It becomes a header: whatever could end one is no ticket.
  return isText(resume) && /^[\w.~-]+$/.test(resume) ? resume : undefined;
}

/** What was stored by an earlier process, maybe by an older version. */
export function readPending(text: string): Pending | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value)) return undefined;
    const { home, provider, url, state, verifier, startedAt } = value;
    if (!isText(home) || !isText(provider) || !isText(url)) return undefined;
    if (!isText(state) || !isText(verifier)) return undefined;
    if (typeof startedAt !== "number") return undefined;
    return { home, provider, url, state, verifier, startedAt };
  } catch (_err) {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= 4096;
}
